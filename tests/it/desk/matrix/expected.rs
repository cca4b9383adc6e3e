//! What is expected of every kind of verb under every lie: what it shows, sends and writes.
//!
//! Read it lie by lie. Each begins with what the kind does at an honest server (`honest`), and says
//! what is different; a verb that never hears of the lie does what it always does.

mod list;
mod session;

use std::collections::BTreeSet;

use super::lies::Lie;
use super::verbs::{Kind, PINNED};
pub use list::learnt;
use list::{disputed, empty, endless_list, endless_stream, withdrawn, without_effect};
use session::{about_the_server, later, restored, retention};

/// What the set-up keeps before it trusts anything.
pub const SET_UP: [&str; 2] = ["new config/zegel/config.toml", "new anna.zegel-key.txt"];

/// The expectation of one cell.
pub struct Expected {
    /// How it ends; none if it stays until it is ended.
    pub code: Option<i32>,
    /// Parts of what is shown.
    pub says: Vec<&'static str>,
    /// What is not shown.
    pub never: Vec<&'static str>,
    /// Sessions and other requests, where there may be no more.
    pub requests: Option<(usize, usize)>,
    /// What is sent, as `sent.rs` names it.
    pub acts: Vec<String>,
    /// What changes, as `home.rs` names it.
    pub written: BTreeSet<String>,
}

/// What is expected of a cell.
pub fn expected(kind: Kind, lie: Lie) -> Expected {
    match lie {
        Lie::None => honest(kind),
        Lie::OtherInstallation | Lie::OtherInstallationAndKeys | Lie::OtherKeys | Lie::OtherLines => {
            about_the_server(kind, lie)
        }
        Lie::OtherInstallationLater => later(kind),
        Lie::OtherGeneration => restored(kind),
        Lie::OtherRetention => retention(kind),
        Lie::FalseWithdrawal => withdrawn(kind),
        Lie::EmptyList => empty(kind),
        Lie::SwappedBody | Lie::ReplacedReport | Lie::SwappedThreads => disputed(kind, lie),
        Lie::AttestedNote | Lie::HighestNumber | Lie::UnlistedEntries => without_effect(kind, lie),
        Lie::EndlessList => endless_list(kind),
        Lie::EndlessStream => endless_stream(kind),
    }
}

impl Expected {
    fn ends(code: i32, acts: &[&str], written: &[&str]) -> Self {
        let owned = |text: &&str| (*text).to_owned();
        Self {
            code: Some(code),
            says: Vec::new(),
            never: Vec::new(),
            requests: None,
            acts: acts.iter().map(owned).collect(),
            written: written.iter().map(owned).collect(),
        }
    }

    fn stays(acts: &[&str], written: &[&str]) -> Self {
        Self { code: None, ..Self::ends(0, acts, written) }
    }

    /// It ends with a fact and an advice, and neither sends nor writes anything.
    pub fn refuses(code: i32, says: &'static str) -> Self {
        Self::ends(code, &[], &[]).saying(says)
    }

    fn saying(mut self, says: &'static str) -> Self {
        self.says.push(says);
        self
    }

    pub fn writing(mut self, written: &[&str]) -> Self {
        self.written.extend(written.iter().map(|text| (*text).to_owned()));
        self
    }

    fn after(mut self, sessions: usize, others: usize) -> Self {
        self.requests = Some((sessions, others));
        self
    }

    fn sending_nothing(mut self) -> Self {
        self.acts.clear();
        self
    }
}

fn honest(kind: Kind) -> Expected {
    match kind {
        Kind::Alone(code, written) => Expected::ends(code, &[], written).after(0, 0),
        Kind::Lists | Kind::ListsCase | Kind::ListsNamed | Kind::ShowsKeys | Kind::Doctor => {
            Expected::ends(0, &[], &[])
        }
        Kind::Reads => Expected::ends(0, &["CASE: seen"], &[]),
        Kind::Notes(note) => Expected::ends(0, &[&format!("CASE: {note}")], &[]),
        Kind::Prolongs => Expected::ends(0, &["keep CASE: kept-longer"], &[]),
        Kind::Replies => Expected::ends(0, &["CASE: reply", "CASE: copy"], &[]),
        Kind::Settles => Expected::refuses(1, "There is nothing to decide"),
        Kind::Attests => Expected::ends(0, &["EARLIER: attested"], &[]),
        Kind::Reapplies | Kind::ReappliesAgreed => Expected::ends(0, &[], &[]).after(1, 0),
        Kind::Reseals => Expected::ends(0, &["EARLIER: resealed", "replace EARLIER", "replace EARLIER"], &[]),
        Kind::Exports => Expected::ends(0, &["CASE: exported"], &["new out"]),
        Kind::Previews => Expected::ends(0, &[], &[]),
        Kind::HandsOnAgreed => Expected::refuses(1, "No colleague has agreed"),
        Kind::TellsOutcome => Expected::refuses(1, "This report was never handed on to Politie."),
        Kind::Confirms => Expected::ends(0, &["OTHER: export-confirmed"], &[]),
        Kind::Deletes => {
            Expected::ends(0, &["delete CASE"], &["forgot CASE", "lost copy of CASE", "tombstones"])
        }
        Kind::Fetches => Expected::ends(0, &[], &["new fetched"]),
        Kind::FetchesAgain => Expected::ends(0, &[], &[]),
        Kind::Sends => Expected::ends(0, &["CASE: text"], &["lost carried/out", "new carried/sent"]),
        Kind::Accepts(PINNED) => Expected::ends(0, &[], &[]).after(1, 0),
        Kind::Accepts(_) => Expected::refuses(4, "The keys have another fingerprint.").after(1, 0),
        Kind::AcceptsRetention | Kind::AcceptsAnything => {
            Expected::refuses(1, "Nobody is here to compare the fingerprint.").after(1, 0)
        }
        Kind::Watches => Expected::stays(&[], &["new state/zegel/digest.day"]),
        Kind::Screen => Expected::stays(&["CASE: seen", "CASE: reply", "CASE: copy"], &[]),
        Kind::Setup => Expected::ends(0, &[], &SET_UP).after(1, 0),
    }
}
