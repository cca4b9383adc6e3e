//! Contents of a server, honest or not, and the two ways to meet it: over HTTP, and in a folder that was
//! carried from it.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel_core::id::EntryId;
use zegel_core::thread::Direction;

use crate::support::hostile::{Hostile, ok, with_status};

/// A sealed entry, as a server gives it.
#[derive(Clone)]
pub struct Entry {
    pub id: EntryId,
    pub version: u64,
    pub direction: Direction,
    pub sealed: Vec<u8>,
}

/// A thread, as a server lists it.
#[derive(Clone)]
pub struct Thread {
    pub id: &'static str,
    pub withdrawal: Option<String>,
    pub entries: Vec<Entry>,
}

/// All that a server says.
#[derive(Clone)]
pub struct Contents {
    pub session: Value,
    pub threads: Vec<Thread>,
    /// What it gives although it lists it nowhere.
    pub unlisted: Vec<(&'static str, Entry)>,
    /// Another answer in the place of its list.
    pub list: Option<&'static [u8]>,
    /// The session ends at the first signed request, and from then on it says this.
    pub later_session: Option<Value>,
}

impl Entry {
    pub fn line(&self, thread: &str) -> String {
        let Self { id, version, direction, sealed } = self;
        let sealed = BASE64.encode(sealed);
        json!({ "thread": thread, "id": id, "version": version, "direction": direction, "sealed": sealed })
            .to_string()
    }
}

impl Contents {
    pub fn thread(&mut self, id: &str) -> &mut Thread {
        self.threads.iter_mut().find(|thread| thread.id == id).unwrap()
    }

    /// Speaks HTTP. Whatever is sent to it, it says that it has done it.
    pub fn start(&self) -> Hostile {
        let contents = self.clone();
        let sessions = AtomicUsize::new(0);
        Hostile::new(move |line| contents.answer(line, &sessions))
    }

    fn answer(&self, line: &str, sessions: &AtomicUsize) -> Vec<u8> {
        if line == "POST /desk/v1/session" {
            let opened = sessions.fetch_add(1, Ordering::SeqCst);
            let session = self.later_session.as_ref().filter(|_| opened > 0).unwrap_or(&self.session);
            return ok(session.to_string());
        }
        if self.later_session.is_some() && sessions.load(Ordering::SeqCst) == 1 {
            return with_status("401 Unauthorized", "", "{}");
        }
        match line {
            "GET /desk/v1/threads" => match self.list {
                Some(answer) => answer.to_vec(),
                None => ok(json!({ "threads": self.heads() }).to_string()),
            },
            "POST /desk/v1/tombstones" => ok("{\"count\":2}"),
            line if line.starts_with("GET /desk/v1/entries?") => ok(self.lines(line)),
            _ => ok("{}"),
        }
    }

    fn heads(&self) -> Vec<Value> {
        let head = |thread: &Thread| {
            let entry = |entry: &Entry| json!({ "id": entry.id, "version": entry.version });
            let entries: Vec<Value> = thread.entries.iter().map(entry).collect();
            json!({ "id": thread.id, "week": crate::support::hostile::week(), "withdrawal": thread.withdrawal,
                "entries": entries })
        };
        self.threads.iter().map(head).collect()
    }

    /// The lines of the threads that the request names, and what nobody asked for.
    fn lines(&self, request: &str) -> String {
        let asked = self.threads.iter().filter(|thread| request.contains(thread.id));
        let listed = asked.flat_map(|thread| thread.entries.iter().map(|entry| (thread.id, entry)));
        let unlisted = self.unlisted.iter().map(|(thread, entry)| (*thread, entry));
        listed.chain(unlisted).map(|(thread, entry)| format!("{}\n", entry.line(thread))).collect()
    }

    /// Lays it down as `zegel fetch` does, over what is there.
    pub fn write_to(&self, folder: &Path) {
        let instance = self.session["instance"].as_str().unwrap();
        std::fs::create_dir_all(folder.join(instance)).unwrap();
        let facts = json!({ "instance": instance, "recipients": self.session["recipients"],
            "retention_weeks": self.session["retention_weeks"], "threads": self.heads(), "vanished": [] });
        std::fs::write(folder.join("desk.json"), facts.to_string()).unwrap();
        let listed =
            self.threads.iter().flat_map(|thread| thread.entries.iter().map(|entry| (thread.id, entry)));
        let unlisted = self.unlisted.iter().map(|(thread, entry)| (*thread, entry));
        for (thread, Entry { id, version, direction, sealed }) in listed.chain(unlisted) {
            let direction = direction.to_number();
            let digest = HEXLOWER.encode(&Sha256::digest(sealed));
            let name = format!("{thread}.{id}.{direction}.{version:016x}.{digest}");
            std::fs::write(folder.join(instance).join(name), sealed).unwrap();
        }
    }
}
