//! A caseworker's session: requests signed with the desk's second key.

use zegel_core::document::{Received, Reply};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::ForReporter;
use zegel_core::signature::{DeskKey, RequestBytes};
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{
    ADD_ENTRIES, COUNTER_HEADER, FETCH_ENTRIES, LARGEST_FIRST_BODY, LIST_THREADS, NewEntries, NewEntry,
    OPEN_SESSION, OpenSession, SESSION_HEADER, SIGNATURE_HEADER, Session,
};

use crate::support::http::{Answer, exchange};
use crate::support::site::Site;

/// One session of one caseworker.
pub struct Desk<'a> {
    site: &'a Site,
    key: DeskKey,
    session: Session,
    counter: u64,
}

impl<'a> Desk<'a> {
    /// Logs in with the site's own caseworker.
    pub fn login(site: &'a Site) -> Self {
        Self::login_with(site, DeskKey::from_seed(site.identity.signing_seed().unwrap()))
    }

    /// Logs in with a key of the recipients file.
    pub fn login_with(site: &'a Site, key: DeskKey) -> Self {
        let answer = Self::try_login(site, &key);
        assert_eq!(answer.status, 200);
        Self { site, key, session: serde_json::from_slice(&answer.body).unwrap(), counter: 0 }
    }

    /// What a key that asks for a session is answered.
    pub fn try_login(site: &Site, key: &DeskKey) -> Answer {
        offered(site, &key.public().to_string())
    }

    /// Whether the server waits for this caseworker to prove that they open what is sealed.
    pub fn is_proof_wanted(&self) -> bool {
        self.session.proof_wanted
    }

    /// A signed request; before a long one a short one, as the program does it.
    pub fn request(&mut self, method: &str, path: &str, body: &[u8]) -> Answer {
        if self.counter == 0 && body.len() > LARGEST_FIRST_BODY {
            assert_eq!(self.request("GET", LIST_THREADS.path, b"").status, 200);
        }
        exchange(self.site.desk, &self.signed(method, path, body))
    }

    /// The bytes of a signed request.
    pub fn signed(&mut self, method: &str, path: &str, body: &[u8]) -> Vec<u8> {
        self.counter += 1;
        let nonce = &self.session.nonce;
        let bytes = RequestBytes::new(self.session.instance, nonce, self.counter, method, path, body);
        let id = &self.session.id;
        let counter = self.counter;
        let signature = self.key.sign(&bytes);
        let lines = format!(
            "{SESSION_HEADER}: {id}\r\n{COUNTER_HEADER}: {counter}\r\n{SIGNATURE_HEADER}: {signature}\r\n"
        );
        request(self.site, method, path, &lines, body)
    }

    /// Fetches everything, which is noted with its week.
    pub fn collect(&mut self) -> Answer {
        self.request("GET", FETCH_ENTRIES.path, b"")
    }

    /// Answers what a reporter wrote, sealed to the recipient inside it.
    pub fn reply(&mut self, writing: &Received, number: u32, text: &str) -> Answer {
        let reply = Reply::new(EntryId::random().unwrap(), number, text).unwrap();
        let sealed: ForReporter = writing.reply_to.as_ref().unwrap().seal(reply).unwrap();
        let thread = thread_of(self.site, writing);
        let entry = NewEntry::new(EntryId::random().unwrap(), &SealedEntry::ToReporter(sealed));
        let body = serde_json::to_vec(&NewEntries { entries: vec![entry] }).unwrap();
        self.request("POST", &ADD_ENTRIES.path_to(thread), &body)
    }
}

/// The thread in which it stands, found by opening what is there.
pub fn thread_of(site: &Site, writing: &Received) -> ThreadId {
    let wanted = writing.reply_to.as_ref().unwrap().to_string();
    let holds = |thread: &ThreadId| {
        let entries = site.runtime.block_on(site.store.entries(*thread)).unwrap();
        entries.iter().any(|(entry, _)| match &entry.sealed {
            SealedEntry::FromReporter(sealed) => {
                let plain = site.identity.open(sealed).unwrap();
                crate::support::http::find(plain.as_bytes(), wanted.as_bytes()).is_some()
            }
            _ => false,
        })
    };
    site.threads().into_iter().map(|thread| thread.id).find(holds).expect("their thread")
}

/// What the server says to whoever asks for a session with this key, which need not be theirs.
pub fn offered(site: &Site, key: &str) -> Answer {
    let asked = serde_json::to_string(&OpenSession { key: key.to_owned() }).unwrap();
    exchange(site.desk, &request(site, "POST", OPEN_SESSION.path, "", asked.as_bytes()))
}

fn request(site: &Site, method: &str, path: &str, lines: &str, body: &[u8]) -> Vec<u8> {
    let host = site.desk;
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{lines}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}
