//! Reapplying: a server that was put back from a backup is told what was withdrawn and deleted since,
//! before anything is shown. Never without a person who has looked at the list: what is told is
//! erased there for good.
//!
//! A withdrawal that this computer once saw proved may have been a lie, if the server of that day
//! showed a report of its own under the id of another one. So what came back is opened first, and only
//! a thread whose report the secret withdraws is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::DeskError;
use crate::identity::Identity;
use crate::notice::{Notice, Notices};
use crate::server::client::{Client, THREADS_AT_ONCE};
use crate::server::lines::{bounded, read_line};
use crate::terminal::Terminal;
use crate::trust::opening::{Content, Opener};
use crate::trust::pins::Pins;
use crate::trust::warning::Warning;
use zegel_core::id::ThreadId;
use zegel_core::wire::{MOST_TOMBSTONES, Session, ThreadHead, Tombstones, WithdrawnThread};
use zegel_core::withdrawal::WithdrawalDigest;

/// Who says that it may be told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Whoever sits at the terminal is asked; without one nothing is told.
    Ask,
    /// It was given on the command line.
    Given,
}

/// The notice about a server that was put back and has not been told yet what is gone since. A folder
/// has no generation, and cannot be told.
pub fn restored(pins: &Pins, session: &Session) -> Option<Notice> {
    let is_folder = session.generation.is_empty();
    let is_known = is_folder || pins.generation.as_ref().is_none_or(|known| *known == session.generation);
    let count = pins.tombstones.len();
    if is_known || count == 0 {
        return None;
    }
    Some(Notice::ReapplyWaits(count))
}

/// Meets a server of another generation than the one that this computer knows.
pub fn meet_generation(
    pins: &mut Pins,
    identity: &Identity,
    client: &mut Client,
    asked: &mut Asked<'_>,
) -> Result<(), DeskError> {
    let generation = client.session().generation.clone();
    if pins.generation.as_ref() == Some(&generation) {
        return Ok(());
    }
    if pins.generation.is_some() && !is_told(pins, identity, client, asked)? {
        // It stays unmet, so that the next verb asks again.
        return Ok(());
    }
    pins.generation = Some(generation);
    pins.save()
}

/// Whether the server of this generation knows, from now on, all that this computer could tell.
fn is_told(
    pins: &Pins,
    identity: &Identity,
    client: &mut Client,
    asked: &mut Asked<'_>,
) -> Result<bool, DeskError> {
    let (withdrawn, deleted) = pins.to_reapply();
    if withdrawn.is_empty() && deleted.is_empty() {
        asked.notices.push(Notice::NothingToReapply);
        return Ok(true);
    }
    if !pins.opens(client.key().public()) {
        asked.notices.push(Notice::CannotReapply);
        return Ok(true);
    }
    if !asked.can_agree() {
        asked.notices.extend(restored(pins, client.session()));
        return Ok(false);
    }
    let doubtful = doubtful(&withdrawn, &Opener { identity, pins }, client)?;
    let (withdrawn, in_doubt): (Vec<_>, Vec<_>) =
        withdrawn.into_iter().partition(|thread| !doubtful.contains(&thread.thread));
    for thread in &in_doubt {
        asked.notices.push(Notice::Warning(Warning::BackUnproved(thread.thread)));
    }
    let told = withdrawn.len() + deleted.len();
    if told == 0 {
        return Ok(true);
    }
    if !asked.is_agreed(&withdrawn, &deleted) {
        asked.notices.extend(restored(pins, client.session()));
        return Ok(false);
    }
    let back = tell(client, withdrawn, deleted)?;
    asked.notices.push(Notice::Reapplied { told, back });
    Ok(true)
}

/// The digests by which a thread's reports and messages say that they are withdrawn; nothing for one in
/// which it is odd.
#[derive(Default)]
struct Digests {
    reports: Vec<Option<WithdrawalDigest>>,
    messages: Vec<Option<WithdrawalDigest>>,
}

/// The threads that are back on the server, and whose words there do not prove that these were
/// withdrawn: another reporter's, or nothing that opens here.
fn doubtful(
    withdrawn: &[WithdrawnThread],
    opener: &Opener<'_>,
    client: &mut Client,
) -> Result<BTreeSet<ThreadId>, DeskError> {
    let heads = client.threads()?;
    let with_words: BTreeSet<ThreadId> =
        heads.iter().filter(|head| has_words(head)).map(|head| head.id).collect();
    let back: Vec<&WithdrawnThread> =
        withdrawn.iter().filter(|thread| with_words.contains(&thread.thread)).collect();
    let digests = digests(&back, &heads, opener, client)?;
    let mut doubtful = BTreeSet::new();
    for thread in back {
        let found = &digests[&thread.thread];
        // As everywhere the report decides, and messages only where there is none.
        let deciding = if found.reports.is_empty() { &found.messages } else { &found.reports };
        let proves = |digest: &Option<WithdrawalDigest>| {
            digest.is_some_and(|digest| digest.is_proved_by(&thread.withdrawal))
        };
        let is_proved = !deciding.is_empty() && deciding.iter().all(proves);
        if !is_proved {
            doubtful.insert(thread.thread);
        }
    }
    Ok(doubtful)
}

fn has_words(head: &ThreadHead) -> bool {
    head.withdrawal.is_none() && !head.entries.is_empty()
}

fn digests(
    back: &[&WithdrawnThread],
    heads: &[ThreadHead],
    opener: &Opener<'_>,
    client: &mut Client,
) -> Result<BTreeMap<ThreadId, Digests>, DeskError> {
    let mut digests: BTreeMap<ThreadId, Digests> =
        back.iter().map(|thread| (thread.thread, Digests::default())).collect();
    let threads: Vec<ThreadId> = digests.keys().copied().collect();
    for threads in threads.chunks(THREADS_AT_ONCE) {
        let listed =
            heads.iter().filter(|head| threads.contains(&head.id)).map(|head| head.entries.len()).sum();
        for line in bounded(client.entries(threads), listed) {
            let entry = opener.open(read_line(&line?)?);
            let Some(found) = digests.get_mut(&entry.thread) else { continue };
            match entry.content {
                Content::Report(report) => found.reports.push(report.writing.withdrawal),
                Content::Message(message) => found.messages.push(message.writing.withdrawal),
                Content::Note(..) | Content::Answer | Content::Rejected(_) => {}
            }
        }
    }
    Ok(digests)
}

/// Who is asked, and what must be said before.
pub struct Asked<'a> {
    /// Who says that it may be told.
    pub consent: Consent,
    /// Where they sit.
    pub terminal: &'a Terminal,
    /// What was noted so far, which is printed before a question.
    pub notices: &'a mut Notices,
}

impl Asked<'_> {
    /// Whether somebody has agreed, or can be asked.
    fn can_agree(&self) -> bool {
        self.consent == Consent::Given || self.terminal.can_ask()
    }

    fn is_agreed(&mut self, withdrawn: &[WithdrawnThread], deleted: &[ThreadId]) -> bool {
        self.notices.push(Notice::ReapplyingTitle);
        if !withdrawn.is_empty() {
            let withdrawn = withdrawn.iter().map(|thread| thread.thread).collect();
            self.notices.push(Notice::ReapplyingWithdrawn(withdrawn));
        }
        if !deleted.is_empty() {
            self.notices.push(Notice::ReapplyingDeleted(deleted.to_vec()));
        }
        if self.consent == Consent::Given {
            return true;
        }
        self.notices.print(self.terminal);
        self.terminal.confirm(&self.terminal.texts.desk.trust.restored_question)
    }
}

/// In as many requests as it takes. Gives how many had come back.
fn tell(
    client: &mut Client,
    mut withdrawn: Vec<WithdrawnThread>,
    mut deleted: Vec<ThreadId>,
) -> Result<usize, DeskError> {
    let mut back = 0;
    while !withdrawn.is_empty() || !deleted.is_empty() {
        let rest = withdrawn.split_off(withdrawn.len().min(MOST_TOMBSTONES));
        let part = std::mem::replace(&mut withdrawn, rest);
        let room = MOST_TOMBSTONES - part.len();
        let rest = deleted.split_off(deleted.len().min(room));
        let gone = std::mem::replace(&mut deleted, rest);
        back += client.reapply(&Tombstones { withdrawn: part, deleted: gone })?;
    }
    Ok(back)
}
