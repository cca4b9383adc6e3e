//! Store: inspects its size, its integrity, what it erases, who has proved a key and fetched, and when
//! the last self-test and backup were.

use super::volume::size;
use super::{Findings, maintenance};
use crate::config::Config;
use crate::health::{disk, is_late, is_unsaved, saved, selftest};
use crate::store::Condition;
use crate::web::STALE_WEEKS;
use zegel_core::calendar::Clock;
use zegel_core::seal::{Recipient, RecipientDigest, Recipients};

pub(super) fn inspect(config: &Config, set: Option<&Recipients>, clock: &Clock, findings: &mut Findings) {
    last_selftest(config, clock, findings);
    last_backup(config, clock, findings);
    maintenance::failures(config, findings);
    #[cfg(feature = "postgres")]
    if super::postgres::inspect(config, findings) {
        return;
    }
    bound(config, findings);
    match Condition::read(&config.database) {
        Ok(store) => {
            silent(&store, findings);
            schema(&store, findings);
            proved(&store, set, findings);
            weeks(&store, clock, findings);
            maintenance::last_purge(&store, clock.week(), findings);
        }
        Err(error) => findings.wrong(
            "store",
            format!("The database cannot be looked at: {error}. Start the server once, or look at the disk."),
        ),
    }
}

fn bound(config: &Config, findings: &mut Findings) {
    let stored = disk::size(&config.database);
    let most = config.store.max_bytes;
    let text = format!("The store has {} of at most {}.", size(stored), size(most));
    if disk::is_nearly_full(stored, most) {
        findings.wrong(
            "bound",
            format!("{text} Then no report is taken. Let the desk delete, or raise store.max_bytes."),
        );
    } else {
        findings.ok("bound", text);
    }
}

fn silent(store: &Condition, findings: &mut Findings) {
    if store.is_whole {
        findings.ok("store", "The database is whole.");
    } else {
        findings.wrong(
            "store",
            "The database is damaged. Stop the server, keep a copy of the folder, and restore a backup.",
        );
    }
    if store.secure_delete && store.auto_vacuum {
        findings.ok("erasing", "What is deleted is overwritten, and the file gives its room back.");
    } else {
        findings.wrong(
            "erasing",
            "The database does not overwrite what is deleted, or keeps its room. Was it made by zegeld? \
             Do not serve with it.",
        );
    }
}

fn schema(store: &Condition, findings: &mut Findings) {
    let schema = store.schema;
    let known = store.known_schema;
    match schema.cmp(&known) {
        std::cmp::Ordering::Equal => findings.ok("schema", format!("The database has schema {schema}.")),
        std::cmp::Ordering::Less => findings.look(
            "schema",
            format!(
                "The database has schema {schema}; the next start makes {known} of it. Make a backup first."
            ),
        ),
        std::cmp::Ordering::Greater => findings.wrong(
            "schema",
            format!("The database has schema {schema}, of a later version. This one knows {known}: upgrade."),
        ),
    }
}

fn proved(store: &Condition, set: Option<&Recipients>, findings: &mut Findings) {
    let Some(set) = set else { return };
    let names = provers(store, set);
    match names.as_slice() {
        [] => findings.look(
            "proof",
            "No key of this set has shown that it opens what is sealed: the page is closed. \
             A caseworker runs zegel inbox.",
        ),
        [only] if set.recipients().count() > 1 => findings.look(
            "proof",
            format!(
                "Only the key of {only} has shown that it opens what is sealed. If it is taken out, the page \
                 closes. Another caseworker runs zegel inbox."
            ),
        ),
        names => findings.ok(
            "proof",
            format!("These have shown that their key opens what is sealed: {}.", names.join(", ")),
        ),
    }
}

/// The names of those whose keys keep the page open.
fn provers(store: &Condition, set: &Recipients) -> Vec<String> {
    let proved: Vec<&RecipientDigest> = store.proofs.provers(set.digests()).collect();
    let has_proved = |recipient: &Recipient| proved.contains(&&recipient.digest());
    let mut names = Vec::new();
    for caseworker in set.caseworkers() {
        if caseworker.recipient.as_ref().is_some_and(has_proved) {
            names.push(caseworker.name.clone());
        }
    }
    for (line, recipient) in set.unowned() {
        if has_proved(recipient) {
            names.push(format!("nobody (line {line})"));
        }
    }
    names
}

fn weeks(store: &Condition, clock: &Clock, findings: &mut Findings) {
    let now = clock.week();
    match store.collected.map(|week| (week, now.since(week))) {
        Some((week, ..=STALE_WEEKS)) => findings.ok("collection", format!("A desk last fetched in {week}.")),
        Some((week, _)) => findings.look(
            "collection",
            format!("A desk last fetched in {week}, and the page says not to wait. Call the caseworkers."),
        ),
        None => findings.look("collection", "No desk has fetched yet. A caseworker runs zegel inbox."),
    }
    if let Some(later) = store.latest.filter(|week| *week > now) {
        findings.wrong(
            "weeks",
            format!(
                "The store knows week {later}, and the clock says {now}. Set the clock: retention counts \
                 from it."
            ),
        );
    }
}

fn last_selftest(config: &Config, clock: &Clock, findings: &mut Findings) {
    use selftest::Last;
    let installation = &config.installation;
    let timer = format!("systemctl enable --now {}", installation.unit("zegeld-selftest", "timer"));
    let run = installation.command("selftest");
    match selftest::last(&config.database) {
        Last::Passed(day) if is_late(day, clock.day()) => {
            findings.wrong("selftest", format!("The last self-test was on {day}. Run: {timer}"));
        }
        Last::Passed(day) => findings.ok("selftest", format!("The self-test of {day} passed.")),
        Last::Failed(step) => {
            findings.wrong("selftest", format!("The last self-test failed: {}. Run: {run}", step.words()))
        }
        Last::Unreadable => {
            findings.wrong("selftest", format!("What the last self-test found cannot be read. Run: {run}"));
        }
        Last::Never => findings.look("selftest", format!("No self-test has run yet. Run: {timer}")),
    }
}

fn last_backup(config: &Config, clock: &Clock, findings: &mut Findings) {
    if config.backup.is_none() {
        return;
    }
    let timer = format!("systemctl enable --now {}", config.installation.unit("zegeld-backup", "timer"));
    match (saved(&config.database), is_unsaved(&config.database, clock.day())) {
        (Some(day), false) => findings.ok("backup", format!("The last backup is of {day}.")),
        (Some(day), true) => findings.wrong("backup", format!("The last backup is of {day}. Run: {timer}")),
        (None, _) => findings.wrong("backup", format!("No backup was ever made here. Run: {timer}")),
    }
}
