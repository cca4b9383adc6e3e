//! The pages of the desk, made of documents without a process and without a terminal: what stands on
//! them in either language, and which part of a case the screen keeps closed.

use std::path::Path;

use serde_json::json;
use zegel::identity::Identity;
use zegel::terminal::{Paragraph, ParagraphKind};
use zegel::texts::Texts;
use zegel::view::thread;
use zegel::{Case, Opener, Pins, Row, Viewer};
use zegel_core::document::{
    Answers, EntryDigest, Message, NoteContent, Position, Reply, Report, SignedNote, Status, Writing,
};
use zegel_core::i18n::Language;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::{ForDesk, Recipients};
use zegel_core::signature::DeskKey;
use zegel_core::thread::Direction;
use zegel_core::token::Keys;
use zegel_core::wire::{Bytes, EntryLine, ThreadHead};

use crate::support::fixture::{answers, instance, keys, writing};

pub const ANNA: u8 = 1;
pub const BEN: u8 = 2;

/// How the server lists a thread.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Present,
    Withdrawn,
}

/// A thread that is written on one computer, for a desk of two.
pub struct Written {
    set: Recipients,
    pins: Pins,
    keys: Keys,
    thread: ThreadId,
    lines: Vec<EntryLine>,
    lamport: u32,
}

fn caseworker(seed: u8) -> Identity {
    Identity::generate(if seed == ANNA { "anna" } else { "ben" }, [seed; 32], [seed; 32])
}

fn set() -> Recipients {
    let lines = [ANNA, BEN].map(|seed| {
        let key = DeskKey::from_seed(&[seed; 32]).public();
        let identity = caseworker(seed);
        format!("# desk {} ed25519:{key}\n{}\n", identity.name(), identity.recipients().unwrap()[0])
    });
    lines.concat().parse().unwrap()
}

impl Written {
    pub fn new(thread: u8) -> Self {
        // Nothing is written there: pins reach a disk only when they are saved.
        let pins = Pins::new(Path::new("/nowhere"), instance(), set(), 26);
        let thread = ThreadId::from_bytes([thread; 16]);
        Self { set: set(), pins, keys: keys(), thread, lines: Vec::new(), lamport: 0 }
    }

    fn writing(&self, answers: Answers) -> Writing {
        Writing { sealed_for: self.set.fingerprint().to_string(), ..writing(answers, &self.keys) }
    }

    pub fn next_id(&self) -> EntryId {
        EntryId::from_bytes([u8::try_from(self.lines.len()).unwrap() + 1; 16])
    }

    pub fn keep(&mut self, id: EntryId, direction: Direction, sealed: &[u8]) {
        let sealed = Bytes(sealed.to_vec());
        self.lines.push(EntryLine { thread: self.thread, id, version: 1, direction, sealed });
    }

    /// The first words of the reporter, as they are named in notes.
    pub fn report(&mut self, answers: Answers) -> EntryDigest {
        let report = Report::new(self.writing(answers), self.keys.author_key());
        let sealed = self.set.seal(report).unwrap();
        let entry = self.next_id();
        self.keep(entry, Direction::FromReporter, sealed.as_bytes());
        EntryDigest { entry, document: document(&sealed) }
    }

    pub fn message(&mut self, text: &str, after: u32) {
        let id = self.next_id();
        self.message_at(id, text, Position { after, ..Position::default() });
    }

    fn message_at(&mut self, id: EntryId, text: &str, position: Position) {
        let writing = self.writing(Answers::from_message(text).unwrap());
        let message = Message::new(writing, position, id, &self.keys.author_key());
        let sealed = self.set.seal(message).unwrap();
        self.keep(id, Direction::FromReporter, sealed.as_bytes());
    }

    pub fn note(&mut self, author: u8, content: NoteContent) {
        self.lamport += 1;
        let id = self.next_id();
        let note = SignedNote {
            author: caseworker(author).name().to_owned(),
            day: "2026-11-25".parse().unwrap(),
            lamport: self.lamport,
            sealed_for: self.set.fingerprint().to_string(),
            content,
        };
        let note = note.sign(&DeskKey::from_seed(&[author; 32]), instance(), self.thread, id);
        let sealed = self.set.seal(note).unwrap();
        self.keep(id, Direction::Desk, sealed.as_bytes());
    }

    fn reply(&mut self, text: &str, reply_to: EntryDigest) {
        let reply = self.next_id();
        let sealed = self.keys.reply_to().unwrap().seal(Reply::new(reply, 1, text).unwrap()).unwrap();
        self.keep(reply, Direction::ToReporter, sealed.as_bytes());
        self.note(ANNA, NoteContent::Copy { reply, number: 1, text: text.to_owned(), reply_to });
    }

    fn case(&self) -> Case {
        let identity = caseworker(ANNA);
        let opener = Opener { identity: &identity, pins: &self.pins };
        let entries = self.lines.iter().map(|line| opener.open(line.clone())).collect();
        Case::verify(self.thread, entries, &self.pins, &mut Vec::new())
    }

    /// As anna sees it in this week's list, the last words of an earlier one.
    pub fn row_of(&self, week: &str, listed: Listed) -> Row {
        let (head, case) = self.listed(week, listed);
        Row::new(&head, &case, &viewer())
    }

    /// As a server lists it, and as anna opens it.
    pub fn listed(&self, week: &str, listed: Listed) -> (ThreadHead, Case) {
        let is_withdrawn = listed == Listed::Withdrawn;
        let withdrawal = is_withdrawn.then(|| self.keys.withdrawal().clone());
        let week = week.parse().unwrap();
        (ThreadHead { id: self.thread, week, withdrawal, entries: Vec::new() }, self.case())
    }
}

/// Anna, in this week.
pub fn viewer() -> Viewer {
    Viewer { me: "anna".to_owned(), now: "2026-W48".parse().unwrap(), retention: 26 }
}

/// SHA-256 in hex of a document with its padding.
fn document(sealed: &ForDesk) -> String {
    caseworker(ANNA).open_document(sealed).unwrap().digest
}

/// A page as it stands on the terminal.
pub fn printed(page: &[Paragraph]) -> String {
    page.iter().map(Paragraph::lines).collect()
}

fn pages(case: &Case) -> [String; 2] {
    [Language::DUTCH, Language::ENGLISH].map(|language| printed(&thread::page(case, Texts::new(language))))
}

pub const STORY: [(&str, &str); 6] = [
    ("care", "Call in the morning only."),
    ("when", "when-now"),
    ("minor", "maybe"),
    ("signs", "any-afraid"),
    ("signs", "hotel-guard"),
    ("story", "Two women on the third floor never go out."),
];

#[test]
fn a_thread_is_shown_in_its_order_with_what_colleagues_did_below_it() {
    let mut written = Written::new(0xa1);
    let report = written.report(answers(&STORY));
    written.note(BEN, NoteContent::Seen { entries: vec![report.clone()] });
    written.reply("Which door?", report);
    written.message("The green one.", 1);
    written.note(BEN, NoteContent::Text { text: "Same street as last week.".to_owned() });
    let reason = Some("The police were asked.".to_owned());
    written.note(ANNA, NoteContent::Status { status: Status::Waiting, reason });
    written.note(ANNA, NoteContent::Assigned { to: Some("ben".to_owned()) });
    let [dutch, english] = pages(&written.case());
    assert_eq!(dutch, THREAD_NL);
    assert_eq!(english, THREAD_EN);
}

/// The messages of a page, in their order, and where it says that this is not known.
fn spoken(case: &Case) -> Vec<String> {
    let page = thread::page(case, Texts::new(Language::ENGLISH));
    let said =
        page.iter().map(Paragraph::text).filter(|text| text.len() == 1 || text.starts_with("Which of"));
    said.map(|text| text.chars().take(1).collect()).collect()
}

/// A case of messages, each with its number, after which reply it was written, and what it names as sent
/// just before.
fn messages(written: &[(u8, u32, Option<u8>)]) -> Case {
    let id = |number: u8| EntryId::from_bytes([number; 16]);
    let mut case = Written::new(0xa1);
    for (number, after, previous) in written {
        let position = Position { after: *after, previous: previous.map(id) };
        case.message_at(id(*number), &number.to_string(), position);
    }
    case.case()
}

#[test]
fn messages_stand_behind_what_they_name_and_all_other_order_is_said_to_be_unknown() {
    // Ids have no order: the one that was sent first may have the highest.
    let chain = messages(&[(1, 0, Some(2)), (2, 0, Some(4)), (3, 0, Some(1)), (4, 0, None)]);
    assert_eq!(spoken(&chain), ["4", "2", "1", "3"]);
    let old = messages(&[(1, 0, None), (2, 0, None), (3, 1, None)]);
    assert_eq!(spoken(&old), ["1", "W", "2", "3"]);
    let siblings = messages(&[(1, 0, None), (2, 0, Some(1)), (3, 0, Some(2)), (4, 0, Some(1))]);
    assert_eq!(spoken(&siblings), ["1", "2", "3", "W", "4"]);
}

#[test]
fn a_message_that_lies_about_what_it_follows_is_shown_and_moves_no_other() {
    let nothing = messages(&[(1, 0, None), (2, 0, Some(9))]);
    assert_eq!(spoken(&nothing), ["1", "W", "2"]);
    // Written before the reply that the other one had been shown.
    let backwards = messages(&[(1, 0, Some(2)), (2, 1, None), (3, 1, Some(1))]);
    assert_eq!(spoken(&backwards), ["1", "2", "W", "3"]);
    let itself = messages(&[(1, 0, None), (2, 0, Some(2)), (3, 1, None)]);
    assert_eq!(spoken(&itself), ["1", "W", "2", "3"]);
    let circle = messages(&[(1, 0, Some(3)), (2, 0, None), (3, 0, Some(1)), (4, 1, None)]);
    assert_eq!(spoken(&circle).iter().filter(|text| *text != "W").count(), 4);
    assert_eq!(spoken(&circle).last().unwrap(), "4");
}

#[test]
fn administration_stands_below_what_people_did_and_once_for_each_set_of_keys() {
    let mut written = Written::new(0xa1);
    let report = written.report(answers(&[("story", "Nothing happened.")]));
    for set in ["one", "two", "two"] {
        written.note(BEN, NoteContent::Resealed { set: set.to_owned(), entries: Vec::new() });
        written.note(BEN, NoteContent::Seen { entries: vec![report.clone()] });
    }
    written.note(ANNA, NoteContent::Text { text: "Same street.".to_owned() });
    let [dutch, english] = pages(&written.case());
    let reseals = "Sealed anew for other keys, last by ben, 2026-11-25.\n";
    assert_eq!(english.matches("Sealed anew").count(), 2, "{english}");
    assert!(english.ends_with(&format!("Same street.\n{reseals}{reseals}")), "{english}");
    assert!(dutch.ends_with("laatst door ben, 2026-11-25.\n"), "{dutch}");
}

#[test]
fn only_the_story_is_what_the_screen_keeps_closed() {
    let mut written = Written::new(0xa1);
    written.report(answers(&STORY));
    let page = thread::page(&written.case(), Texts::new(Language::ENGLISH));
    let stories: Vec<&str> = page
        .iter()
        .filter(|paragraph| paragraph.kind() == ParagraphKind::Story)
        .map(Paragraph::text)
        .collect();
    assert_eq!(stories, ["Two women on the third floor never go out."]);
}

#[test]
fn a_document_that_a_colleague_read_otherwise_is_above_all_else() {
    let mut written = Written::new(0xa2);
    let report = written.report(answers(&[("story", "Nothing happened.")]));
    let read = EntryDigest { document: "0".repeat(64), ..report };
    written.note(BEN, NoteContent::Seen { entries: vec![read] });
    let [dutch, english] = pages(&written.case());
    assert_eq!(dutch, DISPUTE_NL);
    assert_eq!(english, DISPUTE_EN);
}

#[test]
fn no_text_of_a_reporter_or_colleague_moves_the_cursor() {
    let mut written = Written::new(0xa3);
    // No form makes such a text: whoever seals it speaks the API by hand.
    written.report(serde_json::from_value(json!({ "story": "One\u{1b}[2J two \u{202e}three." })).unwrap());
    written.note(BEN, NoteContent::Text { text: "\u{9b}31mred".to_owned() });
    for page in pages(&written.case()) {
        assert!(page.contains("  One two three.\n") && page.contains("  red\n"), "{page}");
    }
}

const THREAD_NL: &str = "\
Melding a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1
wacht · van ben

Eerste bericht, 2026-11-24

Moeten we ergens op letten, zodat niemand aan jou denkt?
│ Call in the morning only.

Wanneer was het?
  Het gaat nog door

Denk je dat iemand jonger is dan 18?
  Misschien

Wat zag je zelf?
  Overal
  - Is bang, gewond of heel moe
  Hotel of vakantiepark
  - Iemand bewaakt de deur of de gang

Wat heb je gezien, gehoord of gemerkt? (42 tekens)
  Two women on the third floor never go out.

Antwoord 1 van anna, 2026-11-25
  Which door?

Bericht van de melder, 2026-11-24, na antwoord 1
  The green one.

Gelezen door ben, 2026-11-25
Notitie van ben, 2026-11-25
  Same street as last week.
anna, 2026-11-25: status wacht
  The police were asked.
anna, 2026-11-25: gegeven aan ben
";

const THREAD_EN: &str = "\
Report a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1
waiting · with ben

First message, 2026-11-24
Language: Dutch. Do not paste the text into an online translator.

Is there anything we must avoid, so that nobody thinks of you?
│ Call in the morning only.

When was it?
  It is still going on

Do you think someone is under 18?
  Maybe

What did you see yourself?
  Anywhere
  - Is afraid, hurt or very tired
  Hotel or holiday park
  - Someone watches the door or corridor

What did you see, hear or notice? (42 characters)
  Two women on the third floor never go out.

Answer 1 from anna, 2026-11-25
  Which door?

Message from the reporter, 2026-11-24, after answer 1
Language: Dutch. Do not paste the text into an online translator.
  The green one.

Read by ben, 2026-11-25
Note from ben, 2026-11-25
  Same street as last week.
anna, 2026-11-25: status waiting
  The police were asked.
anna, 2026-11-25: given to ben
";

const DISPUTE_NL: &str = "\
Melding a2a2a2a2-a2a2-a2a2-a2a2-a2a2a2a2a2a2

01010101-0101-0101-0101-010101010101 is niet het stuk dat eerst is gelezen.
Melding a2a2a2a2 krijgt geen antwoord tot je beslist: zegel read a2a2a2a2
  ben las er een ander stuk onder, 2026-11-25.
Vraag het wie het eerst las. Verder met wat hier nu staat: zegel settle a2a2a2a2

Eerste bericht, 2026-11-24

Wat heb je gezien, gehoord of gemerkt? (17 tekens)
  Nothing happened.

Gelezen door ben, 2026-11-25
";

const DISPUTE_EN: &str = "\
Report a2a2a2a2-a2a2-a2a2-a2a2-a2a2a2a2a2a2

01010101-0101-0101-0101-010101010101 is not the document that was read first.
Report a2a2a2a2 takes no answer until you decide: zegel read a2a2a2a2
  ben read another document under it, 2026-11-25.
Ask who read it first. To go on with what stands here now: zegel settle a2a2a2a2

First message, 2026-11-24
Language: Dutch. Do not paste the text into an online translator.

What did you see, hear or notice? (17 characters)
  Nothing happened.

Read by ben, 2026-11-25
";
