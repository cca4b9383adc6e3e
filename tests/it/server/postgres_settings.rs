//! Settings of PostgreSQL that keep more than is promised stop the start, or are named by `zegeld doctor`.

use zegeld::store::postgres::Failure;
use zegeld::store::{OpenError, Options, Store};

use crate::server::backup::zegeld;
use crate::server::postgres::moved;
use crate::server::restore::desk;
use crate::support::postgres::Cluster;
use crate::support::until::until;

/// A setting is changed while PostgreSQL runs, is named, and is as before.
fn is_named(cluster: &Cluster, setting: &str, wrong: &str, meanwhile: impl FnOnce()) {
    cluster.set(setting, wrong);
    until("it has read the setting", || names(cluster).contains(&setting.to_owned()));
    meanwhile();
    cluster.psql("postgres", "postgres", &format!("alter system reset {setting}"));
    cluster.psql("postgres", "postgres", "select pg_reload_conf()");
    until("it has read the setting", || names(cluster) == ["synchronous_standby_names"]);
}

#[test]
fn settings_that_keep_what_is_promised_away_stop_the_start_and_each_is_named() {
    let cluster = Cluster::start();
    assert!(open(&cluster).is_ok());
    assert_eq!(names(&cluster), ["synchronous_standby_names"]);
    for (setting, wrong) in [
        ("log_statement", "all"),
        ("log_min_error_statement", "error"),
        ("log_min_duration_statement", "0"),
        ("log_min_duration_sample", "0"),
        ("log_transaction_sample_rate", "1"),
        ("log_duration", "on"),
        ("log_min_messages", "warning"),
        ("session_preload_libraries", "auto_explain"),
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "local"),
    ] {
        is_named(&cluster, setting, wrong, || {
            assert!(matches!(open(&cluster), Err(OpenError::Postgres(Failure::Unfit))), "{setting}");
        });
    }
}

#[test]
fn settings_that_tell_who_came_when_are_named() {
    let cluster = Cluster::start();
    for (setting, wrong) in [
        ("log_error_verbosity", "verbose"),
        ("log_checkpoints", "on"),
        ("log_connections", "on"),
        ("log_disconnections", "on"),
        ("log_lock_waits", "on"),
        ("log_replication_commands", "on"),
        ("log_recovery_conflict_waits", "on"),
        ("log_autovacuum_min_duration", "0"),
        ("log_temp_files", "0"),
        ("hot_standby_feedback", "on"),
        ("wal_keep_size", "16"),
        ("wal_recycle", "on"),
        ("max_slot_wal_keep_size", "-1"),
    ] {
        is_named(&cluster, setting, wrong, || {});
    }
}

#[test]
fn a_standby_that_is_away_and_a_log_that_is_kept_for_nobody_are_named() {
    let cluster = Cluster::of_two();
    assert!(names(&cluster).is_empty());
    cluster.psql("postgres", "postgres", "select pg_create_physical_replication_slot('left', true)");
    assert_eq!(names(&cluster), ["the slot left"]);
    cluster.psql("postgres", "postgres", "select pg_drop_replication_slot('left')");
    cluster.standby.as_ref().unwrap().kill();
    until("it has seen that", || names(&cluster) == ["the number of standbys that follow"]);
}

fn open(cluster: &Cluster) -> Result<Store, OpenError> {
    Store::open_postgres(&cluster.servers(), Options::default(), false)
}

/// The names of the settings that are not as they must be.
fn names(cluster: &Cluster) -> Vec<String> {
    cluster.servers().unfit().unwrap().into_iter().map(|unfit| unfit.setting).collect()
}

#[test]
fn an_archived_log_or_the_moments_of_commits_stop_the_start() {
    for setting in
        ["archive_mode = on", "track_commit_timestamp = on", "shared_preload_libraries = 'auto_explain'"]
    {
        assert!(
            matches!(open(&Cluster::with(setting)), Err(OpenError::Postgres(Failure::Unfit))),
            "{setting}"
        );
    }
}

#[test]
fn a_superuser_is_no_role_for_the_server() {
    let cluster = Cluster::start();
    cluster.psql("postgres", "postgres", "alter role zegel superuser");
    assert!(matches!(open(&cluster), Err(OpenError::Postgres(Failure::Unfit))));
}

#[test]
fn the_doctor_names_each_setting_that_is_not_as_it_must_be_and_what_nobody_sees_from_there() {
    let cluster = Cluster::with("log_connections = on\n");
    let (site, _) = desk();
    let folder = moved(&site, &format!("[store]\npostgres = {:?}\n", cluster.sockets()));
    let out = zegeld(folder.path(), &["doctor"]).output().unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    for words in
        ["log_connections is \"on\"", "synchronous_standby_names", "snapshots and archives of the volume"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("log_statement"), "{said}");
}
