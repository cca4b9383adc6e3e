//! Health of the installation: the last self-test, the last backup, the daily maintenance, the room on
//! the disk, the size of the store. Desks are told of it as [`Alarm`]s, and `zegeld doctor` says the rest.

pub mod disk;
pub mod maintenance;
pub mod selftest;

use std::path::Path;

use selftest::Last;
use zegel_core::backup::note;
use zegel_core::calendar::Day;
use zegel_core::wire::Alarm;

/// Days without a self-test after which its timer has stopped: it runs every day.
const LATE_DAYS: i32 = 2;

/// Days without a backup after which somebody has to look: one is made every night.
const UNSAVED_DAYS: i32 = 3;

/// The alarms that a desk is told when it opens a session: for the store in this file, of at most so
/// many bytes, with or without backups.
pub fn alarms(database: &Path, max_bytes: u64, backups: Backups, today: Day) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    match selftest::last(database) {
        Last::Failed(_) | Last::Unreadable => alarms.push(Alarm::SelftestFailed),
        Last::Passed(day) if is_late(day, today) => alarms.push(Alarm::SelftestLate),
        Last::Passed(_) | Last::Never => {}
    }
    let stored = disk::size(database);
    if disk::is_nearly_full(stored, max_bytes) {
        alarms.push(Alarm::StoreNearlyFull);
    }
    if disk::free(database).is_some_and(|free| free < disk::urgent(stored)) {
        alarms.push(Alarm::DiskNearlyFull);
    }
    if backups == Backups::Made && is_unsaved(database, today) {
        alarms.push(Alarm::NoBackupLately);
    }
    alarms
}

/// Whether backups are made of a store.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Backups {
    Made,
    NotMade,
}

/// The day of the last backup of the store in this file, if one was made here.
pub fn saved(database: &Path) -> Option<Day> {
    Day::from_system_time(note(database).metadata().ok()?.modified().ok()?)
}

/// Whether the last backup is too long ago, or was never made.
pub fn is_unsaved(database: &Path, today: Day) -> bool {
    saved(database).is_none_or(|day| today.days_since(day) > UNSAVED_DAYS)
}

/// Whether a self-test of that day is too long ago.
pub fn is_late(day: Day, today: Day) -> bool {
    today.days_since(day) > LATE_DAYS
}
