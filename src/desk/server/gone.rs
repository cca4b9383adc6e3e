//! What is gone stays gone. A server that was put back from a backup shows again what was withdrawn
//! or deleted since: this computer remembers those ids, says them to such a server before it asks
//! for anything, and shows none of them as a report, whatever a server or a folder says.
//!
//! Only what was deleted here is said to be deleted. What merely vanished is not: a server that lost
//! its reports, or a colleague who deleted in anger, would else undo the backup that brings them
//! back. That it is back is a warning, and a caseworker decides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::Week;
use crate::desk::error::DeskError;
use crate::desk::server::client::Client;
use crate::desk::server::known::{WEEKS_GONE, Warning};
use crate::desk::server::pins::Pins;
use crate::desk::show::Show;
use crate::id::ThreadId;
use crate::wire::{MOST_TOMBSTONES, ThreadHead, Tombstones, WithdrawnThread};
use crate::withdrawal::WithdrawalSecret;
use crate::words::fill;

/// A thread that is not to come back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoneThread {
    /// What its reporter revealed; nothing where it was deleted here.
    withdrawal: Option<WithdrawalSecret>,
    /// The week in which this computer learnt it.
    week: Week,
}

/// All threads that are not to come back.
pub type GoneThreads = BTreeMap<ThreadId, GoneThread>;

impl Pins {
    /// This desk has deleted a thread, for everyone.
    pub fn deleted(&mut self, thread: ThreadId, now: Week) {
        self.threads.remove(&thread);
        self.gone.entry(thread).or_insert(GoneThread { withdrawal: None, week: now });
    }

    /// Learns from a list what its reporters took back. No backup gives back what is older than the
    /// retention, so that nothing older needs to be remembered.
    pub fn learn_gone(&mut self, heads: &[ThreadHead], now: Week, retention: i32) {
        self.gone.retain(|_, gone| now.since(gone.week) <= retention.max(WEEKS_GONE));
        for head in heads {
            let Some(withdrawal) = &head.withdrawal else { continue };
            let gone = self.gone.entry(head.id).or_insert(GoneThread { withdrawal: None, week: now });
            gone.withdrawal = Some(withdrawal.clone());
        }
    }

    /// Shows what came back as what it was: withdrawn, or not there.
    pub fn bury(&self, heads: &mut Vec<ThreadHead>) -> Vec<Warning> {
        let mut back = Vec::new();
        heads.retain_mut(|head| {
            let Some(gone) = self.gone.get(&head.id) else { return true };
            if !head.is_withdrawn() {
                back.push(Warning::ThreadBack(head.id));
                head.withdrawal.clone_from(&gone.withdrawal);
                head.entries.clear();
            }
            gone.withdrawal.is_some()
        });
        back
    }

    /// Meets a server that was put back from a backup since this computer last spoke to it, and says
    /// to it and to the person what that means. Nothing was listed before this.
    pub fn meet_generation(&mut self, client: &mut Client, show: &Show) -> Result<(), DeskError> {
        let generation = client.session().generation.clone();
        if self.generation.as_ref() == Some(&generation) {
            return Ok(());
        }
        if self.generation.is_some() {
            let words = show.desk();
            match self.opens(client.key().public()) {
                true => {
                    let (told, back) = (self.gone.len().to_string(), self.say_gone(client)?.to_string());
                    show.tell(&fill(&words.restored, &[("told", &told), ("back", &back)]));
                }
                false => show.warn(&words.restored_signs),
            }
        }
        self.generation = Some(generation);
        self.save()
    }

    /// Gives how many had come back.
    fn say_gone(&self, client: &mut Client) -> Result<usize, DeskError> {
        let gone: Vec<(&ThreadId, &GoneThread)> = self.gone.iter().collect();
        let mut back = 0;
        for part in gone.chunks(MOST_TOMBSTONES) {
            let mut tombstones = Tombstones { withdrawn: Vec::new(), deleted: Vec::new() };
            for (thread, gone) in part {
                match &gone.withdrawal {
                    Some(withdrawal) => {
                        let withdrawal = withdrawal.clone();
                        tombstones.withdrawn.push(WithdrawnThread { thread: **thread, withdrawal });
                    }
                    None => tombstones.deleted.push(**thread),
                }
            }
            back += client.reapply(&tombstones)?;
        }
        Ok(back)
    }
}
