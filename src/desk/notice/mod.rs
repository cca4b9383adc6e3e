//! Notices: what a caseworker must be told besides the result of a call, most of all warnings about
//! what a server shows. They travel with the result ([`Noted`]), so that none can be forgotten.

mod noted;

use std::path::PathBuf;

pub use noted::{Noted, Notices};

use crate::error::DeskError;
use crate::texts::DeskWords;
use crate::trust::warning::Warning;
use zegel_core::calendar::{Day, Week};
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// More ids than these are not read by anybody.
const MOST_IDS: usize = 20;

/// Something that a caseworker must be told.
pub enum Notice {
    /// A warning about what the server shows.
    Warning(Warning),
    /// So many more warnings.
    MoreWarnings(usize),
    /// Others on this computer may read the identity file.
    FileMode(PathBuf),
    /// A passphrase that does not open the identity file, and how often another may be typed.
    WrongPassphrase(PathBuf, usize),
    /// A server that was never used here, and the fingerprint of its set, which is pinned now.
    FirstUse(String),
    /// The first server is away, and this other one has the same store.
    OtherServer(String),
    /// The server was told that this key opens what is sealed.
    ProofSent,
    /// A restored server, of which nothing is remembered that it should be told.
    NothingToReapply,
    /// A restored server that this key cannot tell anything.
    CannotReapply,
    /// A restored server, and below it what it can be told.
    ReapplyingTitle,
    /// It can be told that these were withdrawn.
    ReapplyingWithdrawn(Vec<ThreadId>),
    /// It can be told that these were deleted.
    ReapplyingDeleted(Vec<ThreadId>),
    /// A restored server that was not told yet of so many threads.
    ReapplyWaits(usize),
    /// A restored server that was told.
    Reapplied {
        /// Of so many threads.
        told: usize,
        /// So many of which had come back.
        back: usize,
    },
    /// This key opens nothing of what is sealed for the pinned set.
    OpensNothing,
    /// Entries that are listed and missing in the folder.
    Gaps(usize, PathBuf),
    /// Shown are copies that were kept of a withdrawn report.
    KeptCopies,
    /// Shown are copies of a report that the server does not list any more.
    VanishedCopies,
    /// Threads whose retention, in weeks, is over.
    Erased(Vec<ThreadId>, u16),
    /// What was written waits in the folder.
    WaitsInFolder(PathBuf),
    /// What was written for these perhaps did not arrive.
    Waiting(Vec<ThreadId>),
    /// What was to be sent had arrived before, and went once.
    HadArrived,
    /// The day on this computer, and the week of the server from which it is far.
    ClockFar(Day, Week),
    /// Sealing anew that stopped at an error.
    ResealBroken {
        /// So many entries are done.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// What was shown could not be remembered on this computer.
    NotRemembered(DeskError),
    /// A short answer is not there in this language, and goes in English.
    ShortInEnglish(String),
}

/// How much a notice asks of its reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// It should be looked at before going on.
    Warning,
    /// It is good to know.
    Information,
    /// It says what became of a command, which JSON says in its own way.
    Outcome,
}

impl Notice {
    /// The fact and the advice.
    pub fn text(&self, words: &DeskWords) -> String {
        match self {
            Self::Warning(warning) => warning.text(words),
            Self::MoreWarnings(count) => with_count(&words.desk.warning_more, *count),
            Self::FileMode(file) => {
                interpolate(&words.desk.warn_mode, &[("file", &file.display().to_string())])
            }
            Self::WrongPassphrase(file, left) => {
                let file = file.display().to_string();
                interpolate(&words.keys.wrong_passphrase, &[("file", &file), ("left", &left.to_string())])
            }
            Self::FirstUse(fingerprint) => {
                interpolate(&words.desk.first_use, &[("fingerprint", fingerprint)])
            }
            Self::OtherServer(server) => interpolate(&words.arrival.other_server, &[("server", server)]),
            Self::ProofSent => words.desk.proof_sent.clone(),
            Self::NothingToReapply => words.trust.restored_nothing.clone(),
            Self::CannotReapply => words.desk.restored_signs.clone(),
            Self::ReapplyingTitle => words.trust.restored_title.clone(),
            Self::ReapplyingWithdrawn(threads) => with_ids(&words.trust.restored_withdrawn, threads),
            Self::ReapplyingDeleted(threads) => with_ids(&words.trust.restored_deleted, threads),
            Self::ReapplyWaits(count) => with_count(&words.trust.restored_waits, *count),
            Self::Reapplied { told, back } => {
                let values = [("told", told.to_string()), ("back", back.to_string())];
                interpolate(
                    &words.trust.restored_told,
                    &values.each_ref().map(|(name, value)| (*name, value.as_str())),
                )
            }
            Self::OpensNothing => words.carried.opens_nothing.clone(),
            Self::Gaps(count, folder) => {
                let folder = folder.display().to_string();
                interpolate(&words.carried.gaps, &[("count", &count.to_string()), ("folder", &folder)])
            }
            Self::KeptCopies => words.desk.kept_line.clone(),
            Self::VanishedCopies => words.trust.vanished_line.clone(),
            Self::Erased(threads, weeks) => erased(&words.trust.erased, threads, *weeks),
            Self::WaitsInFolder(folder) => {
                interpolate(&words.carried.waits, &[("folder", &folder.display().to_string())])
            }
            Self::Waiting(threads) => with_ids(&words.arrival.waiting, threads),
            Self::HadArrived => words.arrival.had_arrived.clone(),
            Self::ClockFar(day, week) => {
                let facts = [("day", day.to_string()), ("week", week.to_string())];
                let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
                interpolate(&words.arrival.clock_far, &facts)
            }
            Self::ResealBroken { done, of } => {
                let facts = [("done", done.to_string()), ("all", of.to_string())];
                let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
                interpolate(&words.outside.reseal_broken, &facts)
            }
            Self::NotRemembered(error) => {
                let why = error.text(words);
                interpolate(&words.arrival.not_remembered, &[("why", &why)])
            }
            Self::ShortInEnglish(language) => {
                interpolate(&words.desk.short_in_english, &[("language", language)])
            }
        }
    }

    fn level(&self) -> Level {
        match self {
            Self::Warning(_)
            | Self::MoreWarnings(_)
            | Self::FileMode(_)
            | Self::CannotReapply
            | Self::ReapplyWaits(_)
            | Self::OpensNothing
            | Self::Gaps(..)
            | Self::KeptCopies
            | Self::VanishedCopies
            | Self::Waiting(_)
            | Self::ClockFar(..)
            | Self::NotRemembered(_)
            | Self::ResealBroken { .. }
            | Self::ShortInEnglish(_) => Level::Warning,
            Self::WrongPassphrase(..)
            | Self::FirstUse(_)
            | Self::OtherServer(_)
            | Self::ProofSent
            | Self::NothingToReapply
            | Self::ReapplyingTitle
            | Self::ReapplyingWithdrawn(_)
            | Self::ReapplyingDeleted(_)
            | Self::Reapplied { .. }
            | Self::HadArrived
            | Self::Erased(..) => Level::Information,
            Self::WaitsInFolder(_) => Level::Outcome,
        }
    }
}

fn with_count(text: &str, count: usize) -> String {
    interpolate(text, &[("count", &count.to_string())])
}

fn with_ids(text: &str, threads: &[ThreadId]) -> String {
    let mut ids: Vec<String> = threads.iter().take(MOST_IDS).map(|thread| thread.short()).collect();
    if threads.len() > MOST_IDS {
        ids.push("…".to_owned());
    }
    interpolate(text, &[("count", &threads.len().to_string()), ("ids", &ids.join(", "))])
}

/// Whole ids: nobody can look them up any more.
fn erased(text: &str, threads: &[ThreadId], weeks: u16) -> String {
    let ids: Vec<String> = threads.iter().take(MOST_IDS).map(ThreadId::to_string).collect();
    let count = threads.len().to_string();
    let weeks = weeks.to_string();
    interpolate(text, &[("count", &count), ("weeks", &weeks), ("ids", &ids.join(", "))])
}
