//! What the server says is wrong with it, as a caseworker reads it: the fact, and whom to call.

use crate::show::Show;
use zegel_core::wire::Alarm;

/// Its words.
pub fn text(alarm: Alarm, show: &Show) -> &'static str {
    let words = &show.texts.desk.alarms;
    match alarm {
        Alarm::SelftestFailed => &words.selftest_failed,
        Alarm::SelftestLate => &words.selftest_late,
        Alarm::StoreNearlyFull => &words.store_nearly_full,
        Alarm::DiskNearlyFull => &words.disk_nearly_full,
        Alarm::NoBackupLately => &words.no_backup_lately,
    }
}

/// All of them on standard error, where no machine that reads the result is disturbed.
pub fn warn(alarms: &[Alarm], show: &Show) {
    alarms.iter().for_each(|alarm| show.warn(text(*alarm, show)));
}
