//! A colleague, or the thief of a colleague's key, who speaks the desk API by hand and says there
//! whatever a signature and a key allow.

use std::fs;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zegel::identity::Identity;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::Recipients;
use zegel_core::signature::{DeskKey, RequestBytes};
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{
    ADD_ENTRIES, Bytes, COUNTER_HEADER, EntryLine, NewEntries, NewEntry, OPEN_SESSION, OpenSession,
    REPLACE_ENTRY, Replacement, SESSION_HEADER, SIGNATURE_HEADER, Session, path_to_entries,
};

use crate::support::caseworker::Caseworker;

/// One session.
pub struct Insider {
    url: String,
    key: DeskKey,
    notes_key: Option<DeskKey>,
    session: Session,
    counter: u64,
}

impl Insider {
    /// With the signing key of a caseworker.
    pub fn of(url: &str, caseworker: &Caseworker) -> Self {
        let file = fs::read(caseworker.identity()).unwrap();
        let identity = Identity::from_file(&file, None).unwrap();
        Self::with_key(url, DeskKey::from_seed(identity.signing_seed().unwrap()))
    }

    /// With this key.
    pub fn with_key(url: &str, key: DeskKey) -> Self {
        let asked = serde_json::to_vec(&OpenSession { key: key.public().to_string() }).unwrap();
        let answer = agent().post(format!("{url}{}", OPEN_SESSION.path)).send(&asked[..]).unwrap();
        let session: Session = serde_json::from_reader(answer.into_body().into_reader()).unwrap();
        Self { url: url.to_owned(), key, notes_key: None, session, counter: 0 }
    }

    /// The recipients, as the server has them.
    pub fn set(&self) -> Recipients {
        self.session.recipients.parse().unwrap()
    }

    /// A signed request: its status, and what was answered.
    pub fn request(&mut self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        self.counter += 1;
        let nonce = &self.session.nonce;
        let bytes = RequestBytes::new(self.session.instance, nonce, self.counter, method, path, body);
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header(SESSION_HEADER, &self.session.id)
            .header(COUNTER_HEADER, self.counter)
            .header(SIGNATURE_HEADER, self.key.sign(&bytes));
        let answer = agent().run(request.body(body).unwrap()).unwrap();
        let status = answer.status().as_u16();
        (status, answer.into_body().read_to_vec().unwrap())
    }

    /// Signs notes with another key than requests, as whoever has a stolen one does.
    pub fn sign_with(&mut self, key: DeskKey) {
        self.notes_key = Some(key);
    }

    /// All entries of a thread.
    pub fn entries(&mut self, thread: ThreadId) -> Vec<EntryLine> {
        let (status, lines) = self.request("GET", &path_to_entries(&[thread]), b"");
        assert_eq!(status, 200);
        let lines = String::from_utf8(lines).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Puts a note into a thread, under any name and with any Lamport number, signed with this key.
    pub fn notes(&mut self, thread: ThreadId, author: &str, lamport: u32, content: NoteContent) -> EntryId {
        let id = EntryId::random().unwrap();
        let sealed_for = self.set().fingerprint().to_string();
        let day = zegel_core::calendar::Clock::system().day();
        let note = SignedNote { author: author.to_owned(), day, lamport, sealed_for, content };
        let key = self.notes_key.as_ref().unwrap_or(&self.key);
        let note = note.sign(key, self.session.instance, thread, id);
        let sealed = SealedEntry::Desk(self.set().seal(note).unwrap());
        let entries = vec![NewEntry::new(id, &sealed)];
        let body = serde_json::to_vec(&NewEntries { entries }).unwrap();
        assert_eq!(self.request("POST", &ADD_ENTRIES.path_to(thread), &body).0, 200);
        id
    }

    /// Puts other sealed bytes in the place of an entry.
    pub fn replaces(&mut self, line: &EntryLine, sealed: &[u8]) {
        let body = Replacement { replaces: digest(&line.sealed.0), sealed: Bytes(sealed.to_vec()) };
        let path = REPLACE_ENTRY.path_to_entry(line.thread, line.id);
        assert_eq!(self.request("PUT", &path, &serde_json::to_vec(&body).unwrap()).0, 200);
    }
}

/// SHA-256 in hex.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into()
}
