//! After a beat the files of PostgreSQL tell no order, no moment, no number, and nothing of what was withdrawn.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use zegel_core::thread::Mailbox;
use zegel_core::token::Token;
use zegeld::store::StoreError;

use crate::server::remanence::{arrive, tau};
use crate::support::http::find;
use crate::support::postgres::Cluster;
use crate::support::site::Site;
use crate::support::until::until;

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

/// A report that is going to be taken back, and the mailbox that it is for.
fn sent(site: &Site) -> (Token, Mailbox) {
    let token = site.report("nl", "Dit neem ik terug.");
    let mailbox = site.keys(&token).mailbox_key().mailbox();
    (token, mailbox)
}

fn withdraw(site: &Site, token: &Token) {
    site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
}

#[test]
fn after_a_beat_no_file_tells_an_order_a_moment_or_what_was_withdrawn() {
    let site = Site::on_postgres(Cluster::of_two());
    let cluster = site.cluster();
    let standby = cluster.standby.as_ref().unwrap();
    let begun = microseconds();
    let mailboxes: Vec<_> = (0..200).map(|number| arrive(&site, number).0).collect();
    let (token, withdrawn) = sent(&site);
    withdraw(&site, &token);
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
    let site = Site::on_postgres(Cluster::start());
    let cluster = site.cluster();
    for number in 0..50 {
        arrive(&site, number);
    }
    let (token, withdrawn) = sent(&site);
    // The other side is filled, nobody has committed it, and then the power fails.
    let half = "begin; insert into aside_thread select * from thread; checkpoint; select pg_sleep(600)";
    let mut beat = cluster.session(half);
    cluster.kill();
    beat.wait().unwrap();
    cluster.run();
    until("it is found again", || site.look("nl", &token).status == 200);
    assert!(cluster.count("pg_class where relname = 'aside_thread' and pg_relation_size(oid) > 0") == 1);
    withdraw(&site, &token);
    let before = site.rows();
    assert!(site.runtime.block_on(site.store.compact()));
    assert_eq!(site.rows(), before);
    assert!(!hold(&files(&cluster.data()), withdrawn.as_bytes()));
}

#[test]
fn whoever_reads_while_a_beat_ends_finds_all_there_is() {
    let site = Site::on_postgres(Cluster::start());
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
    let site = Site::on_postgres(Cluster::start());
    let cluster = site.cluster();
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
    let site = Site::on_postgres(Cluster::start());
    let cluster = site.cluster();
    cluster.psql("postgres", "postgres", "select pg_create_physical_replication_slot('away', true)");
    assert!(!site.runtime.block_on(site.store.compact()));
    cluster.psql("postgres", "postgres", "select pg_drop_replication_slot('away')");
    assert!(site.runtime.block_on(site.store.compact()));
}
