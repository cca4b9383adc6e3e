//! The beat: what PostgreSQL keeps of the past is overwritten. It is to PostgreSQL what the shuffle is to SQLite
//! (`store::compact`).
//!
//! Each table stands there twice. The empty side is filled in the order of the random keys, within one
//! transaction, so that all rows have one transaction's number and lie in no order of arrival; the old side is
//! cut off, and the names change places. A file that is rewritten in place would leave its old pages to a
//! crash. Around it the transaction counter is rounded up, the catalogs lose the old versions of their rows,
//! and the log, which has the moment of each commit, is begun anew and removed by the checkpoint.

use std::time::{Duration, Instant};

use super::link::{BEGIN, WRITES};
use super::{Failure, Link};

/// The tables, each before those that refer to it, with the order of their keys.
const TABLES: [(&str, &str); 5] = [
    ("meta", "key"),
    ("thread", "id"),
    ("entry", "thread, id"),
    ("piece", "body, number"),
    ("withdrawn", "entry"),
];
/// The transaction counter is rounded up to a multiple of this.
const STEP: u32 = 1024;

/// How long a standby may take to replay a beat.
const REPLAY: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// What is known after the primary was overwritten.
pub(super) struct Beaten {
    /// The position in the log behind it.
    pub(super) position: String,
    /// What [`Link::written`] was.
    pub(super) written: String,
}

/// Overwrites what the primary keeps.
pub(super) fn beat(link: &Link) -> Result<Beaten, Failure> {
    let (tables, asides) = names();
    if link.is(&has_pages())? {
        // What a beat left that was ended: rows that nobody sees, which would come along when the names change.
        link.long_batch(&format!(
            "{BEGIN}; set local synchronous_commit = local; truncate {asides}; commit"
        ))?;
    }
    let round_up = format!("call round_up({STEP})");
    link.long_batch(&round_up)?;
    // Nobody writes from here on until it is known what was overwritten.
    link.long_batch(&format!("select pg_advisory_lock({WRITES})"))?;
    link.long_batch(&swap(&tables))?;
    link.long_batch(&round_up)?;
    link.long_batch("vacuum pg_class, pg_type")?;
    link.long_batch(&round_up)?;
    let written = link.written()?;
    link.long_batch(&format!("select pg_advisory_unlock({WRITES})"))?;
    link.long_batch("select pg_stat_reset()")?;
    link.long_batch("select pg_switch_wal()")?;
    link.long_batch("checkpoint")?;
    let position = link.texts("select pg_current_wal_lsn()")?;
    let (position, _) = position.into_iter().next().ok_or(Failure::Refused)?;
    Ok(Beaten { position, written })
}

/// Has a standby remove the log up to this position, once it has replayed it: only its own checkpoint does that.
pub(super) fn beat_of_standby(link: &Link, position: &str) -> Result<(), Failure> {
    let end = Instant::now() + REPLAY;
    while !link.is(&format!("pg_last_wal_replay_lsn() >= '{position}'"))? {
        if Instant::now() > end {
            return Err(Failure::Gone);
        }
        std::thread::sleep(PAUSE);
    }
    link.long_batch("checkpoint")
}

/// Ends a beat once the standbys have what they need: the primary removes the log up to this position too. Refused
/// where something of it is kept, such as for a standby that is away.
pub(super) fn end(link: &Link, position: &str) -> Result<(), Failure> {
    link.long_batch("checkpoint")?;
    let is_kept = format!("exists (select from pg_ls_waldir() where name < pg_walfile_name('{position}'))");
    if link.is(&is_kept)? { Err(Failure::Refused) } else { Ok(()) }
}

fn names() -> (String, String) {
    let names = TABLES.map(|(table, _)| table);
    (names.join(", "), names.map(|table| format!("aside_{table}")).join(", "))
}

/// Whether something stands on the other side, seen or not.
fn has_pages() -> String {
    TABLES.map(|(table, _)| format!("pg_relation_size('aside_{table}') > 0")).join(" or ")
}

/// Fills the empty side, cuts off the other one, and lets them change names. It waits for no standby: nothing is
/// acknowledged with it, and a primary without one must not keep what was withdrawn.
fn swap(tables: &str) -> String {
    let mut sql = format!("{BEGIN}; set local lock_timeout = '10s'; set local synchronous_commit = local;");
    for (table, order) in TABLES {
        sql += &format!("insert into aside_{table} select * from {table} order by {order};");
    }
    sql += &format!("truncate {tables};");
    for (table, _) in TABLES {
        sql += &format!("alter table {table} rename to swap_{table};");
        sql += &format!("alter table aside_{table} rename to {table};");
        sql += &format!("alter table swap_{table} rename to aside_{table};");
    }
    sql + "commit"
}
