//! A client of HTTP/1.1 that sends exactly the bytes it is given, and what it got back.

use std::io::{BufRead, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// One answer, as its bytes came.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    /// The header lines with their line ends, without the status line.
    pub head: String,
    pub body: Vec<u8>,
}

/// Sends a request and reads its answer. The sending goes on while the answer is read, since a
/// server may answer before it has heard everything.
pub fn exchange(to: SocketAddr, request: &[u8]) -> Answer {
    try_exchange(to, request).expect("an answer")
}

/// The same; nothing when the connection ended without an answer.
pub fn try_exchange(to: SocketAddr, request: &[u8]) -> Option<Answer> {
    let stream = TcpStream::connect(to).ok()?;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // The server may end the connection while a body that is too large is still sent.
            let _ = (&stream).write_all(request);
        });
        let answer = read(&mut &stream);
        // Else a sender whose words nobody reads would wait for ever.
        let _ = stream.shutdown(std::net::Shutdown::Both);
        answer
    })
}

/// Reads one answer; nothing when the connection ended before it was whole.
pub fn read(stream: &mut impl Read) -> Option<Answer> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            break at;
        }
        more(stream, &mut bytes)?;
    };
    let head = String::from_utf8(bytes[..end + 2].to_vec()).ok()?;
    let (line, head) = head.split_once("\r\n")?;
    let status = line.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
    let mut answer = Answer { status, head: head.to_owned(), body: bytes.split_off(end + 4) };
    if answer.header("transfer-encoding") == Some("chunked") {
        while !answer.body.ends_with(b"0\r\n\r\n") {
            more(stream, &mut answer.body)?;
        }
        answer.body = unchunk(&answer.body)?;
    } else if let Some(length) =
        answer.header("content-length").map(|length| length.parse::<usize>().unwrap())
    {
        while answer.body.len() < length {
            more(stream, &mut answer.body)?;
        }
    }
    Some(answer)
}

fn more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> Option<()> {
    let mut buffer = [0; 16 * 1024];
    match stream.read(&mut buffer) {
        Ok(0) | Err(_) => None,
        Ok(read) => {
            bytes.extend_from_slice(&buffer[..read]);
            Some(())
        }
    }
}

fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = find(body, b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&body[..line]).ok()?, 16).ok()?;
        let data = body.get(line + 2..line + 2 + length)?;
        whole.extend_from_slice(data);
        body = &body[line + 2 + length + 2..];
        if length == 0 {
            return Some(whole);
        }
    }
}

/// Where some bytes stand in others.
pub fn find(all: &[u8], part: &[u8]) -> Option<usize> {
    let first = *part.first()?;
    let mut rest = all;
    // A window at each byte takes minutes for an image of a whole process in a build without optimisation.
    while rest.skip_until(first).is_ok_and(|skipped| skipped > 0) {
        let at = all.len() - rest.len() - 1;
        if all[at..].starts_with(part) {
            return Some(at);
        }
    }
    None
}

impl Answer {
    /// The one value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.head.lines().filter_map(|line| line.split_once(": "));
        let (_, value) = values.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The first heading.
    pub fn h1(&self) -> String {
        let (_, rest) = self.text().split_once("<h1").expect("a heading");
        let (_, rest) = rest.split_once('>').unwrap();
        unescape(rest.split_once("</h1>").unwrap().0)
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
        let (_, rest) = self.text().split_once(&start)?;
        Some(unescape(rest.split_once('"')?.0))
    }

    /// What stands in a text field.
    pub fn field(&self, name: &str) -> String {
        let (_, rest) = self.text().split_once(&format!(" name=\"{name}\" rows=")).expect("the field");
        let (_, rest) = rest.split_once('>').unwrap();
        let text = unescape(rest.split_once("</textarea>").unwrap().0);
        text.strip_prefix('\n').expect("a first line feed, which the parser drops").to_owned()
    }

    /// What stands in the field for a code.
    pub fn typed_code(&self) -> String {
        let (_, rest) = self.text().split_once("name=\"code\" value=\"").expect("the field for a code");
        unescape(rest.split_once('"').unwrap().0)
    }

    /// Whether a choice is made.
    pub fn chose(&self, name: &str, value: &str) -> bool {
        self.text().contains(&format!(" name=\"{name}\" value=\"{value}\" checked"))
    }

    /// Whether a sentence stands on the page.
    pub fn says(&self, sentence: &str) -> bool {
        let escaped = sentence.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.text().contains(&escaped.replace('"', "&quot;"))
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
