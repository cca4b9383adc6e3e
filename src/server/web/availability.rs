//! Availability: whether reports are accepted, and the other state of the site that the first page
//! shows.

use std::sync::atomic::Ordering;

use super::trouble::Trouble;
use super::{App, NEVER, STALE_WEEKS};
use crate::event::{Event, Fault, say};
use crate::store::StoreError;
use zegel_core::calendar::Week;
use zegel_core::i18n::{Availability, LanguageTexts};
use zegel_core::seal::{Caseworker, Recipient};

/// What the first page shows of the state of the site.
#[derive(PartialEq, Eq)]
pub(super) struct CacheKey {
    /// Whole weeks since a desk last fetched, as far as they are told apart.
    weeks: i32,
    is_accepting: bool,
    /// Who answers now, by the place in the list.
    helplines: Vec<Availability>,
}

impl App {
    /// Whether reports are accepted: a key has proved that it opens what is sealed, and the store is in
    /// order.
    pub fn is_accepting(&self) -> bool {
        self.check_accepting().is_ok()
    }

    /// The trouble that keeps a report from being accepted now, if there is one.
    pub(super) fn check_accepting(&self) -> Result<(), Trouble> {
        match self.store.fault() {
            Some(Fault::Short) => Err(Trouble::Full),
            // Perhaps it is stored already: the same token comes back.
            Some(_) => Err(Trouble::Store),
            None if !self.is_proved() => Err(Trouble::Closed),
            None => Ok(()),
        }
    }

    /// Whether one of the present keys has proved that it opens what is sealed here.
    pub fn is_proved(&self) -> bool {
        self.proofs.lock().is_ok_and(|proofs| proofs.cover(self.recipients.digests()))
    }

    /// Whether a proof of this caseworker tells something new: the page is closed, or what this key
    /// proved was for another set. So each key proves itself once for each set, and whichever is
    /// taken out later, the page stays open by one that remains.
    pub(super) fn is_proof_wanted(&self, caseworker: &Caseworker) -> bool {
        let Some(recipient) = &caseworker.recipient else { return false };
        let proofs = self.proofs.lock();
        !proofs.is_ok_and(|proofs| proofs.has_proved(&recipient.digest(), self.recipients.digests()))
    }

    /// The fault for which the store takes no report, if there is one.
    pub fn fault(&self) -> Option<Fault> {
        self.store.fault()
    }

    /// The address of the first page, in the first language.
    pub fn first_page(&self) -> String {
        self.config
            .site_texts
            .languages()
            .first()
            .map_or_else(String::new, |first| format!("/{}/", first.code()))
    }

    /// Waits until the store has answered, if there is one.
    pub async fn wait_for_store(&self) {
        if self.has_store() {
            let _ = self.store.instance().await;
        }
    }

    /// Whether there is a store, in order or not.
    pub fn has_store(&self) -> bool {
        !self.store.is_absent()
    }

    /// Records that one of the present keys has proved that it opens what is sealed here: reports are
    /// accepted from now on.
    pub async fn record_proof(&self, prover: &Recipient) -> Result<(), StoreError> {
        let _guard = self.proving.lock().await;
        let was_open = self.is_proved();
        let set = self.recipients.digests();
        self.store.record_proof(prover.digest(), set.clone()).await?;
        if let Ok(mut proofs) = self.proofs.lock() {
            proofs.record(prover.digest(), set);
        }
        if !was_open {
            say(Event::Opened);
        }
        Ok(())
    }

    /// Reads again what other servers of the same store may have recorded: proofs, and the week of the last fetch.
    /// False if it is not the store any more with which this site began: a backup was put into it.
    pub async fn read_again(&self) -> bool {
        if !self.store.is_shared() {
            return true;
        }
        let is_other = match (self.store.instance().await, self.store.generation().await) {
            (Ok(instance), Ok(generation)) => instance != self.instance || generation != self.generation,
            // Whether it answers is looked at elsewhere.
            _ => return true,
        };
        if is_other {
            return false;
        }
        let _guard = self.proving.lock().await;
        if let Ok(proofs) = self.store.proofs().await {
            let was_open = self.is_proved();
            if let Ok(mut known) = self.proofs.lock() {
                *known = proofs;
            }
            match (was_open, self.is_proved()) {
                (false, true) => say(Event::Opened),
                (true, false) => say(Event::Closed),
                _ => {}
            }
        }
        if let Ok(Some(week)) = self.store.collected().await {
            self.collected.store(week.to_number(), Ordering::Relaxed);
        }
        true
    }

    /// Records that a desk collects now; the store is asked once a week only. Where it cannot be written,
    /// such as on a full disk, the desk reads all the same, and the next one is recorded.
    pub(super) async fn set_collected(&self) {
        let week = self.clock.week();
        let is_recorded = self.collected.load(Ordering::Relaxed) == week.to_number();
        if !is_recorded && self.store.set_collected(week).await.is_ok() {
            self.collected.store(week.to_number(), Ordering::Relaxed);
        }
    }

    /// Whole weeks since a desk last fetched; nothing if none has.
    fn weeks_since_collection(&self) -> Option<i32> {
        let collected = self.collected.load(Ordering::Relaxed);
        (collected != NEVER).then(|| self.clock.week().since(Week::from_number(collected)))
    }

    /// Whether no desk has fetched for so long that the page has to say so.
    pub(super) fn is_stale(&self) -> bool {
        self.weeks_since_collection().is_some_and(|weeks| weeks > STALE_WEEKS)
    }

    /// The words for when a desk last fetched.
    pub(super) fn collected_words<'a>(&self, words: &'a LanguageTexts) -> Option<&'a str> {
        Some(match self.weeks_since_collection()? {
            ..=0 => &words.start.collected_this_week,
            1 => &words.start.collected_last_week,
            _ => &words.start.collected_longer,
        })
    }

    /// The state that the first page shows: while it is equal, a cached page is still right.
    pub(super) fn cache_key(&self) -> CacheKey {
        let now = self.clock.time_of_week();
        let lines = self.config.site_texts.helplines().iter();
        CacheKey {
            weeks: self.weeks_since_collection().unwrap_or(NEVER).min(STALE_WEEKS + 1),
            is_accepting: self.is_accepting(),
            helplines: lines.map(|line| line.availability(now)).collect(),
        }
    }
}
