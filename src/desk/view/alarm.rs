//! What the server says is wrong with it, as a caseworker reads it: the fact, and whom to call.

use crate::texts::Texts;
use zegel_core::wire::Alarm;

/// Its words.
pub fn text(alarm: Alarm, texts: Texts) -> &'static str {
    let words = &texts.desk.alarms;
    match alarm {
        Alarm::SelftestFailed => &words.selftest_failed,
        Alarm::SelftestLate => &words.selftest_late,
        Alarm::StoreNearlyFull => &words.store_nearly_full,
        Alarm::DiskNearlyFull => &words.disk_nearly_full,
        Alarm::NoBackupLately => &words.no_backup_lately,
    }
}
