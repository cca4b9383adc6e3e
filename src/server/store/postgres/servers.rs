//! The servers of PostgreSQL that have a copy of the store, of which one takes writes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{Failure, Link, Unfit, copy, schema, settings};
use crate::store::db::{Db, DbError};
use crate::store::{Facts, OpenError, StoreError, meta, open};
use zegel_core::id::Instance;

/// How often it is looked whether the primary answers, and whether two take writes.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The servers, by the folders in which their sockets lie.
#[derive(Clone, Debug)]
pub struct Servers(Vec<PathBuf>);

impl Servers {
    /// Those with sockets in these folders.
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self(folders)
    }

    /// A connection to the primary that serves the store, with the tables in it.
    pub(super) fn prepare(&self, is_known: bool) -> Result<Link, OpenError> {
        let link = self.join()?;
        schema::migrate(&link, is_known)?;
        Ok(link)
    }

    /// A connection to the primary that serves the store, if its settings keep what is promised.
    pub(super) fn join(&self) -> Result<Link, Failure> {
        let link = self.primary()?;
        if settings::stop(&link)? || (self.0.len() > 1 && !settings::is_waiting(&link)?) {
            return Err(Failure::Unfit);
        }
        link.join()?;
        Ok(link)
    }

    /// A connection to the one that takes writes. If there are two, nobody here knows which is the right one: that
    /// was decided by people, who have to end the other.
    pub(super) fn primary(&self) -> Result<Link, Failure> {
        let mut primaries: Vec<Link> = self.those_in_recovery(false).collect();
        match primaries.len() {
            0 => Err(Failure::Gone),
            1 => {
                let link = primaries.pop().ok_or(Failure::Gone)?;
                link.bound()?;
                Ok(link)
            }
            _ => Err(Failure::Divided),
        }
    }

    /// Connections to those that follow it, and answer.
    pub(super) fn standbys(&self) -> impl Iterator<Item = Link> {
        self.those_in_recovery(true)
    }

    fn those_in_recovery(&self, wanted: bool) -> impl Iterator<Item = Link> {
        let links = self.0.iter().filter_map(|folder| Link::connect(folder).ok());
        links.filter(move |link| link.is("pg_is_in_recovery()").is_ok_and(|standby| standby == wanted))
    }

    /// Looks again and again whether two servers take writes, as long as somebody asks.
    pub(super) fn watch(&self) -> Arc<AtomicBool> {
        let is_divided = Arc::new(AtomicBool::new(false));
        let asked = Arc::downgrade(&is_divided);
        let servers = self.clone();
        if servers.0.len() > 1 {
            std::thread::spawn(move || {
                while let Some(is_divided) = asked.upgrade() {
                    let divided = matches!(servers.primary(), Err(Failure::Divided));
                    is_divided.store(divided, Ordering::Relaxed);
                    drop(is_divided);
                    std::thread::sleep(LOOK_EVERY);
                }
            });
        }
        is_divided
    }

    /// Copies the whole store, as it is at one moment, into an empty one of SQLite.
    pub(in crate::store) fn copy_to(&self, image: &rusqlite::Connection) -> Result<(), StoreError> {
        let link = self.primary().map_err(DbError::from)?;
        link.begin_reading().map_err(DbError::from)?;
        copy::copy(&Db::Postgres(&link), &Db::Sqlite(image))
    }

    /// The facts about the store, as an image of it would have them.
    pub fn facts(&self) -> Result<Facts, StoreError> {
        let link = self.primary().map_err(DbError::from)?;
        let db = Db::Postgres(&link);
        let count = |sql| db.row(sql, &[], |columns| columns.integer(0));
        Ok(Facts {
            instance: Instance::from_bytes(meta::get(&db, "instance")?.ok_or(StoreError::Failed)?),
            schema: u32::try_from(open::MIGRATIONS.len()).unwrap_or(u32::MAX),
            threads: count("select count(*) from thread")?.unwrap_or(0).unsigned_abs(),
            entries: count("select count(*) from entry")?.unwrap_or(0).unsigned_abs(),
        })
    }

    /// Fills the store from an image of SQLite. Refused where anything was ever stored, and while a server serves it,
    /// which would go on with what it has read of the empty one.
    pub fn fill_from(&self, image: &Path) -> Result<(), OpenError> {
        let link = self.prepare(false)?;
        link.join_alone()?;
        let image = rusqlite::Connection::open_with_flags(image, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        link.begin_writing()?;
        let db = Db::Postgres(&link);
        if is_used(&db).map_err(|_| Failure::Refused)? {
            return Err(OpenError::Used);
        }
        copy::copy(&Db::Sqlite(&image), &db).map_err(|_| Failure::Refused)?;
        Ok(link.commit()?)
    }

    /// The settings of all servers that are not as they must be, for the administrator. The error says that none of
    /// them, or two, take writes.
    pub fn unfit(&self) -> Result<Vec<Unfit>, Failure> {
        let mut unfit = settings::unfit_of_primary(&self.primary()?)?;
        for folder in &self.0 {
            let Ok(link) = Link::connect(folder) else { continue };
            if link.is("pg_is_in_recovery()")? {
                let wrong = settings::unfit(&link)?;
                unfit.extend(wrong.into_iter().map(|unfit| unfit.of(folder)));
            }
        }
        Ok(unfit)
    }
}

/// Whether anything was ever stored, proved or fetched.
fn is_used(db: &Db<'_>) -> Result<bool, DbError> {
    let has_threads = db.exists("select 1 from thread limit 1", &[])?;
    Ok(has_threads || meta::was_used(db)?)
}

/// Drops a connection that is of no use any more. While two servers take writes none is of use.
pub(super) fn drop_useless(link: &mut Option<Link>, is_divided: &AtomicBool) -> Result<(), Failure> {
    let is_divided = is_divided.load(Ordering::Relaxed);
    if is_divided || link.as_ref().is_some_and(Link::is_gone) {
        *link = None;
    }
    if is_divided { Err(Failure::Divided) } else { Ok(()) }
}
