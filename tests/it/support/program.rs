//! The real program, `zegeld demo`, as a process of its own.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process};
use zegel::identity::Identity;
use zegel_core::document::{DeskDocument, ReceivedMessage, ReceivedReport};
use zegel_core::thread::SealedEntry;
use zegeld::store::{Options, Store};

use crate::support::http::{Answer, exchange};
use crate::support::programs::zegeld_path;

/// A running `zegeld`.
pub struct Program {
    child: Child,
    pub public: SocketAddr,
    printed: Arc<Mutex<Vec<u8>>>,
    listening: Vec<JoinHandle<()>>,
}

impl Program {
    /// With keys and database in a folder, made if they are not there.
    pub fn demo(folder: &Path) -> Self {
        Self::of(Path::new(zegeld_path()), folder)
    }

    /// The same of another build.
    pub fn of(binary: &Path, folder: &Path) -> Self {
        let mut child = Command::new(binary)
            .args(["demo", "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0", "--dir"])
            .arg(folder)
            .env("TMPDIR", folder)
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = Arc::new(Mutex::new(Vec::new()));
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let errors = listen(child.stderr.take().unwrap(), printed.clone());
        let mut welcome = String::new();
        while !welcome.contains("Stop with Ctrl-C.") {
            assert_ne!(out.read_line(&mut welcome).unwrap(), 0, "it ended: {}", text(&printed));
        }
        printed.lock().unwrap().extend_from_slice(welcome.as_bytes());
        let (_, address) = welcome.split_once("http://").unwrap();
        let public = address.split('/').next().unwrap().parse().unwrap();
        let listening = vec![errors, listen(out, printed.clone())];
        Self { child, public, printed, listening }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Opens the page and sends a report. Nothing if the program did not answer; else the answer
    /// and the token.
    pub fn report(&self, story: &str) -> Option<(Answer, String)> {
        report(self.public, story)
    }

    /// All that it has printed until now.
    pub fn printed(&self) -> String {
        text(&self.printed)
    }

    /// Asks it to end, as an administrator does.
    pub fn ask_to_stop(&self) {
        self.signal(Signal::TERM);
    }

    /// Asks it to end, and gives how it ended and all that it ever printed.
    pub fn stop(mut self) -> (ExitStatus, String) {
        self.ask_to_stop();
        self.ended()
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(mut self) {
        self.signal(Signal::KILL);
        self.ended();
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        for listening in self.listening.drain(..) {
            listening.join().unwrap();
        }
        (status, text(&self.printed))
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(i32::try_from(self.id()).unwrap()).unwrap(), signal).unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A test that failed leaves no program behind; one that has ended is not there any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(mut from: impl Read + Send + 'static, printed: Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            printed.lock().unwrap().extend_from_slice(&buffer[..read]);
        }
    })
}

fn text(printed: &Mutex<Vec<u8>>) -> String {
    String::from_utf8_lossy(&printed.lock().unwrap()).into_owned()
}

/// Opens the page at an address and sends a report.
pub fn report(public: SocketAddr, story: &str) -> Option<(Answer, String)> {
    let page = format!("GET /en/ HTTP/1.1\r\nHost: {public}\r\nConnection: close\r\n\r\n");
    let page = crate::support::http::try_exchange(public, page.as_bytes())?;
    let token = page.hidden("token")?;
    let form = page.hidden("form")?;
    let fields = [("token", token.as_str()), ("form", &form), ("story", story), ("act", "send")];
    let answer = crate::support::http::try_exchange(public, &post(public, &fields))?;
    Some((answer, token))
}

/// Copies a program. Another process does it: what this one has open for writing, a process that another test
/// starts at that moment has open too, and no file that is open for writing can be run.
pub fn copy_program(from: &str, to: &Path) {
    assert!(Command::new("cp").arg(from).arg(to).status().unwrap().success());
}

/// A form as a browser posts it.
pub fn post(host: impl Display, fields: &[(&str, &str)]) -> Vec<u8> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let length = body.len();
    format!(
        "POST /en/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Sec-Fetch-Site: same-origin\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Posts a form and reads the answer.
pub fn posted(public: SocketAddr, fields: &[(&str, &str)]) -> Answer {
    exchange(public, &post(public, fields))
}

/// All that reporters wrote into a folder's database, opened with the identity beside it.
pub fn opened(folder: &Path) -> (Vec<ReceivedReport>, Vec<ReceivedMessage>) {
    let identity = Identity::from_file(&std::fs::read(folder.join("identity.txt")).unwrap(), None).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = Store::open(&folder.join("zegel.db"), Options::default()).unwrap();
    let mut reports = Vec::new();
    let mut messages = Vec::new();
    runtime.block_on(async {
        for (thread, _) in store.threads().await.unwrap() {
            for (entry, _) in store.entries(thread.id).await.unwrap() {
                let SealedEntry::FromReporter(sealed) = entry.sealed else { continue };
                match DeskDocument::parse(&identity.open(&sealed).unwrap()).unwrap() {
                    DeskDocument::Report(report) => reports.push(report),
                    DeskDocument::Message(message) => messages.push(message),
                    DeskDocument::Note(_) => panic!("a reporter wrote a note"),
                }
            }
        }
        store.close().await;
    });
    (reports, messages)
}

/// What a report tells.
pub fn story(report: &ReceivedReport) -> String {
    report.writing.answers.get("story").unwrap().values().collect()
}

/// Every file of a folder, with its content.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    // A temporary file may go between being listed and being read; then nothing is in it.
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![(path.clone(), std::fs::read(path).unwrap_or_default())]
            }
        })
        .collect()
}
