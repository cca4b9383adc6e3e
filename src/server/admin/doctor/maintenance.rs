//! Maintenance: inspects whether what is past its retention goes, and whether what is deleted leaves the
//! disk.

use super::Findings;
use crate::config::{Config, Installation};
use crate::health::maintenance::{Failure, Last, Task, last};
use crate::store::Condition;
use zegel_core::calendar::Week;

/// Weeks without a purge after which the server does not do its work: it purges every day.
const LATE_WEEKS: i32 = 1;

/// What the server recorded of its last maintenance.
pub(super) fn failures(config: &Config, findings: &mut Findings) {
    match last(&config.database) {
        Last::Worked => findings.ok("maintenance", "The server says of no daily work that it failed."),
        Last::Failed(failure) => findings.wrong("maintenance", sentence(failure, &config.installation)),
        Last::Unreadable => findings.wrong(
            "maintenance",
            "What the server says of its daily work cannot be read: maintenance.json beside the database. \
             Remove that file, and start the server again.",
        ),
    }
}

fn sentence(Failure { failed, since }: Failure, installation: &Installation) -> String {
    let purge = installation.command("purge");
    match failed {
        Task::Purge => format!(
            "Since {since} the server cannot remove what is past its retention. Look at the disk, and run: \
             {purge}"
        ),
        Task::Clock => format!(
            "Since {since} nothing is removed: the clock is weeks ahead of the last purge. If it is right, \
             run: {purge} --accept-clock"
        ),
        Task::Compact => format!(
            "Since {since} the server cannot write its database anew, so what is deleted may still stand on \
             the disk. Look whether the disk has room."
        ),
    }
}

/// The week of the last purge, as the store has it: it stands still also where nothing could be
/// recorded.
pub(super) fn last_purge(store: &Condition, now: Week, findings: &mut Findings) {
    match store.purged {
        None => findings.look("purge", "Nothing was purged yet. The server does so when it starts."),
        Some(week) if now.since(week) > LATE_WEEKS => findings.wrong(
            "purge",
            format!("The last purge was in {week}. Does the server run? It purges every day."),
        ),
        Some(week) => findings.ok("purge", format!("The last purge was in {week}.")),
    }
}
