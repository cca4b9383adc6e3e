//! The web application: the page and its posts, the public API for browsers that seal by themselves,
//! and the desk's API.
//!
//! Each handler has the same steps: parse, seal, store, render. Nothing here can open what a desk reads:
//! the only key that ever passes through is the one that follows from a token, for the one
//! request that brings it.

mod about_me;
mod api;
mod availability;
mod body;
mod budget;
mod code;
mod desk;
mod dispatch;
mod fixed_time;
mod form;
mod form_token;
mod headers;
mod heavy;
mod language;
mod learn;
mod limits;
mod mailbox;
mod numbers;
mod offer;
mod page;
mod page_cache;
mod privacy;
mod problem;
mod public;
mod questions;
mod report;
mod route;
mod script;
mod search;
mod security_txt;
mod session;
mod site_name;
mod start;
mod stored;
mod submit;
mod trouble;
mod visitor;
mod who;
mod withdraw;

use std::sync::atomic::AtomicI32;
use std::sync::{Arc, Mutex};

use axum::Router;

use crate::config::Config;
use crate::event::Fault;
use crate::health::Backups;
use crate::store::{Proofs, Row, Store};
use zegel_core::calendar::{Clock, Week};
use zegel_core::id::Instance;
use zegel_core::seal::Recipients;

pub use desk::{UNMAINTAINED, UNPROVED};
pub use headers::headers;
use page::Context;

/// Whole weeks in which no desk looked after which the page says not to wait.
pub const STALE_WEEKS: i32 = 2;

/// The reason why a site does not start.
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
    Random(#[from] zegel_core::id::NoRandomness),
    /// Sealing does not work.
    #[error("sealing does not work: {0}")]
    Seal(#[from] zegel_core::seal::SealError),
    /// The configuration belongs to another database.
    #[error("instance: the database is of {0}, the configuration of another")]
    OtherInstance(Instance),
}

/// The site: the state that all requests share.
pub struct App {
    config: Arc<Config>,
    recipients: Recipients,
    fingerprint: String,
    instance: Instance,
    generation: String,
    store: Store,
    clock: Clock,
    limits: limits::Limits,
    large_bodies: body::LargeBodies,
    /// A limit of their own for caseworkers, so that no reporter keeps one waiting.
    desk_bodies: body::LargeBodies,
    heavy_work: heavy::HeavyWork,
    sessions: session::Sessions,
    page_cache: page_cache::PageCache,
    form_secret: Arc<form_token::FormSecret>,
    example: Vec<Row>,
    lessons: Vec<learn::Lesson>,
    always: headers::Always,
    /// The proofs of keys, as the store has them.
    proofs: Mutex<Proofs>,
    /// Held while a proof is recorded or all are read again, so that none that is new is forgotten.
    proving: tokio::sync::Mutex<()>,
    /// The week of the last fetch by a desk, or [`NEVER`].
    collected: AtomicI32,
}

/// A store, and what was read from it at the start.
struct Known {
    store: Store,
    instance: Instance,
    generation: String,
    proofs: Proofs,
    collected: i32,
    /// It stays the same when only the recipients are others.
    form_secret: Arc<form_token::FormSecret>,
}

/// The week of a site from which no desk has fetched yet.
const NEVER: i32 = i32::MIN;

impl App {
    /// Starts a site: reads what the store knows, and makes what every request needs.
    pub async fn start(
        config: impl Into<Arc<Config>>,
        recipients: Recipients,
        store: Store,
        clock: Clock,
    ) -> Result<Arc<Self>, StartError> {
        Self::begin(config.into(), recipients, store, clock, None).await
    }

    async fn begin(
        config: Arc<Config>,
        recipients: Recipients,
        store: Store,
        clock: Clock,
        form_secret: Option<Arc<form_token::FormSecret>>,
    ) -> Result<Arc<Self>, StartError> {
        let instance = store.instance().await?;
        if config.instance.as_ref().is_some_and(|wanted| *wanted != instance.to_string()) {
            return Err(StartError::OtherInstance(instance));
        }
        let form_secret = match form_secret {
            Some(known) => known,
            None => Arc::new(form_token::FormSecret::new(store.shared_secret().await?)?),
        };
        let generation = store.generation().await?;
        let proofs = store.proofs().await?;
        let collected = store.collected().await?.map_or(NEVER, Week::to_number);
        let known = Known { store, instance, generation, proofs, collected, form_secret };
        Self::make(config, recipients, known, clock).await
    }

    /// Starts a site whose store cannot be opened: pages and telephone numbers only. It accepts and
    /// gives nothing, and its installation's id is a random one.
    pub async fn without_store(
        config: Arc<Config>,
        recipients: Recipients,
        fault: Fault,
        clock: Clock,
    ) -> Result<Arc<Self>, StartError> {
        let instance = Instance::random()?;
        let generation = String::new();
        let proofs = Proofs::default();
        let store = Store::absent(fault);
        let form_secret = Arc::new(form_token::FormSecret::new(None)?);
        let known = Known { store, instance, generation, proofs, collected: NEVER, form_secret };
        Self::make(config, recipients, known, clock).await
    }

    async fn make(
        config: Arc<Config>,
        recipients: Recipients,
        known: Known,
        clock: Clock,
    ) -> Result<Arc<Self>, StartError> {
        let Known { store, instance, generation, proofs, collected, form_secret } = known;
        let fingerprint = recipients.fingerprint().to_string();
        let lessons = learn::lessons(&config.site_texts).map_err(StartError::Lessons)?;
        let example = stored::example(&recipients, instance, &clock).await?;
        let app = Arc::new(Self {
            limits: limits::Limits::new()?,
            large_bodies: body::LargeBodies::new(body::MOST_HUGE),
            desk_bodies: body::LargeBodies::new(body::MOST_HUGE_OF_DESK),
            heavy_work: heavy::HeavyWork::new(),
            sessions: session::Sessions::new(clock.clone())?,
            page_cache: page_cache::PageCache::default(),
            form_secret,
            example,
            lessons,
            always: headers::Always::new(config.onion_address()),
            proofs: Mutex::new(proofs),
            proving: tokio::sync::Mutex::default(),
            collected: AtomicI32::new(collected),
            config,
            recipients,
            fingerprint,
            instance,
            generation,
            store,
            clock,
        });
        app.check_sizes()?;
        Ok(app)
    }

    /// Starts the same site for other recipients: no session goes on, and it is open if a key among them
    /// has proved that it opens what is sealed for these, or for these and others that were taken
    /// out.
    pub async fn with_recipients(&self, recipients: Recipients) -> Result<Arc<Self>, StartError> {
        let config = self.config.clone();
        let form_secret = Some(self.form_secret.clone());
        Self::begin(config, recipients, self.store.clone(), self.clock.clone(), form_secret).await
    }

    /// The recipients file, read again.
    pub fn read_recipients(&self) -> Result<Recipients, crate::config::ConfigError> {
        self.config.read_recipients()
    }

    /// Refuses a first page whose words do not fit: it would have another size than all other pages.
    fn check_sizes(&self) -> Result<(), StartError> {
        let offered = self.config.site_texts.languages().iter().copied();
        let mut sizes = offered.map(|language| (language, start::size(Context::new(self, language))));
        let large = sizes.find(|(_, bytes)| *bytes > page::SIZE);
        large.map_or(Ok(()), |(language, bytes)| Err(StartError::TooLong(language.code(), bytes)))
    }

    /// Wipes the store's log and shuffles its file, however large. True when both are done.
    pub async fn compact(&self) -> bool {
        self.store.compact().await
    }

    /// Finishes what is waiting and closes the store.
    pub async fn close(&self) {
        self.store.clone().close().await;
    }

    /// The recipients for which reports are sealed.
    pub fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// The alarms for which a caseworker calls the administrator.
    fn alarms(&self) -> Vec<zegel_core::wire::Alarm> {
        let Config { database, store, backup, .. } = &*self.config;
        let backups = if backup.is_some() { Backups::Made } else { Backups::NotMade };
        crate::health::alarms(database, store.max_bytes, backups, self.clock.day())
    }

    /// The installation.
    pub fn instance(&self) -> Instance {
        self.instance
    }

    /// The fingerprint of the recipients, as people compare it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Removes threads past their retention. Gives their number.
    pub async fn purge(&self) -> Result<usize, crate::store::StoreError> {
        self.store.purge(self.clock.week(), self.config.retention.weeks).await
    }

    /// The service of the desk's listener.
    pub fn desk(self: &Arc<Self>) -> Router {
        desk::router(self)
    }
}
