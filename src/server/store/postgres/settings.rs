//! Settings of PostgreSQL on which the promise rests. `zegeld` can read them and not set them.

use std::path::Path;

use super::{Failure, Link};

/// Whether the server starts beside a wrong setting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// It does not.
    Stops,
    /// It does, and `zegeld doctor` names it.
    Told,
}

use Weight::{Stops, Told};

/// Each setting, and what it may be.
const SETTINGS: [(&str, &[&str], Weight); 28] = [
    // What PostgreSQL writes into its own log.
    ("log_statement", &["none"], Stops),
    ("log_min_error_statement", &["panic"], Stops),
    ("log_min_duration_statement", &["-1"], Stops),
    ("log_min_duration_sample", &["-1"], Stops),
    ("log_transaction_sample_rate", &["0"], Stops),
    ("log_duration", &["off"], Stops),
    ("log_min_messages", &["fatal", "panic"], Stops),
    ("log_error_verbosity", &["terse"], Told),
    ("log_checkpoints", &["off"], Told),
    ("log_connections", &["off"], Told),
    ("log_disconnections", &["off"], Told),
    ("log_lock_waits", &["off"], Told),
    ("log_replication_commands", &["off"], Told),
    ("log_recovery_conflict_waits", &["off"], Told),
    ("log_autovacuum_min_duration", &["-1"], Told),
    ("log_temp_files", &["-1"], Told),
    // What keeps the moment of each commit.
    ("archive_mode", &["off"], Stops),
    ("track_commit_timestamp", &["off"], Stops),
    ("wal_recycle", &["off"], Told),
    ("wal_keep_size", &["0"], Told),
    ("hot_standby_feedback", &["off"], Told),
    // What runs inside.
    ("shared_preload_libraries", &[""], Stops),
    ("session_preload_libraries", &[""], Stops),
    ("local_preload_libraries", &[""], Stops),
    // What is acknowledged is kept.
    ("fsync", &["on"], Stops),
    ("full_page_writes", &["on"], Stops),
    ("synchronous_commit", &["on", "remote_apply"], Stops),
    ("wal_level", &["replica"], Told),
];

/// A setting that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    pub setting: String,
    pub is: String,
    pub must_be: String,
}

/// Whether a setting is such that the server does not start.
pub(super) fn stop(link: &Link) -> Result<bool, Failure> {
    Ok(!wrong(link, |weight| weight == Stops)?.is_empty() || of_role(link)?.is_some())
}

/// All that are not as they must be, on any server.
pub(super) fn unfit(link: &Link) -> Result<Vec<Unfit>, Failure> {
    wrong(link, |_| true)
}

/// The same of the primary, with what only it knows.
pub(super) fn unfit_of_primary(link: &Link) -> Result<Vec<Unfit>, Failure> {
    let mut unfit = unfit(link)?;
    unfit.extend(of_role(link)?);
    unfit.extend(of_replication(link)?);
    Ok(unfit)
}

fn wrong(link: &Link, counts: impl Fn(Weight) -> bool) -> Result<Vec<Unfit>, Failure> {
    let found = link.texts("select name, setting from pg_settings")?;
    let mut unfit = Vec::new();
    for (name, may_be, weight) in SETTINGS {
        let is = found.iter().find(|(found, _)| found == name).map_or("", |(_, is)| is.as_str());
        if counts(weight) && !may_be.contains(&is) {
            unfit.push(Unfit::new(name, is, &may_be.join(" or ")));
        }
    }
    Ok(unfit)
}

/// A superuser could read and undo everything that is promised of the database.
fn of_role(link: &Link) -> Result<Option<Unfit>, Failure> {
    let is_super = link.is("rolsuper from pg_roles where rolname = current_user")?;
    Ok(is_super.then(|| Unfit::new("the role zegel", "superuser", "no superuser")))
}

/// The log is bounded and goes, and a report is acknowledged when a second machine has it.
fn of_replication(link: &Link) -> Result<Vec<Unfit>, Failure> {
    let mut unfit = Vec::new();
    if link.is("current_setting('max_slot_wal_keep_size') = '-1'")? {
        unfit.push(Unfit::new("max_slot_wal_keep_size", "-1", "1GB, or what the disk bears"));
    }
    for (slot, _) in link.texts("select slot_name from pg_replication_slots where not active")? {
        let name = format!("the slot {slot}");
        unfit.push(Unfit::new(&name, "used by nobody, and keeps the log", "used again, or dropped"));
    }
    // The slowest beat comes every night.
    if link.is("exists (select from pg_ls_waldir() where modification < now() - interval '25 hours')")? {
        unfit.push(Unfit::new("the write-ahead log", "older than a night", "removed by each beat"));
    }
    if !is_waiting(link)? {
        unfit.push(Unfit::new("synchronous_standby_names", "", "ANY 1 (…)"));
    }
    let follow = "exists (select from pg_stat_replication where sync_state in ('quorum', 'sync'))";
    if unfit.is_empty() && !link.is(follow)? {
        unfit.push(Unfit::new("the number of standbys that follow", "0", "1 at least: no report is taken"));
    }
    Ok(unfit)
}

/// Whether a report waits until a second machine has it.
pub(super) fn is_waiting(link: &Link) -> Result<bool, Failure> {
    link.is("current_setting('synchronous_standby_names') <> ''")
}

impl Unfit {
    /// The same, of the server whose socket lies in this folder.
    pub(super) fn of(self, folder: &Path) -> Self {
        Self { setting: format!("{} on {}", self.setting, folder.display()), ..self }
    }

    fn new(setting: &str, is: &str, must_be: &str) -> Self {
        let must_be = if must_be.is_empty() { "empty" } else { must_be };
        Self { setting: setting.to_owned(), is: is.to_owned(), must_be: must_be.to_owned() }
    }
}
