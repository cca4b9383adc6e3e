//! What this machine and the timers leave for the server to see: the last self-test, the room on
//! the disk, the size of the store. The desk is told of it as [`Alarm`]s, and `zegeld doctor` says
//! the rest.

pub mod disk;
pub mod selftest;

use std::path::Path;

use selftest::Last;
use zegel_core::backup::note;
use zegel_core::calendar::Day;
use zegel_core::wire::Alarm;

/// A self-test runs every day; after so many days without one its timer has stopped.
const LATE_DAYS: i32 = 2;

/// A backup is made every night; after so many days without one somebody has to look.
const UNSAVED_DAYS: i32 = 3;

/// What a desk is told when it opens a session: for the store in this file, of at most so many
/// bytes, of which backups are made or not.
pub fn alarms(database: &Path, max_bytes: u64, is_saved: bool, today: Day) -> Vec<Alarm> {
    let stored = disk::size(database);
    let room = disk::free(database).is_none_or(|free| free >= disk::urgent(stored));
    let full = stored > max_bytes / 5 * 4;
    let selftest = match selftest::last(database) {
        Last::Failed(_) | Last::Unreadable => Some(Alarm::SelftestFailed),
        Last::Passed(day) if is_late(day, today) => Some(Alarm::SelftestLate),
        Last::Passed(_) | Last::Never => None,
    };
    let store = full.then_some(Alarm::StoreNearlyFull);
    let disk = (!room).then_some(Alarm::DiskNearlyFull);
    let unsaved = is_saved && is_unsaved(database, today);
    let backup = unsaved.then_some(Alarm::NoBackupLately);
    [selftest, store, disk, backup].into_iter().flatten().collect()
}

/// The day of the last backup of the store in this file, if one was made here.
pub fn saved(database: &Path) -> Option<Day> {
    Day::of(note(database).metadata().ok()?.modified().ok()?)
}

/// Whether the last backup is too long ago, or was never made.
pub fn is_unsaved(database: &Path, today: Day) -> bool {
    saved(database).is_none_or(|day| today.days_since(day) > UNSAVED_DAYS)
}

/// Whether a self-test of that day is too long ago.
pub fn is_late(day: Day, today: Day) -> bool {
    today.days_since(day) > LATE_DAYS
}
