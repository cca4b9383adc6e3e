//! The tables and their migrations, of which the number of those done stands in `meta`.

use super::link::MIGRATES;
use super::{Failure, Link};
use crate::store::OpenError;

/// The migrations, each done once, in order.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../../../schema/postgres/001-store.sql"),
    include_str!("../../../../schema/postgres/002-withdrawal.sql"),
];

/// Does the migrations that are not done yet, while no other server does.
pub(super) fn migrate(link: &Link, is_known: bool) -> Result<(), OpenError> {
    link.batch(&format!("select pg_advisory_lock({MIGRATES})"))?;
    let done = version(link)?;
    if done == 0 && is_known {
        return Err(OpenError::Missing);
    }
    if done > MIGRATIONS.len() {
        return Err(OpenError::Later);
    }
    for (number, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let version = i16::try_from(number + 1).unwrap_or(i16::MAX);
        link.batch(&format!(
            "begin; {migration}
             insert into meta (key, value) values ('schema', int2send({version}::int2))
             on conflict (key) do update set value = excluded.value; commit"
        ))?;
    }
    Ok(link.batch(&format!("select pg_advisory_unlock({MIGRATES})"))?)
}

/// The number of migrations that were done.
fn version(link: &Link) -> Result<usize, Failure> {
    if !link.is("to_regclass('meta') is not null")? {
        return Ok(0);
    }
    let found =
        link.texts("select get_byte(value, 0) * 256 + get_byte(value, 1) from meta where key = 'schema'")?;
    Ok(found.first().and_then(|(number, _)| number.parse().ok()).unwrap_or(0))
}
