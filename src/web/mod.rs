//! The page and its acts, the public API for browsers that seal by themselves, and the desk's API.
//!
//! A handler is a sentence: parse, seal, store, page. Nothing here can open what a desk reads:
//! the only key that ever passes through is the one that follows from a token, for the one
//! request that brings it.

mod act;
mod api;
mod code;
mod desk;
mod form;
mod headers;
mod hidden;
mod kept;
mod language;
mod learn;
mod limits;
mod mailbox;
mod me;
mod page;
mod privacy;
mod problem;
mod public;
mod questions;
mod report;
mod script;
mod session;
mod start;
mod withdraw;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Instant;

use axum::Router;
use axum::http::{HeaderMap, Request};
use tokio::sync::Semaphore;

use crate::calendar::{Clock, Week};
use crate::config::Config;
use crate::id::Instance;
use crate::listen::{Client, Net, Visitor};
use crate::seal::Recipients;
use crate::store::{Row, Store};
use crate::words::Words;

pub use headers::headers;
use page::Context;

/// So many large request bodies are in memory at once.
const BODIES: usize = 32;
/// After so many whole weeks without a collection the page says not to wait.
const STALE_WEEKS: i32 = 2;

/// Why the site does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] crate::store::StoreError),
    /// The scratch store for the example failed.
    #[error("the example could not be made: {0}")]
    Example(#[from] crate::store::OpenError),
    /// An organisation's own words are too many.
    #[error("words: {0}: the first page is {1} bytes, and {size} fit", size = page::SIZE)]
    TooLong(&'static str, usize),
    /// A learn page cannot be rendered.
    #[error("{0}")]
    Lessons(String),
    /// The operating system gave no randomness.
    #[error(transparent)]
    Random(#[from] crate::id::NoRandomness),
    /// Sealing does not work.
    #[error("sealing does not work: {0}")]
    Seal(#[from] crate::seal::SealError),
    /// The configuration belongs to another database.
    #[error("instance: the database is of {0}, the configuration of another")]
    OtherInstance(Instance),
}

/// One site: what all requests share.
pub struct App {
    config: Arc<Config>,
    recipients: Recipients,
    fingerprint: String,
    instance: Instance,
    store: Store,
    clock: Clock,
    limits: limits::Limits,
    bodies: Semaphore,
    sessions: session::Sessions,
    kept: kept::Kept,
    example: Vec<Row>,
    lessons: Vec<learn::Lesson>,
    always: headers::Always,
    began: Instant,
    open: AtomicBool,
    /// The week of the last collection, or [`NEVER`].
    collected: AtomicI32,
}

/// No desk has fetched yet.
const NEVER: i32 = i32::MIN;

impl App {
    /// Reads what the store knows and makes ready what every request needs.
    pub async fn start(
        config: impl Into<Arc<Config>>,
        recipients: Recipients,
        store: Store,
        clock: Clock,
    ) -> Result<Arc<Self>, StartError> {
        let config: Arc<Config> = config.into();
        let instance = store.instance().await?;
        if config.instance.as_ref().is_some_and(|wanted| *wanted != instance.to_string()) {
            return Err(StartError::OtherInstance(instance));
        }
        let fingerprint = recipients.fingerprint().to_string();
        let open = store.proved().await?.is_some_and(|proved| proved == fingerprint);
        let collected = store.collected().await?.map_or(NEVER, Week::to_number);
        let lessons = learn::lessons(&config.wording).map_err(StartError::Lessons)?;
        let example = privacy::example(&recipients, instance, &clock).await?;
        let app = Arc::new(Self {
            limits: limits::Limits::new()?,
            bodies: Semaphore::new(BODIES),
            sessions: session::Sessions::default(),
            kept: kept::Kept::default(),
            example,
            lessons,
            always: headers::Always::new(config.onion_address()),
            began: Instant::now(),
            open: AtomicBool::new(open),
            collected: AtomicI32::new(collected),
            config,
            recipients,
            fingerprint,
            instance,
            store,
            clock,
        });
        app.check_sizes()?;
        Ok(app)
    }

    /// The same site for other recipients: no session goes on, and it is open if a desk has proved
    /// that it opens what is sealed for these.
    pub async fn with_recipients(&self, recipients: Recipients) -> Result<Arc<Self>, StartError> {
        Self::start(self.config.clone(), recipients, self.store.clone(), self.clock.clone()).await
    }

    /// The recipients file, read again.
    pub fn read_recipients(&self) -> Result<Recipients, crate::config::ConfigError> {
        self.config.read_recipients()
    }

    /// A first page with more words than fit would weigh another size than all others.
    fn check_sizes(&self) -> Result<(), StartError> {
        let offered = self.config.wording.languages().iter().copied();
        let mut sizes = offered.map(|language| (language, start::size(Context::new(self, language))));
        let large = sizes.find(|(_, bytes)| *bytes > page::SIZE);
        large.map_or(Ok(()), |(language, bytes)| Err(StartError::TooLong(language.code(), bytes)))
    }

    /// Whether reports are taken: a desk has proved that it opens what is sealed.
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Whose site it is.
    pub fn instance(&self) -> Instance {
        self.instance
    }

    /// The set reports are sealed for, as it is compared.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Removes what is past its retention. Gives the number of threads.
    pub async fn purge(&self) -> Result<usize, crate::store::StoreError> {
        self.store.purge(self.clock.week(), self.config.retention.weeks).await
    }

    /// The desk's API, for a listener of its own.
    pub fn desk(self: &Arc<Self>) -> Router {
        desk::router(self)
    }

    /// Who is asking, as far as limits may know: the peer, or what a proxy on this machine says.
    fn visitor<T>(&self, request: &Request<T>) -> Visitor {
        let unknown = Visitor { client: Client::Unknown, net: Net::Clearnet };
        let visitor = request.extensions().get().copied().unwrap_or(unknown);
        let near = match visitor.client {
            Client::Network(peer) => peer.is_loopback(),
            Client::Circuit(_) => false,
            Client::Unknown => true,
        };
        if !near || visitor.net == Net::Onion {
            return visitor;
        }
        let named = self.named_by_a_proxy(request.headers());
        Visitor { client: named.map_or(Client::Unknown, Client::Network), ..visitor }
    }

    fn named_by_a_proxy(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let header = self.config.client_header.as_deref()?;
        // A proxy adds what it saw at the end; what stands before that, a client may have forged.
        let last = headers.get_all(header).iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    }

    /// A desk has proved that it opens what is sealed here: reports are taken from now on.
    pub async fn set_open(&self) -> Result<(), crate::store::StoreError> {
        self.store.set_proved(self.fingerprint.clone()).await?;
        if !self.open.swap(true, Ordering::Relaxed) {
            crate::event::say(crate::event::Event::Opened);
        }
        Ok(())
    }

    async fn set_collected(&self) -> Result<(), crate::store::StoreError> {
        let week = self.clock.week();
        if self.collected.swap(week.to_number(), Ordering::Relaxed) != week.to_number() {
            self.store.set_collected(week).await?;
        }
        Ok(())
    }

    /// Whole weeks since a desk last fetched.
    fn weeks_since_collection(&self) -> Option<i32> {
        let collected = self.collected.load(Ordering::Relaxed);
        (collected != NEVER).then(|| self.clock.week().since(Week::from_number(collected)))
    }

    fn is_stale(&self) -> bool {
        self.weeks_since_collection().is_some_and(|weeks| weeks > STALE_WEEKS)
    }

    fn collected_words<'a>(&self, words: &'a Words) -> Option<&'a str> {
        Some(match self.weeks_since_collection()? {
            ..=0 => &words.start.collected_this_week,
            1 => &words.start.collected_last_week,
            _ => &words.start.collected_longer,
        })
    }

    /// What the first page says that changes with time.
    fn says(&self) -> (i32, bool) {
        (self.weeks_since_collection().unwrap_or(NEVER).min(STALE_WEEKS + 1), self.is_open())
    }
}
