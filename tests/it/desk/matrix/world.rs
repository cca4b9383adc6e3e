//! The honest beginning of every cell: a caseworker who has worked for a while, her colleagues, and
//! the server as it is when it does not lie.

use std::collections::BTreeMap;

use serde_json::Value;
use zegel::identity::Identity;
use zegel_core::document::{EntryDigest, Message, NoteContent, Position, Reply, Report, SignedNote};
use zegel_core::id::EntryId;
use zegel_core::seal::{ForDesk, Recipients};
use zegel_core::signature::DeskKey;
use zegel_core::thread::Direction;
use zegel_core::token::Keys;

use super::contents::{Contents, Entry, Thread};
use crate::support::caseworker::Caseworker;
use crate::support::fixture::{answers, instance, keys, writing};
use crate::support::hostile::{Heard, new_version, session};

/// The case that the verbs are about: read by a colleague, answered once, with a new message.
pub const CASE: &str = "6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e";
/// Another case, of which a colleague asks whether it may be handed on.
pub const OTHER: &str = "7b2e4d63-1e6f-4c54-8b6d-1d9f4b3c2e5f";
/// A case of the set before, with a note of a colleague who has left.
pub const EARLIER: &str = "8c3f5e74-2f70-4d65-9c7e-2ea05c4d3f60";
/// Its reporter withdrew it, with proof.
pub const WITHDRAWN: &str = "9d406f85-3081-4e76-8d8f-3fb16d5e4071";
/// It was deleted on this computer.
pub const DELETED: &str = "ae517096-4192-4f87-9e90-40c27e6f5182";

/// Stands in all that anybody wrote, so that it is found wherever it should not be.
pub const CANARY: &str = "CANARY";

/// Somebody with a key, made by the program.
pub struct Person {
    pub name: &'static str,
    pub computer: Caseworker,
    pub lines: String,
    pub key: DeskKey,
    pub identity: Identity,
}

/// All of it.
pub struct World {
    /// Whose computer it is.
    pub anna: Person,
    /// A colleague who opens.
    pub bea: Person,
    /// Whose key only carries.
    pub courier: Person,
    /// Who belongs to nobody's set.
    pub mallory: Person,
    /// The pinned set.
    pub set: Recipients,
    /// The fingerprint of it, and of the set to which the server added its own key.
    pub prints: [String; 2],
    /// What the reporters of [`CASE`] and [`OTHER`] can open.
    pub reporter: Keys,
    pub other_reporter: Keys,
    /// What the server has.
    pub contents: Contents,
    /// What comes in of the reporter of [`CASE`] while a server lies.
    pub coming: Entry,
    /// What it had of threads that are gone.
    pub gone: Vec<Thread>,
    /// Every honest document, by its entry.
    pub documents: BTreeMap<EntryId, String>,
}

impl Person {
    fn new(name: &'static str) -> Self {
        let (computer, lines) = Caseworker::with_key(name);
        let file = std::fs::read_to_string(computer.identity()).unwrap();
        let identity: Identity = file.parse().unwrap();
        let key = DeskKey::from_seed(identity.signing_seed().unwrap());
        Self { name, computer, lines, key, identity }
    }

    /// A note of theirs for this place, sealed for a set.
    pub fn note(
        &self,
        thread: &str,
        id: EntryId,
        lamport: u32,
        content: NoteContent,
        set: &Recipients,
    ) -> Entry {
        self.note_as(self.name, thread, id, lamport, content, set)
    }

    /// The same in somebody's name, with their own signature.
    pub fn note_as(
        &self,
        name: &str,
        thread: &str,
        id: EntryId,
        lamport: u32,
        content: NoteContent,
        set: &Recipients,
    ) -> Entry {
        let author = name.to_owned();
        let day = "2026-11-24".parse().unwrap();
        let sealed_for = set.fingerprint().to_string();
        let note = SignedNote { author, day, lamport, sealed_for, content };
        let note = note.sign(&self.key, instance(), thread.parse().unwrap(), id);
        entry(id, Direction::Desk, set.seal(note).unwrap().as_bytes())
    }
}

/// An entry with a body that no cache has.
pub fn entry(id: EntryId, direction: Direction, sealed: &[u8]) -> Entry {
    Entry { id, version: new_version().into(), direction, sealed: sealed.to_vec() }
}

/// A report with this story.
pub fn report(id: EntryId, story: &str, keys: &Keys, set: &Recipients) -> Entry {
    let mut writing = writing(answers(&[("story", story)]), keys);
    writing.sealed_for = set.fingerprint().to_string();
    let sealed = set.seal(Report::new(writing, keys.author_key())).unwrap();
    entry(id, Direction::FromReporter, sealed.as_bytes())
}

/// A later message of the same reporter.
pub fn message(text: &str, after: u32, keys: &Keys, set: &Recipients) -> Entry {
    let id = new_id();
    let mut writing = writing(zegel_core::document::Answers::from_message(text).unwrap(), keys);
    writing.sealed_for = set.fingerprint().to_string();
    let position = Position { after, ..Position::default() };
    let sealed = set.seal(Message::new(writing, position, id, &keys.author_key())).unwrap();
    entry(id, Direction::FromReporter, sealed.as_bytes())
}

pub fn new_id() -> EntryId {
    EntryId::random().unwrap()
}

/// The entry with the document in it.
pub fn digest(entry: &Entry, identity: &Identity) -> EntryDigest {
    let sealed = ForDesk::from_bytes(entry.sealed.clone()).unwrap();
    EntryDigest { entry: entry.id, document: identity.open_document(&sealed).unwrap().digest }
}

impl World {
    pub fn new() -> Self {
        let [anna, bea, cem, courier, mallory] =
            ["anna", "bea", "cem", "courier", "mallory"].map(Person::new);
        let before: Recipients = format!("{}{}{}", anna.lines, bea.lines, cem.lines).parse().unwrap();
        let carries = courier.lines.lines().next().unwrap();
        let set: Recipients = format!("{}{}{carries}\n", anna.lines, bea.lines).parse().unwrap();
        let contents = Contents {
            session: session(before.text()),
            threads: Vec::new(),
            unlisted: Vec::new(),
            list: None,
            later_session: None,
        };
        let gone = Vec::new();
        let documents = BTreeMap::new();
        let reporter = keys();
        let other_reporter = keys();
        let coming = message(&format!("{CANARY} of a new message"), 1, &reporter, &set);
        let wider: Recipients = format!("{}{}", set.text(), mallory.lines).parse().unwrap();
        let prints = [&set, &wider].map(|set| set.fingerprint().to_string());
        let mut world = Self {
            anna,
            bea,
            courier,
            mallory,
            set,
            prints,
            reporter,
            other_reporter,
            contents,
            coming,
            gone,
            documents,
        };
        world.first_weeks(&before, &cem);
        world.colleague_leaves();
        world.present_work();
        world.know_documents();
        world
    }

    /// With the set before: one case that stays, one that will be withdrawn and one to be deleted.
    fn first_weeks(&mut self, before: &Recipients, cem: &Person) {
        let story = |id: &'static str, withdrawn: &Keys| {
            let report = report(new_id(), &format!("{CANARY} of {}", &id[..4]), withdrawn, before);
            Thread { id, withdrawal: None, entries: vec![report] }
        };
        let stays = keys();
        let taken = keys();
        let thrown = keys();
        self.contents.threads =
            vec![story(EARLIER, &stays), story(WITHDRAWN, &taken), story(DELETED, &thrown)];
        let text = NoteContent::Text { text: format!("{CANARY} of cem") };
        let note = cem.note(EARLIER, new_id(), 1, text, before);
        self.contents.thread(EARLIER).entries.push(note);
        self.works(&["inbox"]);
        self.gone = self.contents.threads[1..].to_vec();
        *self.contents.thread(WITHDRAWN) =
            Thread { id: WITHDRAWN, withdrawal: Some(taken.withdrawal().to_text()), entries: Vec::new() };
    }

    /// Cem leaves, a courier comes; what is gone is learnt.
    fn colleague_leaves(&mut self) {
        self.contents.session = session(self.set.text());
        let print = self.set.fingerprint().to_string();
        self.works(&["recipients", "accept", &print]);
        self.works(&["delete", DELETED, "--yes"]);
        self.contents.threads.retain(|thread| thread.id != DELETED);
    }

    /// Two cases of the present set, all of it seen and fetched, and a folder that was carried.
    fn present_work(&mut self) {
        let set = &self.set;
        let bea = &self.bea;
        let read = report(new_id(), &format!("{CANARY} of the case"), &self.reporter, set);
        let seen = NoteContent::Seen { entries: vec![digest(&read, &bea.identity)] };
        let answer = Reply::new(new_id(), 1, &format!("{CANARY} of an answer")).unwrap();
        let copy = NoteContent::Copy {
            reply: answer.id,
            number: 1,
            text: answer.text.clone(),
            reply_to: digest(&read, &bea.identity),
        };
        let answer_id = answer.id;
        let sealed = self.reporter.reply_to().unwrap().seal(answer).unwrap();
        let entries = vec![
            bea.note(CASE, new_id(), 1, seen, set),
            bea.note(CASE, new_id(), 2, NoteContent::Urgent { urgent: true }, set),
            entry(answer_id, Direction::ToReporter, sealed.as_bytes()),
            bea.note(CASE, new_id(), 3, copy, set),
            message(&format!("{CANARY} of a message"), 1, &self.reporter, set),
            read,
        ];
        let other = report(new_id(), &format!("{CANARY} of another case"), &self.other_reporter, set);
        self.contents.threads.push(Thread { id: CASE, withdrawal: None, entries });
        self.contents.threads.push(Thread { id: OTHER, withdrawal: None, entries: vec![other] });
        self.colleague_asks();
        self.works(&["inbox"]);
        self.works(&["fetch", "--to", "carried"]);
        self.works(&["--folder", "carried", "note", CASE, "--text", CANARY]);
        self.anna.computer.file("sealed.age", &self.contents.thread(OTHER).entries[0].sealed);
        let quiet = self.works(&["inbox"]);
        assert_eq!(quiet.1, "", "nothing is to be said of an honest server");
    }

    /// Bea asks whether the other case may be handed on, with her own program.
    fn colleague_asks(&mut self) {
        let server = self.contents.start();
        let asks = [
            "--server",
            &server.url,
            "export",
            OTHER,
            "--receiver",
            "Politie",
            "--kind",
            "police",
            "--with-own-words",
            "--marks-read",
            "--open",
            "out",
        ];
        let ended = self.bea.computer.run(&[&asks[..], &["--known-by", "one"]].concat());
        assert_eq!(ended.code, Some(1), "{}", ended.err);
        let asked = posted(&server.heard());
        assert_eq!(asked.len(), 1);
        self.contents.thread(OTHER).entries.extend(asked);
    }

    /// Anna does this at the honest server; what she sent, and what was said.
    fn works(&self, arguments: &[&str]) -> (Vec<Heard>, String) {
        let server = self.contents.start();
        let ended = self.anna.computer.run(&[&["--server", &server.url], arguments].concat()).done();
        (server.heard(), ended.said())
    }

    fn know_documents(&mut self) {
        let threads = self.contents.threads.iter().chain(&self.gone);
        let all = threads.flat_map(|thread| &thread.entries).chain([&self.coming]);
        let ours = all.filter(|entry| entry.direction != Direction::ToReporter);
        let known = ours.map(|entry| digest(entry, &self.anna.identity));
        self.documents = known.map(|known| (known.entry, known.document)).collect();
    }
}

/// The entries that were sent.
fn posted(heard: &[Heard]) -> Vec<Entry> {
    let bodies =
        heard.iter().filter(|heard| heard.line.starts_with("POST") && heard.line.ends_with("/entries"));
    let mut posted = Vec::new();
    for heard in bodies {
        let body: Value = serde_json::from_str(&heard.body).unwrap();
        for sent in body["entries"].as_array().unwrap() {
            let sealed = data_encoding::BASE64.decode(sent["sealed"].as_str().unwrap().as_bytes()).unwrap();
            let direction = serde_json::from_value(sent["direction"].clone()).unwrap();
            posted.push(entry(sent["id"].as_str().unwrap().parse().unwrap(), direction, &sealed));
        }
    }
    posted
}
