//! The store on PostgreSQL, for who loses too much with one machine. It is the same store: the statements are those
//! of SQLite's, and what differs is where PostgreSQL would keep more than was said, and what `beat` does about it.
//!
//! Nothing that PostgreSQL says in words leaves this module: its errors quote the values that it was handling.

mod beat;
mod copy;
mod failure;
mod link;
mod schema;
mod settings;
mod values;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use tokio::sync::watch;

use super::db::{Db, DbError};
use super::{AbortOnPanic, Facts, OpenError, Options, Store, StoreError, meta};
use crate::event::Fault;
use zegel_core::id::Instance;

pub use failure::Failure;
pub(super) use link::Link;
pub use settings::Unfit;
pub(super) use values::{bytes, integer};

/// The servers: the folders in which their sockets lie, of which one leads to the primary.
#[derive(Clone, Debug)]
pub struct Servers(Vec<PathBuf>);

/// What a server is at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Primary,
    Standby,
}

impl Servers {
    /// Those with sockets in these folders.
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self(folders)
    }

    /// Looks whether the primary may have the store, and makes its tables.
    fn prepare(&self, is_known: bool) -> Result<(), OpenError> {
        let link = self.primary()?;
        let unfit = settings::that_stop(&link)?;
        if !unfit.is_empty() {
            return Err(OpenError::Unfit(unfit));
        }
        link.take_store()?;
        schema::migrate(&link, is_known)
    }

    /// A connection to the one that takes writes.
    fn primary(&self) -> Result<Link, Failure> {
        self.those(Part::Primary).next().ok_or(Failure::Gone)
    }

    /// Connections to those that follow it, and answer.
    fn standbys(&self) -> impl Iterator<Item = Link> {
        self.those(Part::Standby)
    }

    fn those(&self, part: Part) -> impl Iterator<Item = Link> {
        let links = self.0.iter().filter_map(|folder| Link::connect(folder).ok());
        links.filter(move |link| {
            let standby = link.is("pg_is_in_recovery()");
            standby.is_ok_and(|is_standby| is_standby == (part == Part::Standby))
        })
    }

    /// Copies the whole store, as it is at one moment, into an empty one of SQLite.
    pub(super) fn copy_to(&self, image: &rusqlite::Connection) -> Result<(), StoreError> {
        let failed = |failure: Failure| StoreError::from(DbError::from(failure));
        let link = self.primary().map_err(failed)?;
        link.batch("begin transaction isolation level repeatable read, read only").map_err(failed)?;
        copy::copy(&Db::Postgres(&link), &Db::Sqlite(image))
    }

    /// The facts about the store, as an image of it would have them.
    pub fn facts(&self) -> Result<Facts, StoreError> {
        let link = self.primary().map_err(DbError::from)?;
        let db = Db::Postgres(&link);
        let count = |sql| db.row(sql, &[], |columns| columns.integer(0));
        Ok(Facts {
            instance: Instance::from_bytes(meta::get(&db, "instance")?.ok_or(StoreError::Failed)?),
            schema: u32::try_from(super::open::MIGRATIONS.len()).unwrap_or(u32::MAX),
            threads: count("select count(*) from thread")?.unwrap_or(0).unsigned_abs(),
            entries: count("select count(*) from entry")?.unwrap_or(0).unsigned_abs(),
        })
    }

    /// Fills the store from an image of SQLite. Refused where anything was ever stored.
    pub fn fill_from(&self, image: &Path) -> Result<(), OpenError> {
        let link = self.primary()?;
        link.take_store()?;
        schema::migrate(&link, false)?;
        let image = rusqlite::Connection::open_with_flags(image, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        link.batch("begin; select pg_advisory_xact_lock(7)")?;
        let db = Db::Postgres(&link);
        let is_used = is_used(&db).map_err(|_| Failure::Refused)?;
        if is_used {
            return Err(OpenError::Used);
        }
        copy::copy(&Db::Sqlite(&image), &db).map_err(|_| Failure::Refused)?;
        Ok(link.commit()?)
    }

    /// The settings of the primary that are not as they must be, for the administrator.
    pub fn unfit(&self) -> Result<Vec<Unfit>, Failure> {
        settings::unfit(&self.primary()?)
    }
}

impl Store {
    /// Opens the store on PostgreSQL. Its tables are made only if the configuration does not name the installation: what
    /// is empty would otherwise look like a first start.
    pub fn open_postgres(servers: &Servers, options: Options, is_known: bool) -> Result<Self, OpenError> {
        // On a thread of its own: a connection is driven by whoever has it, which no thread of a runtime may do.
        let prepared = std::thread::scope(|scope| scope.spawn(|| servers.prepare(is_known)).join());
        prepared.map_err(|_| Failure::Gone)??;
        let fault = watch::Sender::new(None);
        let seen = fault.subscribe();
        let (orders, to_write) = mpsc::channel();
        let (reads, to_read) = mpsc::channel();
        let writer = writer::Writer::new(servers.clone(), options, fault);
        std::thread::spawn(move || {
            let _guard = AbortOnPanic;
            writer.serve(&to_write);
        });
        let reader = writer::Reader::new(servers.clone());
        std::thread::spawn(move || {
            let _guard = AbortOnPanic;
            reader.serve(&to_read);
        });
        Ok(Self { orders: Some(orders), reads: Some(reads), fault: seen })
    }
}

/// Whether anything was ever stored, proved or fetched.
fn is_used(db: &Db<'_>) -> Result<bool, DbError> {
    let has_threads = db.exists("select 1 from thread limit 1", &[])?;
    Ok(has_threads || meta::was_used(db)?)
}

impl From<Failure> for OpenError {
    fn from(failure: Failure) -> Self {
        Self::Postgres(failure)
    }
}

impl Failure {
    /// The fault that the administrator is told.
    pub(super) fn fault(self) -> Fault {
        match self {
            Self::Gone | Self::Refused => Fault::Away,
            Self::Full => Fault::Full,
            Self::Busy => Fault::Busy,
        }
    }
}
