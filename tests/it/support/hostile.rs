//! A server that was taken over: it speaks just enough HTTP to lie.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use serde_json::json;

/// The server. It ends when dropped.
pub struct Hostile {
    pub url: String,
    heard: Option<Receiver<Heard>>,
}

/// What a client said to it.
pub struct Heard {
    pub line: String,
    pub headers: String,
    pub body: String,
}

impl Hostile {
    /// Answers each request with what `answer` makes of its method and path.
    pub fn new(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (tell, heard) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                let Ok(heard) = hear(&stream) else { continue };
                let answer = answer(&heard.line);
                // Before the answer, so that whoever has it finds here what was asked.
                if tell.send(heard).is_err() {
                    break;
                }
                // The client may hang up before it has heard all of it.
                drop((&stream).write_all(&answer));
            }
        });
        Self { url, heard: Some(heard) }
    }

    /// All that was said so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.iter().flat_map(Receiver::try_iter).collect()
    }
}

impl Drop for Hostile {
    /// Nobody hears it any more, which it notices at the next connection.
    fn drop(&mut self) {
        self.heard = None;
        drop(TcpStream::connect(self.url.trim_start_matches("http://")));
    }
}

fn hear(stream: &TcpStream) -> std::io::Result<Heard> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut headers = String::new();
    while reader.read_line(&mut headers)? > 2 {}
    let length =
        headers.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let line = line.rsplit_once(' ').map_or("", |(line, _)| line).to_owned();
    Ok(Heard { line, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// An answer with a body.
pub fn ok(body: impl AsRef<[u8]>) -> Vec<u8> {
    with_status("200 OK", "", body)
}

/// An answer with another status, and with header lines.
pub fn with_status(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let mut answer =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n")
            .into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// A session as an honest server gives it.
pub fn session(recipients: &str) -> serde_json::Value {
    json!({
        "id": "c2Vzc2lvbi1zZXNzaW9u", "nonce": "bm9uY2Utbm9uY2Utbm9uY2U",
        "instance": crate::support::fixture::instance(), "recipients": recipients,
        "proof_wanted": false, "retention_weeks": 26,
        "generation": "00112233445566778899aabbccddeeff", "week": week(), "alarms": [],
    })
}

/// A list with one thread.
pub fn threads(thread: &str, entries: u32) -> Vec<u8> {
    let ids: Vec<String> =
        (0..entries).map(|_| zegel_core::id::EntryId::random().unwrap().to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    list(thread, &ids)
}

/// A list with one thread that has these entries.
pub fn list(thread: &str, entries: &[&str]) -> Vec<u8> {
    let entries: Vec<serde_json::Value> =
        entries.iter().map(|id| json!({ "id": id, "version": new_version() })).collect();
    ok(json!({ "threads": [{ "id": thread, "week": week(), "withdrawal": null, "entries": entries }] })
        .to_string())
}

/// A version that no cache has.
pub fn new_version() -> u32 {
    u32::from_be_bytes(zegel_core::id::random().unwrap())
}

/// This week, so that nothing is past its time.
pub fn week() -> String {
    zegel_core::calendar::Clock::system().week().to_string()
}
