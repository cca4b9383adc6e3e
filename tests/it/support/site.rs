//! The real site: configuration file, recipients, store, application and listeners as `zegeld`
//! makes them, on a loopback port of its own, with a clock that a test can move.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use zegel::identity::Identity;
use zegel_core::calendar::{Clock, Day};
use zegel_core::document::{DeskDocument, ReceivedMessage, ReceivedReport};
use zegel_core::i18n::{Language, LanguageTexts, Unit, words};
use zegel_core::id::Instance;
use zegel_core::opening_hours::{TimeOfWeek, Weekday};
use zegel_core::seal::Recipients;
use zegel_core::signature::DeskKey;
use zegel_core::thread::{Entry, SealedEntry, Thread};
use zegel_core::token::{Keys, Token};
use zegeld::config::Config;
use zegeld::listen::{ConnectionLimits, Listener, Preamble, serve};
use zegeld::store::{Options, Store};
use zegeld::web::App;

use crate::support::http::{Answer, exchange, try_exchange};
use crate::support::postgres::Cluster;

/// The variable with which the same tests are run once more, with `postgres` in it.
pub const STORE: &str = "STORE_OF_TESTS";

/// What a test may change before the start.
pub struct Setup {
    pub config: Config,
    pub options: Options,
    pub limits: ConnectionLimits,
    /// Of the listener for caseworkers.
    pub desk_limits: ConnectionLimits,
    /// Whether a desk has proved that it opens what is sealed.
    pub open: bool,
    /// A PostgreSQL that has the store, in the place of a file.
    pub postgres: Option<Cluster>,
}

/// A site that serves.
pub struct Site {
    pub public: SocketAddr,
    /// Where Tor would connect.
    pub onion: SocketAddr,
    pub desk: SocketAddr,
    pub store: Store,
    pub app: Arc<App>,
    pub identity: Identity,
    pub recipients: Recipients,
    pub runtime: Runtime,
    today: Arc<Mutex<Day>>,
    time: Arc<Mutex<TimeOfWeek>>,
    later: Arc<Mutex<Duration>>,
    stop: watch::Sender<bool>,
    folder: TempDir,
    postgres: Option<Cluster>,
}

/// The hidden fields of a form, and the page they came on.
#[derive(Clone)]
pub struct Form {
    pub token: String,
    pub form: String,
    language: &'static str,
}

impl Setup {
    /// As the program has it.
    fn of(config: Config) -> Self {
        let limits = ConnectionLimits::PUBLIC;
        let desk_limits = ConnectionLimits::DESK;
        Self { config, options: Options::default(), limits, desk_limits, open: true, postgres: None }
    }
}

impl Site {
    /// With the configuration that `demo` would make, and open.
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// With its store on a PostgreSQL of its own.
    pub fn on_postgres(cluster: Cluster) -> Self {
        Self::with(|setup| setup.postgres = Some(cluster))
    }

    /// The PostgreSQL that has its store.
    pub fn cluster(&self) -> &Cluster {
        self.postgres.as_ref().unwrap()
    }

    /// With something else.
    pub fn with(change: impl FnOnce(&mut Setup)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let identity =
            Identity::generate("anna", zegel_core::id::random().unwrap(), zegel_core::id::random().unwrap());
        std::fs::write(folder.path().join("recipients.txt"), recipients_file(&identity)).unwrap();
        std::fs::write(folder.path().join("zegeld.toml"), CONFIG).unwrap();
        let config = Config::read(&folder.path().join("zegeld.toml")).unwrap();
        let mut setup = Setup::of(config);
        setup.postgres = std::env::var_os(STORE).map(|_| Cluster::start());
        change(&mut setup);
        Self::serve(folder, identity, setup)
    }

    fn serve(folder: TempDir, identity: Identity, setup: Setup) -> Self {
        let Setup { config, options, limits, desk_limits, open, postgres } = setup;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let recipients = config.read_recipients().unwrap();
        let store = match &postgres {
            Some(cluster) => Store::open_postgres(&cluster.servers(), options, false).unwrap(),
            None => Store::open(&config.database, options).unwrap(),
        };
        let today: Arc<Mutex<Day>> = Arc::new(Mutex::new("2026-11-24".parse().unwrap()));
        let says = today.clone();
        let time = Arc::new(Mutex::new(TimeOfWeek::new(Weekday::Tuesday, 12, 0)));
        let now = time.clone();
        let clock = Clock::from_fn(move || *says.lock().unwrap());
        let clock = clock.with_time_of_week(move || *now.lock().unwrap());
        let later = Arc::new(Mutex::new(Duration::ZERO));
        let passed = later.clone();
        let began = Instant::now();
        let clock = clock.with_uptime(move || began.elapsed() + *passed.lock().unwrap());
        let (stop, stopped) = watch::channel(false);
        let start = async {
            let app = App::start(config, recipients.clone(), store.clone(), clock).await.unwrap();
            if open {
                app.record_proof(recipients.recipients().next().unwrap()).await.unwrap();
            }
            let here: SocketAddr = "127.0.0.1:0".parse().unwrap();
            let open = async || Listener::network(here).await.unwrap();
            (app, open().await, open().await, open().await)
        };
        let (app, public, onion, desk) = runtime.block_on(start);
        let [at_public, at_onion, at_desk] =
            [&public, &onion, &desk].map(|listener| listener.address().unwrap());
        let told = |mut stopped: watch::Receiver<bool>| async move {
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        let listeners = [(public, Preamble::Nothing), (onion, Preamble::Proxy)];
        for (listener, before) in listeners {
            runtime.spawn(serve(vec![listener], before, app.public(), limits, told(stopped.clone())));
        }
        runtime.spawn(serve(vec![desk], Preamble::Nothing, app.desk(), desk_limits, told(stopped)));
        let public = at_public;
        let onion = at_onion;
        let desk = at_desk;
        Self {
            public,
            onion,
            desk,
            store,
            app,
            identity,
            recipients,
            runtime,
            today,
            time,
            later,
            stop,
            folder,
            postgres,
        }
    }

    /// Stops as SIGTERM does, and starts again on the same files.
    pub fn restarted(self) -> Self {
        let Self { runtime, store, app, stop, folder, identity, postgres, .. } = self;
        stop.send_replace(true);
        drop(app);
        runtime.block_on(store.close());
        drop(runtime);
        let config = Config::read(&folder.path().join("zegeld.toml")).unwrap();
        Self::serve(folder, identity, Setup { postgres, ..Setup::of(config) })
    }

    /// `GET` as a browser asks.
    pub fn get(&self, path: &str) -> Answer {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.public).as_bytes())
    }

    /// A form as a browser posts it from our own page.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, "Sec-Fetch-Site: same-origin\r\n", fields)
    }

    /// The same with further header lines, each ended by CR LF.
    pub fn post_with(&self, path: &str, lines: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body(
            path,
            &format!("Content-Type: application/x-www-form-urlencoded\r\n{lines}"),
            body.as_bytes(),
        )
    }

    /// Any body with these header lines.
    pub fn body(&self, path: &str, lines: &str, body: &[u8]) -> Answer {
        self.raw(&self.post_bytes(path, lines, body))
    }

    /// A request of the public API.
    pub fn api(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.body(path, "Content-Type: application/json\r\n", body.to_string().as_bytes())
    }

    /// The bytes of a post.
    pub fn post_bytes(&self, path: &str, lines: &str, body: &[u8]) -> Vec<u8> {
        let host = self.public;
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\n{lines}Content-Length: {length}\r\n\r\n");
        [head.as_bytes(), body].concat()
    }

    /// Exactly these bytes.
    pub fn raw(&self, request: &[u8]) -> Answer {
        exchange(self.public, request)
    }

    /// Exactly these bytes; nothing if the connection ended without an answer.
    pub fn try_raw(&self, request: &[u8]) -> Option<Answer> {
        try_exchange(self.public, request)
    }

    /// Opens the page and takes its form.
    pub fn visit(&self, language: &'static str) -> Form {
        Form::of(&self.get(&format!("/{language}/")), language)
    }

    /// Sends a report and keeps its token.
    pub fn report(&self, language: &'static str, story: &str) -> Token {
        let form = self.visit(language);
        let answer = form.send(self, &[("story", story)]);
        assert_eq!(answer.status, 200);
        Token::parse(&form.token).unwrap()
    }

    /// Looks for messages with a token.
    pub fn look(&self, language: &str, token: &Token) -> Answer {
        self.post(&format!("/{language}/"), &[("act", "look"), ("code", &token.to_field())])
    }

    /// The number of rows of `thread`, `entry`, `body` and `withdrawn`.
    pub fn rows(&self) -> [i64; 4] {
        if let Some(cluster) = &self.postgres {
            return ["thread", "entry", "piece where number = 0", "withdrawn"]
                .map(|table| cluster.count(table));
        }
        self.runtime
            .block_on(self.store.on_sqlite(|connection| {
                let count = |table: &str| {
                    connection.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0))
                };
                Ok([count("thread")?, count("entry")?, count("body")?, count("withdrawn")?])
            }))
            .unwrap()
    }

    /// All threads there are.
    pub fn threads(&self) -> Vec<Thread> {
        self.runtime.block_on(self.store.threads()).unwrap().into_iter().map(|(thread, _)| thread).collect()
    }

    /// All entries there are.
    pub fn entries(&self) -> Vec<Entry> {
        let entries = self
            .threads()
            .into_iter()
            .map(|thread| self.runtime.block_on(self.store.entries(thread.id)).unwrap());
        entries.flatten().map(|(entry, _)| entry).collect()
    }

    /// Opens everything that the reporters wrote.
    pub fn opened(&self) -> (Vec<ReceivedReport>, Vec<ReceivedMessage>) {
        let mut reports = Vec::new();
        let mut messages = Vec::new();
        for entry in self.entries() {
            let SealedEntry::FromReporter(sealed) = entry.sealed else { continue };
            match DeskDocument::parse(&self.identity.open(&sealed).unwrap()).unwrap() {
                DeskDocument::Report(report) => reports.push(report),
                DeskDocument::Message(message) => messages.push(message),
                DeskDocument::Note(_) => panic!("a reporter wrote a note"),
            }
        }
        (reports, messages)
    }

    /// The day that the site's clock says.
    pub fn today(&self) -> Day {
        *self.today.lock().unwrap()
    }

    /// It becomes this time of the week.
    pub fn it_is(&self, weekday: Weekday, hour: u8, minute: u8) {
        *self.time.lock().unwrap() = TimeOfWeek::new(weekday, hour, minute);
    }

    /// Time passes for whatever ends after a while: the sessions of caseworkers.
    pub fn later(&self, by: Duration) {
        *self.later.lock().unwrap() += by;
    }

    /// Weeks pass.
    pub fn weeks_later(&self, weeks: i32) {
        let mut today = self.today.lock().unwrap();
        *today = today.plus_weeks(weeks);
    }

    /// What follows from a token here.
    pub fn keys(&self, token: &Token) -> Keys {
        token.keys(self.instance())
    }

    pub fn instance(&self) -> Instance {
        self.app.instance()
    }

    /// A file of the site.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Form {
    /// The form on a page.
    pub fn of(answer: &Answer, language: &'static str) -> Self {
        let hidden = |name| answer.hidden(name).expect("a form with a hidden field");
        Self { token: hidden("token"), form: hidden("form"), language }
    }

    /// Presses *Send*.
    pub fn send(&self, site: &Site, fields: &[(&str, &str)]) -> Answer {
        self.press(site, "send", fields)
    }

    /// Presses a button of this form.
    pub fn press(&self, site: &Site, act: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden = [("token", self.token.as_str()), ("form", &self.form)];
        let fields: Vec<_> = hidden.into_iter().chain(fields.iter().copied()).chain([("act", act)]).collect();
        site.post(&format!("/{}/", self.language), &fields)
    }
}

/// Every language there is.
pub fn languages() -> impl Iterator<Item = &'static str> + Clone {
    Language::ALL.into_iter().map(Language::code)
}

/// What the pages say in a language.
pub fn said(language: &str) -> &'static LanguageTexts {
    words(Language::from_code(language).unwrap())
}

/// A number with its noun in a language.
pub fn phrase(language: &str, unit: Unit, number: usize) -> String {
    said(language).counts.phrase(Language::from_code(language).unwrap(), unit, number)
}

/// The recipients file of one caseworker.
pub fn recipients_file(identity: &Identity) -> String {
    let key = DeskKey::from_seed(identity.signing_seed().unwrap()).public();
    let keys = identity.recipients().unwrap();
    let keys: String = keys.iter().map(|key| format!("{key}\n")).collect();
    format!("# desk {} ed25519:{key}\n{keys}", identity.name())
}

const CONFIG: &str = r#"organisation.name = "Stichting Proef"
listen = "127.0.0.1:0"
recipients = "recipients.txt"
database = "zegel.db"
exit_url = "https://www.buienradar.nl/"
[desk]
listen = "127.0.0.1:0"
[retention]
weeks = 26
"#;
