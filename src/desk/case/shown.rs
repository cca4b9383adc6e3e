//! What a case shows of itself, to be held against what this computer was shown before.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::trust::pins::Pins;
use crate::trust::rejected::Rejected;
use crate::trust::seen::{ShownEntry, ShownThread};
use crate::trust::verified::{Opened, Verified};
use zegel_core::calendar::Week;
use zegel_core::document::{NoteContent, Received};
use zegel_core::id::EntryId;
use zegel_core::withdrawal::WithdrawalDigest;

impl Case {
    /// Its entries but for notes that nobody here is believed to have written, the latest week of
    /// its words up to `now`, and the digest by which a withdrawal will prove itself.
    pub fn shown(&self, pins: &Pins, now: Week) -> ShownThread {
        let entries = self.entries.iter().filter(|entry| is_ours(&entry.opened));
        let entries: BTreeMap<EntryId, ShownEntry> =
            entries.map(|entry| (entry.id, self.shown_entry(entry, pins))).collect();
        let week = self.latest_week(now);
        let withdrawal = self.withdrawal_digest();
        let places = if self.disputes.is_empty() { self.places() } else { BTreeSet::new() };
        ShownThread { entries, not_shown: self.not_shown(), week, withdrawal, places }
    }

    /// Where a colleague's note contradicts a document, the one that the colleague read is learnt as the
    /// first of its entry: it stays so when the server hides the note. None is learnt of an entry that
    /// is not believed: a note in the place of a report would else be known as one that counted here.
    fn shown_entry(&self, entry: &Verified, pins: &Pins) -> ShownEntry {
        if matches!(entry.opened, Opened::Rejected(_)) {
            return ShownEntry { sealed: entry.sealed.clone(), document: None };
        }
        let is_known = pins.threads.get(&self.thread).is_some_and(|seen| seen.document(entry.id).is_some());
        let dispute = self.disputes.iter().find(|dispute| dispute.entry == entry.id && !is_known);
        let document = match dispute {
            None => entry.document.clone(),
            Some(dispute) => entry.opened.writing().map(|_| dispute.first.clone()),
        };
        ShownEntry { sealed: entry.sealed.clone(), document }
    }

    /// What colleagues have read and the server does not show.
    fn not_shown(&self) -> BTreeMap<EntryId, String> {
        let hidden = self.disputes.iter().filter(|dispute| !dispute.is_shown);
        hidden.map(|dispute| (dispute.entry, dispute.first.clone())).collect()
    }

    fn writings(&self) -> impl Iterator<Item = &Received> {
        self.entries.iter().filter_map(|entry| entry.opened.writing())
    }

    /// Words of reporter and desk only, as the server counts them.
    fn latest_week(&self, now: Week) -> Option<Week> {
        let written = self.writings().filter_map(|writing| Some(writing.day?.week()));
        let answered = self.notes().filter(|(_, note)| matches!(note.content, NoteContent::Copy { .. }));
        let answered = answered.map(|(_, note)| note.day.week());
        written.chain(answered).filter(|week| *week <= now).max()
    }

    /// Of the report, or of the messages of a thread without one; none where they disagree, where one is
    /// odd, or where something does not open, which may be the report.
    pub fn withdrawal_digest(&self) -> Option<WithdrawalDigest> {
        let is_closed = |(_, rejected)| matches!(rejected, Rejected::Closed | Rejected::Unknown);
        if !self.disputes.is_empty() || self.rejected().any(is_closed) {
            return None;
        }
        let mut digests: Vec<Option<WithdrawalDigest>> =
            self.reports().map(|(_, report)| report.writing.withdrawal).collect();
        if digests.is_empty() {
            digests = self.messages().map(|(_, message)| message.writing.withdrawal).collect();
        }
        let first = digests.pop()??;
        digests.iter().all(|other| *other == Some(first)).then_some(first)
    }
}

/// Whether an entry is from a reporter or from the desk. What does not open may be either.
fn is_ours(opened: &Opened) -> bool {
    match opened {
        Opened::Report(_) | Opened::Message(_) | Opened::Note(..) | Opened::Answer => true,
        Opened::Unattested(_) => false,
        Opened::Rejected(rejected) => match rejected {
            Rejected::Closed | Rejected::Unknown | Rejected::Misplaced => true,
            Rejected::NotFromDesk | Rejected::OnlyCarries | Rejected::Unreachable => false,
        },
    }
}
