//! From the server to cases: the list, what was fetched of it, and what it proves, held against what
//! this computer was shown before.

use std::collections::BTreeMap;

use crate::case::call_name::is_called;
use crate::case::{Case, Presence};
use crate::error::{self, DeskError, Kind};
use crate::notice::{Noted, Notice, Notices};
use crate::server::cache::Cache;
use crate::server::source::Source;
use crate::session::Session;
use crate::trust::opening::{Opener, Unverified};
use crate::trust::seen::Shown;
use crate::trust::warning::Warning;
use crate::trust::withdrawal::Withdrawal;
use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;
use zegel_core::wire::{EntryLine, ThreadHead};

impl Session {
    /// All threads. What is gone and came back is not among them as a report, and what is proved to
    /// be withdrawn is remembered from now on. A withdrawal that proves nothing is left as it is.
    pub fn threads(&mut self) -> Result<Vec<ThreadHead>, DeskError> {
        let mut heads = self.client.threads()?;
        self.back = self.pins.bury(&mut heads);
        self.take_leave(&heads, self.today().week());
        Ok(heads)
    }

    /// Remembers what is proved to be withdrawn. It leaves a folder that was carried, where it is
    /// proved: who carried it could not tell.
    fn take_leave(&mut self, heads: &[ThreadHead], now: Week) {
        self.pins.learn_withdrawals(heads, now);
        if let Source::Folder(folder) = &mut self.client {
            let withdrawn = heads.iter().filter(|head| self.pins.withdrawal(head) == Withdrawal::Proved);
            withdrawn.for_each(|head| folder.forget(head.id));
        }
    }

    /// All that is here of a thread, sealed: in the cache, or in the folder that was carried.
    fn copies(&self, thread: ThreadId) -> Vec<EntryLine> {
        match &self.client {
            Source::Server(_) => self.cache.copies(thread),
            Source::Folder(folder) => folder.copies(thread),
        }
    }

    /// All cases, opened.
    pub fn cases(&mut self) -> Noted<Vec<(ThreadHead, Case)>> {
        Noted::collect(|notices| {
            let heads = self.threads()?;
            let pins = &self.pins;
            self.cache.prune(&heads, |thread| pins.remembers(thread));
            let waiting = self.waiting(&heads);
            if !waiting.is_empty() {
                notices.push(Notice::Waiting(waiting));
            }
            let all: Vec<usize> = (0..heads.len()).collect();
            self.open_cases(heads, &all, notices)
        })
    }

    /// The one case whose id begins so: from the server, or from the copies of this computer where
    /// the server does not show it any more and proves nothing.
    pub fn case(&mut self, prefix: &str) -> Noted<(ThreadHead, Case)> {
        Noted::collect(|notices| {
            let heads = self.threads()?;
            let place = match find(&heads, prefix) {
                Err(error) if error.kind() == Kind::Unknown => {
                    return self.vanished(&normal(prefix), notices);
                }
                place => place?,
            };
            let head = heads[place].clone();
            let id = head.id;
            if self.pins.withdrawal(&head) == Withdrawal::Proved {
                return Err(error::case::withdrawn(id.short()));
            }
            let mut cases = self.open_cases(heads, &[place], notices)?;
            match cases.pop() {
                _ if self.pins.withdrawal(&head) == Withdrawal::Proved => {
                    Err(error::case::withdrawn(id.short()))
                }
                Some((_, case)) if case.presence == Presence::SaidWithdrawn && case.entries.is_empty() => {
                    Err(error::trust::said_withdrawn(id.short()))
                }
                Some(case) => Ok(case),
                None => Err(error::case::unknown(id)),
            }
        })
    }

    /// The same, or the copies of it that were kept when the reporter withdrew it.
    pub fn case_or_copies(&mut self, prefix: &str) -> Noted<(ThreadHead, Case)> {
        Noted::collect(|notices| {
            let heads = self.threads()?;
            let Ok(place) = find(&heads, prefix) else { return notices.add(self.case(prefix)) };
            let head = heads[place].clone();
            self.forget_arrived(&head);
            if self.waiting(&heads).contains(&head.id) {
                notices.push(Notice::Waiting(vec![head.id]));
            }
            let copies = self.kept_copies.copies(head.id);
            if !head.is_withdrawn() || copies.is_empty() {
                return notices.add(self.case(prefix));
            }
            let case = self.of_copies(head.id, copies, notices);
            notices.push(Notice::KeptCopies);
            Ok((head, case))
        })
    }

    /// A thread that this computer has seen and the server does not list, since when ever.
    fn vanished(&mut self, prefix: &str, notices: &mut Notices) -> Result<(ThreadHead, Case), DeskError> {
        let begins = |id: &&ThreadId| !prefix.is_empty() && id.to_string().starts_with(prefix);
        let mut known = self.pins.threads.keys().filter(begins);
        let (Some(id), None) = (known.next().copied(), known.next()) else {
            return Err(error::case::unknown(prefix));
        };
        let copies = self.copies(id);
        if copies.is_empty() {
            return Err(error::case::unknown(prefix));
        }
        notices.push(Notice::VanishedCopies);
        let head = ThreadHead { id, week: self.today().week(), withdrawal: None, entries: Vec::new() };
        let mut case = self.of_copies(id, copies, notices);
        case.presence = Presence::Vanished;
        Ok((head, case))
    }

    fn of_copies(&self, thread: ThreadId, copies: Vec<EntryLine>, notices: &mut Notices) -> Case {
        let opener = Opener { identity: &self.identity, pins: &self.pins };
        let entries = copies.into_iter().map(|copy| opener.open(copy)).collect();
        let mut warnings = Vec::new();
        let case = Case::verify(thread, entries, &self.pins, &mut warnings);
        notices.push_warnings(warnings);
        case
    }

    /// The one thread whose id begins so, unopened.
    pub fn find(&mut self, prefix: &str) -> Result<ThreadHead, DeskError> {
        let mut heads = self.threads()?;
        let place = find(&heads, prefix)?;
        Ok(heads.swap_remove(place))
    }

    /// How many weeks the server keeps a thread, at the least of what was accepted and what it says.
    pub fn retention(&self) -> u16 {
        self.pins.retention().min(self.client.session().retention_weeks)
    }

    fn open_cases(
        &mut self,
        mut heads: Vec<ThreadHead>,
        wanted: &[usize],
        notices: &mut Notices,
    ) -> Result<Vec<(ThreadHead, Case)>, DeskError> {
        if !self.opens_any() {
            notices.push(Notice::OpensNothing);
        }
        let threads: Vec<&ThreadHead> = wanted.iter().map(|place| &heads[*place]).collect();
        let mut opened = self.receive(&threads)?;
        if let Some(gaps) = self.gaps(&threads, &opened) {
            notices.push(gaps);
        }
        let mut cases = BTreeMap::new();
        let mut warnings: Vec<Warning> = Vec::new();
        for head in &threads {
            let entries = opened.remove(&head.id).unwrap_or_default();
            let mut case = Case::verify(head.id, entries, &self.pins, &mut warnings);
            // What was carried and never opened here may prove it now. No server shows a report
            // beside its withdrawal.
            let carried = self.client.folder().filter(|_| head.is_withdrawn());
            if let Some(digest) = carried.and_then(|_| case.withdrawal_digest()) {
                self.pins.learn_digest(head, digest);
            }
            if self.pins.withdrawal(head) == Withdrawal::Proved {
                case = Case::empty(head.id);
            } else if head.is_withdrawn() {
                case.presence = Presence::SaidWithdrawn;
                // Where nothing of it is here the line of the list says it, and there is nothing to lose.
                warnings.extend((!case.entries.is_empty()).then_some(Warning::NotProved(head.id)));
            }
            cases.insert(head.id, case);
        }
        let now = self.today().week();
        self.take_leave(&heads, now);
        let shown: Shown = cases.iter().map(|(id, case)| (*id, case.shown(&self.pins, now))).collect();
        if self.pins.misses(&shown) {
            heads = self.threads()?;
        }
        warnings.append(&mut self.back);
        let observed = self.pins.observe(&heads, &shown, now);
        warnings.extend(observed.warnings);
        notices.push_warnings(warnings);
        if !observed.erased.is_empty() {
            for thread in &observed.erased {
                self.cache.forget(*thread);
            }
            notices.push(Notice::Erased(observed.erased, self.pins.retention()));
        }
        if let Err(error) = self.pins.save() {
            notices.push(Notice::NotRemembered(error));
        }
        let case = |head: ThreadHead| cases.remove(&head.id).map(|case| (head, case));
        Ok(heads.into_iter().filter_map(case).collect())
    }

    /// A medium that was pulled out too early leaves gaps, which fetching again fills.
    fn gaps(&self, heads: &[&ThreadHead], opened: &BTreeMap<ThreadId, Vec<Unverified>>) -> Option<Notice> {
        let count = |head: &&ThreadHead| {
            let here = opened.get(&head.id).map_or(0, Vec::len);
            head.entries.len().saturating_sub(here)
        };
        let gaps: usize = heads.iter().map(count).sum();
        let folder = self.client.folder().filter(|_| gaps > 0)?;
        Some(Notice::Gaps(gaps, folder.to_owned()))
    }

    /// The entries of these threads, by thread. Of a thread that the server says is withdrawn, and
    /// does not prove, the copies of this computer are opened.
    fn receive(&mut self, heads: &[&ThreadHead]) -> Result<BTreeMap<ThreadId, Vec<Unverified>>, DeskError> {
        let mut opened: BTreeMap<ThreadId, Vec<Unverified>> =
            heads.iter().map(|head| (head.id, Vec::new())).collect();
        let bar = self.progress.start(heads.iter().map(|head| head.entries.len()).sum());
        let (stale, found) = self.round(heads, &bar, Cache::has)?;
        let stale: Vec<&ThreadHead> = heads.iter().filter(|head| stale.contains(&head.id)).copied().collect();
        // What the cache did not hold after all; then no entry is taken from it.
        let (_, again) = self.round(&stale, &bar, |_, _, _| false)?;
        bar.finish_and_clear();
        let opener = Opener { identity: &self.identity, pins: &self.pins };
        let claimed = heads.iter().filter(|head| self.pins.withdrawal(head) == Withdrawal::Claimed);
        let copies = claimed.flat_map(|head| self.copies(head.id));
        let copies = copies.map(|copy| opener.open(copy));
        for entry in found.into_iter().chain(again).chain(copies) {
            if let Some(entries) = opened.get_mut(&entry.thread) {
                entries.push(entry);
            }
        }
        Ok(opened)
    }
}

/// The beginning of an id as ids are written.
fn normal(prefix: &str) -> String {
    prefix.trim().to_lowercase()
}

/// The place of the one thread whose id begins so, or that is called so.
fn find(heads: &[ThreadHead], prefix: &str) -> Result<usize, DeskError> {
    let prefix = normal(prefix);
    let begins = |head: &ThreadHead| head.id.to_string().starts_with(&prefix) || is_called(head.id, &prefix);
    let found: Vec<usize> = (0..heads.len()).filter(|at| begins(&heads[*at])).collect();
    match found.as_slice() {
        [at] if !prefix.is_empty() => Ok(*at),
        [] | [_] => Err(error::case::unknown(prefix)),
        several => {
            let ids: Vec<String> = several.iter().map(|at| heads[*at].id.to_string()).take(5).collect();
            Err(error::case::ambiguous(&prefix, &ids.join(", ")))
        }
    }
}
