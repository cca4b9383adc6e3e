//! A connection to PostgreSQL over a socket of this machine, driven by the thread that has it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Row, SimpleQueryMessage, Statement};

use super::Failure;
use crate::store::db::{Argument, Room};

/// The socket in the folder that is configured, as PostgreSQL names it for its usual port.
const SOCKET: &str = ".s.PGSQL.5432";
/// The role, and the database.
const NAME: &str = "zegel";
/// Without statistics PostgreSQL takes each look-up in a large table for a long one, and would compile it first.
const OPTIONS: &str = "-c jit=off";
/// How long a statement may take: waiting for another server's transaction, or for a standby, is part of it.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The advisory lock of the one transaction that writes.
pub(super) const WRITES: u8 = 7;
/// That of the one server that makes the tables.
pub(super) const MIGRATES: u8 = 8;
/// That of the servers that serve the store, which they share; whoever fills it has it alone.
const SERVES: u8 = 9;
/// That of the one server that beats.
const BEATS: u8 = 10;
/// How long a transaction that writes waits for a beat, which takes half a minute with a hundred thousand reports.
const BEAT: Duration = Duration::from_secs(65);
/// Begins a transaction that sees what was committed before it got its turn, whatever else is configured.
pub(super) const BEGIN: &str = "begin isolation level read committed read write";
/// How long a statement of a beat may take: the longest copies the whole store.
const LONG: Duration = Duration::from_secs(3600);
/// Bytes of a page.
const PAGE: i64 = 8192;

/// A connection.
pub(in crate::store) struct Link {
    client: Client,
    runtime: Runtime,
    statements: RefCell<HashMap<String, Statement>>,
    /// Whether PostgreSQL has warned since this was asked last.
    has_warned: Arc<AtomicBool>,
    is_gone: Cell<bool>,
    /// Bytes of the database when it was looked at last.
    pub(super) size: Cell<i64>,
    /// How many it may have.
    pub(super) most: Cell<i64>,
}

impl Link {
    /// Connects to the server whose socket lies in this folder.
    pub(super) fn connect(folder: &Path) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|_| Failure::Gone)?;
        let has_warned = Arc::new(AtomicBool::new(false));
        let connecting = async {
            let stream = UnixStream::connect(folder.join(SOCKET)).await.map_err(|_| Failure::Gone)?;
            let mut config = Config::new();
            config.user(NAME).dbname(NAME).application_name("zegeld").options(OPTIONS);
            let (client, connection) = config.connect_raw(stream, NoTls).await?;
            tokio::spawn(drive(connection, has_warned.clone()));
            Ok::<_, Failure>(client)
        };
        let client = runtime.block_on(in_time(PATIENCE, connecting))?;
        Ok(Self {
            client,
            runtime,
            statements: RefCell::default(),
            has_warned,
            is_gone: Cell::new(false),
            size: Cell::new(0),
            most: Cell::new(i64::MAX),
        })
    }

    /// Holds nobody up for long: of a machine that is gone without a word, a transaction ends within seconds.
    pub(super) fn bound(&self) -> Result<(), Failure> {
        self.batch("set idle_in_transaction_session_timeout = '5s'")
    }

    /// Joins the servers of the store, as long as this connection lasts. A machine that is gone without a word loses
    /// its place within a minute.
    pub(super) fn join(&self) -> Result<(), Failure> {
        self.batch("set idle_session_timeout = '60s'; set lock_timeout = '60s'")?;
        self.lock(&format!("pg_try_advisory_lock_shared({SERVES})"))
    }

    /// Has the store alone, if no other server serves it.
    pub(super) fn join_alone(&self) -> Result<(), Failure> {
        self.lock(&format!("pg_try_advisory_lock({SERVES})"))
    }

    fn lock(&self, take: &str) -> Result<(), Failure> {
        if self.is(take)? { Ok(()) } else { Err(Failure::Busy) }
    }

    /// Whether it is this server that beats: it stays so as long as this connection lasts.
    pub(super) fn may_beat(&self) -> Result<bool, Failure> {
        self.is(&format!("pg_try_advisory_lock({BEATS})"))
    }

    /// Whether the server that beats has waited for a standby for so long that nobody waits for it any more.
    pub(super) fn is_beat_held_up(&self) -> Result<bool, Failure> {
        self.is(&format!(
            "exists (select from pg_locks join pg_stat_activity using (pid)
             where locktype = 'advisory' and objid = {BEATS} and wait_event = 'SyncRep'
             and query_start < now() - interval '10 seconds')"
        ))
    }

    /// Which transactions there were, as a text that is another one whenever any server has written.
    pub(super) fn written(&self) -> Result<String, Failure> {
        let found = self.texts("select pg_current_snapshot()")?;
        Ok(found.into_iter().next().ok_or(Failure::Refused)?.0)
    }

    /// Begins to write, once no other transaction does, and no beat.
    pub(super) fn begin_writing(&self) -> Result<(), Failure> {
        let sql = format!("{BEGIN}; select pg_advisory_xact_lock({WRITES})");
        self.wait(BEAT, self.client.batch_execute(&sql))
    }

    /// Begins to read, from one moment. The tables are held first: else a beat that ends meanwhile leaves names that
    /// lead to tables which were empty at that moment.
    pub(super) fn begin_reading(&self) -> Result<(), Failure> {
        self.batch(
            "begin transaction isolation level repeatable read, read only;
             lock table meta, thread, entry, piece, withdrawn in access share mode",
        )
    }

    /// Executes statements without arguments.
    pub(super) fn batch(&self, sql: &str) -> Result<(), Failure> {
        self.wait(PATIENCE, self.client.batch_execute(sql))
    }

    /// The same of a beat, which may take its time.
    pub(super) fn long_batch(&self, sql: &str) -> Result<(), Failure> {
        self.wait(LONG, self.client.batch_execute(sql))
    }

    /// Commits. A warning is a failure: whoever ends the waiting for a standby is answered as if all had been well.
    pub(super) fn commit(&self) -> Result<(), Failure> {
        self.has_warned.store(false, Ordering::Relaxed);
        self.batch("commit")?;
        if self.has_warned.load(Ordering::Relaxed) {
            self.is_gone.set(true);
            return Err(Failure::Refused);
        }
        Ok(())
    }

    /// Executes a statement. Gives how many rows it changed.
    pub(in crate::store) fn execute(&self, sql: &str, arguments: &[Argument<'_>]) -> Result<usize, Failure> {
        let statement = self.statement(sql)?;
        let changed = self.wait(PATIENCE, self.client.execute(&statement, &parameters(arguments)))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// The rows that a query finds.
    pub(in crate::store) fn rows(&self, sql: &str, arguments: &[Argument<'_>]) -> Result<Vec<Row>, Failure> {
        let statement = self.statement(sql)?;
        self.wait(PATIENCE, self.client.query(&statement, &parameters(arguments)))
    }

    /// The first two columns of each row that a query of PostgreSQL's own tables finds, as text.
    pub(super) fn texts(&self, sql: &str) -> Result<Vec<(String, String)>, Failure> {
        let messages = self.wait(PATIENCE, self.client.simple_query(sql))?;
        let rows = messages.into_iter().filter_map(|message| {
            let SimpleQueryMessage::Row(row) = message else { return None };
            let column = |place| row.try_get(place).ok().flatten().unwrap_or_default().to_owned();
            Some((column(0), column(1)))
        });
        Ok(rows.collect())
    }

    /// Whether a question about PostgreSQL itself is answered with yes.
    pub(super) fn is(&self, question: &str) -> Result<bool, Failure> {
        Ok(self.texts(&format!("select {question}"))?.first().is_some_and(|(answer, _)| answer == "t"))
    }

    /// How much of the store is used, in pages. While a beat fills the other side, both are there.
    pub(in crate::store) fn room(&self) -> Room {
        Room { used: self.size.get() / PAGE, most: self.most.get() / 2 / PAGE, unit: PAGE }
    }

    /// Whether the connection is of no use any more.
    pub(super) fn is_gone(&self) -> bool {
        self.is_gone.get() || self.client.is_closed()
    }

    /// A statement that is prepared once. Arguments stand in it as SQLite has them, `?1`.
    fn statement(&self, sql: &str) -> Result<Statement, Failure> {
        if let Some(known) = self.statements.borrow().get(sql) {
            return Ok(known.clone());
        }
        let statement = self.wait(PATIENCE, self.client.prepare(&sql.replace('?', "$")))?;
        self.statements.borrow_mut().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn wait<T>(
        &self,
        patience: Duration,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failure> {
        let done = self.runtime.block_on(in_time(patience, async { Ok(work.await?) }));
        if matches!(done, Err(Failure::Gone)) {
            self.is_gone.set(true);
        }
        done
    }
}

fn parameters<'a>(arguments: &'a [Argument<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    arguments.iter().map(|argument| argument as &(dyn ToSql + Sync)).collect()
}

async fn in_time<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::time::timeout(patience, work).await.unwrap_or(Err(Failure::Gone))
}

/// Speaks on the connection, and hears warnings, of which only that there was one is kept.
async fn drive(mut connection: Connection<UnixStream, NoTlsStream>, has_warned: Arc<AtomicBool>) {
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notice(notice) = message
            && *notice.code() == SqlState::WARNING
        {
            has_warned.store(true, Ordering::Relaxed);
        }
    }
}
