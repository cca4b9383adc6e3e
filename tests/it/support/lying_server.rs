//! A lying server: it answers what a test says, to a caseworker who uses it.

use std::fs;

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel_core::document::Report;
use zegel_core::id::EntryId;
use zegel_core::seal::{ForDesk, Recipients};
use zegel_core::signature::DeskKey;

use crate::support::caseworker::Caseworker;
use crate::support::fixture::{answers, keys, writing};
use crate::support::hostile::{Hostile, list, ok, session};

pub const THREAD: &str = "6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e";

/// A server that says what a test wants, and anna, who uses it.
pub struct LyingServer {
    pub anna: Caseworker,
    pub lines: String,
    pub set: Recipients,
}

impl LyingServer {
    pub fn new() -> Self {
        let (anna, lines) = Caseworker::with_key("anna");
        let set = lines.parse().unwrap();
        Self { anna, lines, set }
    }

    /// Gives these entries of one thread, each a body of a line.
    pub fn serve(&mut self, entries: Vec<Value>) -> Hostile {
        let lines: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
        let ids: Vec<String> = entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let list = list(THREAD, &ids);
        self.raw(move |line| match line {
            "GET /desk/v1/threads" => list.clone(),
            line if line.starts_with("GET /desk/v1/entries") => ok(&lines),
            _ => ok("{}"),
        })
    }

    /// Answers anything once the session is open.
    pub fn raw(&mut self, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Hostile {
        let session = session(&self.lines).to_string();
        self.any(move |line| match line {
            "POST /desk/v1/session" => ok(&session),
            line => answer(line),
        })
    }

    pub fn any(&mut self, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Hostile {
        let server = Hostile::new(answer);
        self.anna.at(&server.url);
        server
    }

    /// Opens a session with other words in it.
    pub fn with_session(&mut self, change: impl Fn(&mut Value)) -> Hostile {
        let mut session = session(&self.lines);
        change(&mut session);
        self.any(move |_| ok(session.to_string()))
    }

    pub fn report(&self, text: &str) -> Report {
        let keys = keys();
        let mut writing = writing(answers(&[("story", text)]), &keys);
        writing.sealed_for = self.set.fingerprint().to_string();
        Report::new(writing, keys.author_key())
    }

    pub fn sealed(&self, report: Report) -> ForDesk {
        self.set.seal(report).unwrap()
    }

    pub fn key(&self) -> DeskKey {
        let file = fs::read_to_string(self.anna.identity()).unwrap();
        let identity: zegel::identity::Identity = file.parse().unwrap();
        DeskKey::from_seed(identity.signing_seed().unwrap())
    }
}

pub fn entry(id: &EntryId, direction: &str, sealed: &[u8]) -> Value {
    json!({ "thread": THREAD, "id": id, "version": 1, "direction": direction, "sealed": BASE64.encode(sealed) })
}

pub fn id() -> EntryId {
    EntryId::random().unwrap()
}
