//! The store on PostgreSQL, for who loses too much with one machine. It is the same store: the statements are those
//! of SQLite's, and what differs is where PostgreSQL would keep more than was said, and what `beat` does about it.
//!
//! Nothing that PostgreSQL says in words leaves this module: its errors quote the values that it was handling.

mod beat;
mod copy;
mod failure;
mod link;
mod reader;
mod schema;
mod servers;
mod settings;
mod values;
mod writer;

use std::sync::mpsc;

use tokio::sync::watch;

use super::{AbortOnPanic, OpenError, Options, Store};
use crate::event::Fault;

pub use failure::Failure;
pub(super) use link::Link;
pub use servers::Servers;
pub use settings::Unfit;
pub(super) use values::{bytes, integer};

impl Store {
    /// Opens the store on PostgreSQL. Its tables are made only if the configuration does not name the installation: what
    /// is empty would otherwise look like a first start.
    pub fn open_postgres(servers: &Servers, options: Options, is_known: bool) -> Result<Self, OpenError> {
        // On a thread of its own: a connection is driven by whoever has it, which no thread of a runtime may do.
        let prepared = std::thread::scope(|scope| scope.spawn(|| servers.prepare(is_known)).join());
        let link = prepared.map_err(|_| Failure::Gone)??;
        let fault = watch::Sender::new(None);
        let seen = fault.subscribe();
        let (orders, to_write) = mpsc::channel();
        let (reads, to_read) = mpsc::channel();
        let is_divided = servers.watch();
        let writer = writer::Writer::new(servers.clone(), link, is_divided.clone(), fault, options);
        std::thread::spawn(move || {
            let _guard = AbortOnPanic;
            writer.serve(&to_write);
        });
        let reader = reader::Reader::new(servers.clone(), is_divided);
        std::thread::spawn(move || {
            let _guard = AbortOnPanic;
            reader.serve(&to_read);
        });
        Ok(Self { orders: Some(orders), reads: Some(reads), is_shared: true, fault: seen })
    }
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
            Self::Divided => Fault::Divided,
            Self::Unfit => Fault::Settings,
        }
    }
}
