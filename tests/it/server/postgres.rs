//! The store on PostgreSQL does all that the one in a file does, and what was acknowledged survives the loss of a machine.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use zegel_core::thread::{Entry, SealedEntry};
use zegeld::event::Fault;
use zegeld::store::{OpenError, Options, Put, Store, StoreError};

use crate::server::backup::{backup, done, failed_with};
use crate::server::remanence::{arrive_at, entry};
use crate::server::restore::{backed_desk, restore};
use crate::support::postgres::Cluster;
use crate::support::practice::Practice;
use crate::support::programs::ROOT;
use crate::support::server_process::ServerProcess;
use crate::support::site::{STORE, Site};
use crate::support::until::until;

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

#[test]
fn of_two_servers_that_take_writes_neither_is_written_to() {
    let site = Site::on_postgres(Cluster::of_two());
    let cluster = site.cluster();
    cluster.standby.as_ref().unwrap().promote();
    until("it is seen", || site.store.fault() == Some(Fault::Divided));
    assert!(arrive_at(&site, &site.store, 0).is_err());
    let opened = Store::open_postgres(&cluster.servers(), Options::default(), true);
    assert!(opened.is_err_and(|error| error.fault() == Fault::Divided));
}

/// Says that it is over when it is dropped.
pub struct Over<'a>(pub &'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn all_that_was_acknowledged_is_on_the_standby_when_the_primary_is_lost() {
    let site = Site::on_postgres(Cluster::of_two());
    let cluster = site.cluster();
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
    let site = Site::on_postgres(Cluster::of_two());
    let cluster = site.cluster();
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

#[test]
fn an_empty_database_where_there_was_one_is_no_first_start() {
    let cluster = Cluster::start();
    let opened = Store::open_postgres(&cluster.servers(), Options::default(), true);
    assert!(matches!(opened, Err(OpenError::Missing)));
}

#[test]
fn a_database_of_the_first_version_is_taken_along_and_one_of_a_later_version_left_alone() {
    let cluster = Cluster::start();
    let first = format!("\\i {ROOT}/schema/postgres/001-store.sql\n");
    let version = |number| {
        format!(
            "insert into meta values ('schema', int2send({number}::int2))
        on conflict (key) do update set value = excluded.value"
        )
    };
    cluster.psql("zegel", "zegel", &(first + &version(1)));
    let open = || Store::open_postgres(&cluster.servers(), Options::default(), true);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = open().unwrap();
    assert!(runtime.block_on(store.threads()).unwrap().is_empty());
    runtime.block_on(store.close());
    let indexes = cluster.count("pg_indexes where indexname like '%thread_withdrawal'");
    assert_eq!(indexes, 2, "on both sides");
    cluster.psql("zegel", "zegel", &version(99));
    assert!(matches!(open(), Err(OpenError::Later)));
}

/// The same sealed bytes once more.
fn copy(entry: &Entry) -> Entry {
    let sealed = SealedEntry::from_bytes(entry.sealed.direction(), entry.sealed.as_bytes().to_vec());
    Entry { id: entry.id, sealed: sealed.unwrap() }
}

#[test]
fn postgresql_writes_nothing_of_a_report_into_its_log() {
    let site = Site::on_postgres(Cluster::start());
    let cluster = site.cluster();
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
pub fn moved(site: &Practice, store: &str) -> TempDir {
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
