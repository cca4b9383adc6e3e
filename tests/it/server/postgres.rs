//! The store on PostgreSQL does all that the one in a file does; after a beat its files tell no order, no clock, and
//! nothing of what was withdrawn.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};
use zegeld::event::Fault;
use zegeld::store::{OpenError, Options, Put, Store, StoreError};

use crate::server::backup::{backup, done, failed_with, zegeld};
use crate::server::remanence::{arrive, arrive_at, entry, tau};
use crate::server::restore::{backed_desk, desk, restore};
use crate::support::http::find;
use crate::support::on_disk::until;
use crate::support::postgres::Cluster;
use crate::support::practice::Practice;
use crate::support::server_process::ServerProcess;
use crate::support::site::{STORE, Site};

/// The tests of what a reporter and a desk can rely on, whichever engine has the store.
const BOTH: &[&str] = &[
    "page::collected::",
    "page::one_person",
    "page::story",
    "page::withdrawal",
    "server::seizure::the_most_talkative_log",
    "server::store",
    "server::tombstones",
];

/// Those among them that look into the file themselves, or change it.
const OF_FILES: &[&str] = &[
    "page::collected::a_desk_reads_though",
    "page::withdrawal::no_thread_can_be_stored",
    "page::withdrawal::the_proof_of_a_withdrawal",
    "server::store::a_file_of_a_later",
    "server::store::the_store_has_no_clock",
];

#[test]
fn whoever_has_the_store_a_reporter_and_a_desk_can_rely_on_the_same() {
    let mut tests = Command::new(std::env::current_exe().unwrap());
    let skipped = OF_FILES.iter().flat_map(|test| ["--skip", test]);
    tests.args(BOTH).args(skipped).args(["--test-threads", "2"]).env(STORE, "postgres");
    let out = tests.output().unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{said}");
    let (_, result) = said.rsplit_once("test result: ok. ").unwrap();
    let passed: usize = result.split(' ').next().unwrap().parse().unwrap();
    assert!(passed >= 30, "{said}");
}

fn on_postgres() -> Site {
    Site::with(|setup| setup.postgres = Some(Cluster::start()))
}

/// With a second machine that follows the first.
fn on_two() -> Site {
    Site::with(|setup| setup.postgres = Some(Cluster::of_two()))
}

fn cluster(site: &Site) -> &Cluster {
    site.postgres.as_ref().unwrap()
}

/// Every file of a server, one after another.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if let Ok(file) = fs::read(&path) {
            all.push(file);
        }
    }
    all
}

fn hold(files: &[Vec<u8>], bytes: &[u8]) -> bool {
    files.iter().any(|file| find(file, bytes).is_some())
}

/// Microseconds since 2000, as PostgreSQL counts them (`src/include/datatype/timestamp.h`).
#[expect(clippy::disallowed_methods, reason = "the moments that must stand nowhere")]
fn microseconds() -> u64 {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    u64::try_from((since_1970 - Duration::from_secs(946_684_800)).as_micros()).unwrap()
}

/// Whether a moment between these two stands anywhere.
fn tell_a_moment(files: &[Vec<u8>], between: std::ops::Range<u64>) -> bool {
    let mut windows = files.iter().flat_map(|file| file.windows(8));
    windows.any(|bytes| between.contains(&u64::from_le_bytes(bytes.try_into().unwrap())))
}

/// The order of these mailboxes by something that PostgreSQL keeps of each row.
fn order(cluster: &Cluster, mailboxes: &[Mailbox], by: &str) -> Vec<usize> {
    let sql = format!("select encode(mailbox, 'hex') from thread where mailbox is not null order by {by}");
    let found = cluster.psql("zegel", "zegel", &sql);
    let place = |mailbox: &Mailbox| {
        let wanted = data_encoding::HEXLOWER.encode(mailbox.as_bytes());
        found.lines().position(|line| line == wanted).unwrap()
    };
    mailboxes.iter().map(place).collect()
}

#[test]
fn after_a_beat_no_file_tells_an_order_a_moment_or_what_was_withdrawn() {
    let site = on_two();
    let cluster = cluster(&site);
    let standby = cluster.standby.as_ref().unwrap();
    let begun = microseconds();
    let mailboxes: Vec<_> = (0..200).map(|number| arrive(&site, number).0).collect();
    let token = site.report("nl", "Dit neem ik terug.");
    let withdrawn = site.keys(&token).mailbox_key().mailbox();
    site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    let ended = microseconds();

    // Without it all of this is there: this is what the beat is for.
    for by in ["ctid", "xmin::text::bigint"] {
        assert!(tau(&order(cluster, &mailboxes, by)) > 0.9, "{by}");
    }
    for folder in [cluster.data(), standby.data()] {
        let before = files(&folder);
        assert!(hold(&before, withdrawn.as_bytes()) && tell_a_moment(&before, begun..ended));
    }

    assert!(site.runtime.block_on(site.store.compact()));

    // More than six standard deviations of 200 in random order.
    assert!(tau(&order(cluster, &mailboxes, "ctid")).abs() < 0.3);
    assert_eq!(cluster.psql("zegel", "zegel", "select count(distinct xmin::text) from thread"), "1");
    for folder in [cluster.data(), standby.data()] {
        let after = files(&folder);
        assert!(!hold(&after, withdrawn.as_bytes()), "{folder:?}");
        assert!(!tell_a_moment(&after, begun..ended), "{folder:?}");
        assert!(hold(&after, mailboxes[0].as_bytes()), "what was kept is there: {folder:?}");
    }
}

#[test]
fn a_beat_that_is_killed_leaves_nothing_behind_that_the_next_does_not_take() {
    let site = on_postgres();
    let cluster = cluster(&site);
    for number in 0..50 {
        arrive(&site, number);
    }
    let token = site.report("nl", "Dit neem ik terug.");
    let withdrawn = site.keys(&token).mailbox_key().mailbox();
    // The other side is filled, nobody has committed it, and then the power fails.
    let half = "begin; insert into aside_thread select * from thread; checkpoint; select pg_sleep(600)";
    let mut beat = cluster.session(half);
    cluster.kill();
    beat.wait().unwrap();
    cluster.run();
    until("it is found again", || site.look("nl", &token).status == 200);
    assert!(cluster.count("pg_class where relname = 'aside_thread' and pg_relation_size(oid) > 0") == 1);
    site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    let before = site.rows();
    assert!(site.runtime.block_on(site.store.compact()));
    assert_eq!(site.rows(), before);
    assert!(!hold(&files(&cluster.data()), withdrawn.as_bytes()));
}

#[test]
fn whoever_reads_while_a_beat_ends_finds_all_there_is() {
    let site = on_postgres();
    for number in 0..5 {
        arrive(&site, number);
    }
    let store = site.store.clone();
    let beats = site.runtime.spawn(async move {
        for _ in 0..10 {
            assert!(store.compact().await);
        }
    });
    while !beats.is_finished() {
        assert_eq!(site.threads().len(), 5);
    }
    site.runtime.block_on(beats).unwrap();
}

#[test]
fn after_a_beat_no_file_counts_what_came_between_it_and_the_last() {
    let site = on_postgres();
    let cluster = cluster(&site);
    for number in 0..7 {
        arrive(&site, number);
    }
    let nothing = site.runtime.block_on(site.store.delete(zegel_core::id::ThreadId::random().unwrap()));
    assert_eq!(nothing, Err(StoreError::NoThread));
    assert!(site.runtime.block_on(site.store.compact()));
    // Each number of a savepoint would stand there, with that of its transaction.
    let traces = files(&cluster.data().join("pg_subtrans"));
    assert!(traces.iter().flatten().all(|byte| *byte == 0));
    assert_eq!(cluster.psql("zegel", "zegel", "select pg_current_xact_id()::text::bigint % 1024 < 8"), "t");
}

#[test]
fn as_long_as_the_log_is_kept_for_somebody_a_beat_is_not_done() {
    let site = on_postgres();
    let cluster = cluster(&site);
    cluster.psql("postgres", "postgres", "select pg_create_physical_replication_slot('away', true)");
    assert!(!site.runtime.block_on(site.store.compact()));
    cluster.psql("postgres", "postgres", "select pg_drop_replication_slot('away')");
    assert!(site.runtime.block_on(site.store.compact()));
}

#[test]
fn of_two_servers_that_take_writes_neither_is_written_to() {
    let site = on_two();
    let cluster = cluster(&site);
    cluster.standby.as_ref().unwrap().promote();
    until("it is seen", || site.store.fault() == Some(Fault::Divided));
    assert!(arrive_at(&site, &site.store, 0).is_err());
    let opened = Store::open_postgres(&cluster.servers(), Options::default(), true);
    assert!(opened.is_err_and(|error| error.fault() == Fault::Divided));
}

/// Says that it is over when it is dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn all_that_was_acknowledged_is_on_the_standby_when_the_primary_is_lost() {
    let site = on_two();
    let cluster = cluster(&site);
    let standby = cluster.standby.as_ref().unwrap();
    let acknowledged = Mutex::new(BTreeSet::new());
    let have = |count: usize| acknowledged.lock().unwrap().len() >= count;
    let is_over = AtomicBool::new(false);
    let third = std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    // One that failed is promised to nobody.
                    let Ok((mailbox, _)) = arrive_at(&site, &site.store, 0) else { continue };
                    acknowledged.lock().unwrap().insert(data_encoding::HEXLOWER.encode(mailbox.as_bytes()));
                }
            });
        }
        // Also when something below fails: the scope waits for who writes.
        let over = Over(&is_over);
        until("thirty were acknowledged", || have(30));
        cluster.kill();
        standby.promote();
        // Alone it would acknowledge what no other machine has.
        let alone = arrive_at(&site, &site.store, 0);
        let third = standby.follow();
        until("it takes reports again", || site.store.fault().is_none());
        let before = acknowledged.lock().unwrap().len();
        until("ten more were acknowledged", || have(before + 10));
        drop(over);
        assert!(alone.is_err());
        third
    });
    let kept = standby.psql("zegel", "zegel", "select encode(mailbox, 'hex') from thread");
    let kept: BTreeSet<String> = kept.lines().map(str::to_owned).collect();
    assert!(acknowledged.into_inner().unwrap().is_subset(&kept));
    drop(third);
}

#[test]
fn what_only_the_primary_has_is_not_acknowledged_whoever_ends_the_waiting() {
    let site = on_two();
    let cluster = cluster(&site);
    cluster.standby.as_ref().unwrap().kill();
    let (mailbox, report) = entry(&site, 0);
    let cancel = "select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'";
    // Also the second time, when the primary has it already.
    for _ in 0..2 {
        let (store, report) = (site.store.clone(), copy(&report));
        let put = async move { store.put(mailbox, report, "2026-W48".parse().unwrap()).await };
        let waiting = site.runtime.spawn(put);
        until("it waits for the standby", || cluster.psql("postgres", "postgres", cancel) != "0");
        assert_eq!(site.runtime.block_on(waiting).unwrap(), Err(StoreError::Failed));
    }
    assert_eq!(cluster.count("thread"), 1);
}

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
            assert!(matches!(open(&cluster), Err(OpenError::Unfit(_))), "{setting}");
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

fn names(cluster: &Cluster) -> Vec<String> {
    cluster.servers().unfit().unwrap().into_iter().map(|unfit| unfit.setting).collect()
}

#[test]
fn an_archived_log_or_the_moments_of_commits_stop_the_start() {
    for setting in
        ["archive_mode = on", "track_commit_timestamp = on", "shared_preload_libraries = 'auto_explain'"]
    {
        assert!(matches!(open(&Cluster::with(setting)), Err(OpenError::Unfit(_))), "{setting}");
    }
}

#[test]
fn a_superuser_is_no_role_for_the_server() {
    let cluster = Cluster::start();
    cluster.psql("postgres", "postgres", "alter role zegel superuser");
    assert!(matches!(open(&cluster), Err(OpenError::Unfit(_))));
}

#[test]
fn an_empty_database_where_there_was_one_is_no_first_start() {
    let cluster = Cluster::start();
    let opened = Store::open_postgres(&cluster.servers(), Options::default(), true);
    assert!(matches!(opened, Err(OpenError::Missing)));
}

/// The same sealed bytes once more.
fn copy(entry: &Entry) -> Entry {
    let sealed = SealedEntry::from_bytes(entry.sealed.direction(), entry.sealed.as_bytes().to_vec());
    Entry { id: entry.id, sealed: sealed.unwrap() }
}

#[test]
fn postgresql_writes_nothing_of_a_report_into_its_log() {
    let site = on_postgres();
    let cluster = cluster(&site);
    let (mailbox, report) = entry(&site, 0);
    let week = "2026-W48".parse().unwrap();
    let put = || site.runtime.block_on(site.store.put(mailbox, copy(&report), week));
    assert_eq!((put(), put()), (Ok(Put::Stored), Ok(Put::Stored)));
    // The same by another hand is a duplicate, of which PostgreSQL would name the value.
    let twice = "insert into thread (id, mailbox, week) select gen_random_uuid(), mailbox, week from thread";
    let mut psql = Command::new("psql");
    psql.arg("--host").arg(cluster.socket()).args(["--username=zegel", "--dbname=zegel", "--command", twice]);
    assert!(!psql.output().unwrap().status.success());
    let log = cluster.log();
    assert!(!log.contains("duplicate") && !log.contains("insert"), "{log}");
}

#[test]
fn of_two_servers_one_has_the_store_and_the_other_takes_it_when_that_one_is_gone() {
    let site = on_postgres();
    let servers = cluster(&site).servers();
    arrive(&site, 0);
    let second = || Store::open_postgres(&servers, Options::default(), true);
    assert!(second().is_err_and(|error| error.fault() == Fault::Busy));
    site.runtime.block_on(site.store.clone().close());
    let store = second().unwrap();
    arrive_at(&site, &store, 1).unwrap();
    assert_eq!(cluster(&site).count("thread"), 2);
}

/// The rows of a store in a file, each in the order of its keys.
fn rows(folder: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(folder.join("zegel.db")).unwrap();
    let mut found = Vec::new();
    for sql in [
        "select hex(id) || coalesce(hex(mailbox), '') || coalesce(hex(withdrawal), '') || week from thread order by 1",
        "select hex(thread) || hex(id) || direction || body || hex(sealed) from entry join body on key = body order by 1",
        "select hex(entry) || hex(thread) from withdrawn order by 1",
    ] {
        let mut query = connection.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        found.extend(rows.map(|row| row.unwrap()));
    }
    found
}

/// A folder with the configuration of a site, and with the store elsewhere.
fn moved(site: &Practice, store: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let config = fs::read_to_string(site.folder().join("zegeld.toml")).unwrap();
    fs::write(folder.path().join("zegeld.toml"), format!("{config}\n{store}")).unwrap();
    fs::copy(site.folder().join("recipients.txt"), folder.path().join("recipients.txt")).unwrap();
    folder
}

#[test]
fn a_backup_moves_a_store_to_postgresql_and_back_and_loses_nothing() {
    let (site, backed) = backed_desk();
    for number in 0..4 {
        site.report("nl", &[("story", &format!("Melding {number}."))]);
    }
    backed.make(&site);
    let before = rows(site.folder());
    let cluster = Cluster::of_two();
    let folder = moved(&site, &format!("[store]\npostgres = {:?}\n", cluster.sockets()));
    done(&restore(folder.path(), &backed.key.open(&backed.file).stdout));
    assert_eq!((cluster.count("thread"), cluster.count("entry")), (4, 4));
    let server = ServerProcess::of(folder.path());
    server.stop();
    failed_with(&restore(folder.path(), &backed.key.open(&backed.file).stdout), "has been used");

    let again = backed.elsewhere.path().join("again.age");
    done(&backup(folder.path(), &again));
    let back = moved(&site, "");
    done(&restore(back.path(), &backed.key.open(&again).stdout));
    assert_eq!(rows(back.path()), before);
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
