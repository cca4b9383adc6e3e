//! The lies of a server, each told to a caseworker who knew it as honest.

use std::sync::LazyLock;

use serde_json::json;
use zegel_core::document::{NoteContent, Status};
use zegel_core::id::EntryId;
use zegel_core::thread::Direction;
use zegel_core::token::Token;

use super::contents::{Contents, Entry, Thread};
use super::world::{CANARY, CASE, DELETED, OTHER, World, digest, entry, new_id, report};
use crate::support::fixture::{instance, keys};
use crate::support::hostile::ok;

/// The number of an installation that was never met.
pub const STRANGE_INSTALLATION: &str = "11111111-2222-4333-8444-555555555555";
/// The generation after a restore.
pub const RESTORED: &str = "ffffffffffffffffffffffffffffffff";
/// Stands in what nobody but the server wrote.
pub const FORGED: &str = "FORGED";

/// One lie, or none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Lie {
    /// None: shows that each verb would have acted.
    None,
    /// Another installation with the same recipients.
    OtherInstallation,
    /// Another installation with the server's own key beside the pinned ones.
    OtherInstallationAndKeys,
    /// The pinned installation with the server's own key beside the pinned ones.
    OtherKeys,
    /// The same recipients, and the server's signing key under a colleague's name.
    OtherLines,
    /// Another installation after the session has ended in the middle.
    OtherInstallationLater,
    /// A server that was put back from a backup: what was withdrawn and deleted is listed again.
    OtherGeneration,
    /// It says that it keeps nothing.
    OtherRetention,
    /// The case is withdrawn, by a secret that is not its reporter's.
    FalseWithdrawal,
    /// There is nothing at all.
    EmptyList,
    /// Another report in the place of the one that was read, under the same id.
    SwappedBody,
    /// The same, under another id: the one that was read is not there any more.
    ReplacedReport,
    /// The entries of two cases in each other's place.
    SwappedThreads,
    /// Notes in the name of colleagues who are here, with attestations.
    AttestedNote,
    /// A note and a reply with the highest number that there is.
    HighestNumber,
    /// A list without end.
    EndlessList,
    /// A stream without end.
    EndlessStream,
    /// Entries that were not listed, and one that was listed twice.
    UnlistedEntries,
}

impl Lie {
    pub const ALL: [Self; 18] = [
        Self::None,
        Self::OtherInstallation,
        Self::OtherInstallationAndKeys,
        Self::OtherKeys,
        Self::OtherLines,
        Self::OtherInstallationLater,
        Self::OtherGeneration,
        Self::OtherRetention,
        Self::FalseWithdrawal,
        Self::EmptyList,
        Self::SwappedBody,
        Self::ReplacedReport,
        Self::SwappedThreads,
        Self::AttestedNote,
        Self::HighestNumber,
        Self::EndlessList,
        Self::EndlessStream,
        Self::UnlistedEntries,
    ];

    /// Whether it is told before anything else, and about who the server is.
    pub fn is_about_the_server(self) -> bool {
        matches!(
            self,
            Self::OtherInstallation | Self::OtherInstallationAndKeys | Self::OtherKeys | Self::OtherLines
        )
    }

    /// What the server says then.
    pub fn told(self, world: &World) -> Contents {
        let mut contents = world.contents.clone();
        // A proof would say that a key of this computer opens what is sealed for the server's set.
        contents.session["proof_wanted"] = json!(self.is_about_the_server());
        match self {
            Self::None => {}
            Self::OtherInstallation => contents.session["instance"] = json!(STRANGE_INSTALLATION),
            Self::OtherInstallationAndKeys => {
                contents.session["instance"] = json!(STRANGE_INSTALLATION);
                contents.session["recipients"] = json!(with_own_key(world));
            }
            Self::OtherKeys => contents.session["recipients"] = json!(with_own_key(world)),
            Self::OtherLines => contents.session["recipients"] = json!(with_own_line(world)),
            Self::OtherInstallationLater => {
                let mut later = contents.session.clone();
                later["instance"] = json!(STRANGE_INSTALLATION);
                contents.later_session = Some(later);
            }
            Self::OtherGeneration => {
                contents.session["generation"] = json!(RESTORED);
                let is_gone = |thread: &Thread| world.gone.iter().any(|gone| gone.id == thread.id);
                contents.threads.retain(|thread| !is_gone(thread));
                contents.threads.extend(world.gone.clone());
            }
            Self::OtherRetention => contents.session["retention_weeks"] = json!(0),
            Self::FalseWithdrawal => {
                let thread = contents.thread(CASE);
                thread.withdrawal = Some(Token::random().unwrap().keys(instance()).withdrawal().to_text());
                thread.entries.clear();
            }
            Self::EmptyList => contents.threads.clear(),
            Self::SwappedBody => {
                let read = read_report(&mut contents);
                *read = forged(world, read.id);
            }
            Self::ReplacedReport => *read_report(&mut contents) = forged(world, new_id()),
            Self::SwappedThreads => {
                let others = std::mem::take(&mut contents.thread(OTHER).entries);
                let entries = std::mem::replace(&mut contents.thread(CASE).entries, others);
                contents.thread(OTHER).entries = entries;
            }
            Self::AttestedNote => contents.thread(CASE).entries.extend(attested(world)),
            Self::HighestNumber => contents.thread(CASE).entries.extend(highest(world)),
            Self::EndlessList => contents.list = Some(endless()),
            Self::EndlessStream => {
                contents.thread(CASE).entries.push(world.coming.clone());
                let junk = || entry(new_id(), Direction::FromReporter, b"junk");
                contents.unlisted = (0..2000).map(|_| (CASE, junk())).collect();
            }
            Self::UnlistedEntries => {
                contents.thread(CASE).entries.push(world.coming.clone());
                let forged = forged(world, new_id());
                contents.unlisted =
                    vec![(CASE, world.coming.clone()), (CASE, forged.clone()), (DELETED, forged)];
            }
        }
        contents
    }
}

/// An answer that is longer than a list of more than half a million cases.
fn endless() -> &'static [u8] {
    static ANSWER: LazyLock<Vec<u8>> = LazyLock::new(|| ok(vec![b' '; 65 * 1024 * 1024]));
    &ANSWER
}

fn with_own_key(world: &World) -> String {
    format!("{}{}", world.set.text(), world.mallory.lines)
}

/// The server's signing key under bea's name.
fn with_own_line(world: &World) -> String {
    let bea = world.bea.key.public().to_string();
    let mallory = world.mallory.key.public().to_string();
    world.set.text().replace(&bea, &mallory)
}

/// The report of the case, which stands after its messages.
fn read_report(contents: &mut Contents) -> &mut Entry {
    let entries = &mut contents.thread(CASE).entries;
    entries.iter_mut().rev().find(|entry| entry.direction == Direction::FromReporter).unwrap()
}

/// A report of the server's own, sealed for the right set, with a place for answers that it opens.
fn forged(world: &World, id: EntryId) -> Entry {
    report(id, &format!("{CANARY} {FORGED} where do you meet?"), &keys(), &world.set)
}

/// A note in bea's name to which a key that only carries attests, and one in anna's name to which bea
/// attests, who is here.
fn attested(world: &World) -> Vec<Entry> {
    let closes = || NoteContent::Status { status: Status::Closed, reason: Some(FORGED.to_owned()) };
    let attests = |note: &Entry| NoteContent::Attested { notes: vec![digest(note, &world.bea.identity)] };
    let set = &world.set;
    let first = world.mallory.note_as("bea", CASE, new_id(), 4, closes(), set);
    let by_courier = world.courier.note(CASE, new_id(), 5, attests(&first), set);
    let second = world.mallory.note_as("anna", CASE, new_id(), 4, closes(), set);
    let by_bea = world.bea.note(CASE, new_id(), 5, attests(&second), set);
    vec![first, by_courier, second, by_bea]
}

/// Signed by bea, whose key somebody has.
fn highest(world: &World) -> Vec<Entry> {
    let closes = NoteContent::Status { status: Status::Closed, reason: Some(FORGED.to_owned()) };
    let mut contents = world.contents.clone();
    let reply_to = digest(read_report(&mut contents), &world.bea.identity);
    let copy = NoteContent::Copy { reply: new_id(), number: u32::MAX, text: FORGED.to_owned(), reply_to };
    let set = &world.set;
    vec![world.bea.note(CASE, new_id(), u32::MAX, closes, set), world.bea.note(CASE, new_id(), 4, copy, set)]
}
