//! Configuration: the administrator's file, read once. A wrong value stops the start and names its key;
//! there is no default for anything secret, and nothing secret in it.

mod address;
mod backup;
mod check;
mod installation;
mod organisation;
mod own;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use zegel_core::i18n::{Language, SiteTexts};
use zegel_core::seal::{Recipients, RecipientsError};
use zegel_core::text_file::{self, NotText};

use own::{offered, own_words};

pub use address::Address;
pub use backup::Backup;
pub use installation::Installation;
pub use organisation::Organisation;

/// The example that `zegeld init` writes; every key stands there with its reason.
pub const EXAMPLE: &str = include_str!("../../../schema/zegeld.toml");

/// The largest file that is read, far above any real one.
const LARGEST_FILE: u64 = 1024 * 1024;

/// The reason why the configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// The file is no text.
    #[error("{0}: {1}")]
    NotText(PathBuf, NotText),
    /// The file is no TOML, or has a key that does not exist or does not fit.
    #[error("{0}: {error}", error = text_file::quoted(.1))]
    Toml(PathBuf, Box<toml::de::Error>),
    /// A value makes no sense.
    #[error("{key}: {reason}")]
    Value {
        /// The key as it stands in the file.
        key: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The recipients file is refused.
    #[error("recipients: {0}: {1}")]
    Recipients(PathBuf, RecipientsError),
    /// The program's own words do not fit together.
    #[error("words: {words}", words = text_file::quoted(.0))]
    Words(String),
}

/// The configuration: everything that an organisation decides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Who runs the site.
    #[serde(deserialize_with = "organisation::read")]
    pub organisation: Organisation,
    /// The address on which the public page listens.
    pub listen: Address,
    /// The installation to which this file belongs, by the folder in which it stands.
    #[serde(skip)]
    pub installation: Installation,
    /// The header in which a proxy on this machine passes the client's address, if there is one.
    #[serde(default)]
    pub client_header: Option<String>,
    /// The recipients file.
    pub recipients: PathBuf,
    /// The database file.
    pub database: PathBuf,
    /// The installation this file belongs to; another database stops the start.
    #[serde(default)]
    pub instance: Option<String>,
    /// The address to which *Leave quickly* leads.
    pub exit_url: String,
    /// Whether this is a practice page, with a banner on every page.
    #[serde(default)]
    pub practice: bool,
    /// The languages that the page offers, in its order; all of them if there is none.
    #[serde(default)]
    languages: Option<Vec<String>>,
    /// A folder with words of the organisation's own: a file such as `nl.toml` for a language.
    #[serde(default)]
    words: Option<PathBuf>,
    /// A file with the organisation's own telephone numbers.
    #[serde(default)]
    helplines: Option<PathBuf>,
    /// The words of the pages, which follow from these three.
    #[serde(skip)]
    pub site_texts: SiteTexts,
    /// A line of the organisation's at the end of every page, in the place of a picture.
    #[serde(default)]
    pub logo: Option<String>,
    /// One line for everybody, by language code.
    #[serde(default)]
    pub notice: BTreeMap<String, String>,
    /// TLS in the program itself, on `listen`; without it a proxy has to do that.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// The onion service, if there is one.
    #[serde(default)]
    pub onion: Option<Onion>,
    /// The caseworkers' listener.
    pub desk: Desk,
    /// How long threads are kept.
    #[serde(default)]
    pub retention: Retention,
    /// Backups, if any are made.
    #[serde(default)]
    pub backup: Option<Backup>,
    /// The bound of the store.
    #[serde(default)]
    pub store: Store,
}

/// `[tls]`: PEM files, read again when they change.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The site's certificate and those above it, in that order.
    pub certificate: PathBuf,
    pub key: PathBuf,
    /// The address without encryption, port 80, which leads to the organisation's page.
    #[serde(default)]
    pub http: Option<Address>,
}

/// `[onion]`: the onion service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Onion {
    /// The onion address, `http://….onion/`.
    pub address: String,
    /// The address to which Tor connects, with PROXY protocol v1 (`HiddenServiceExportCircuitID haproxy`). Without
    /// it the onion service leads to `listen`, and circuits have no limit of their own.
    #[serde(default)]
    pub listen: Option<Address>,
}

/// `[desk]`: the listener for caseworkers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// The address to which caseworkers' clients connect: of this machine, reached by SSH or an onion; or
    /// any, with a key.
    pub listen: Address,
    /// The file of the server's own key. With it the listener speaks TLS, to caseworkers alone.
    #[serde(default)]
    pub key: Option<PathBuf>,
}

/// `[retention]`: how long threads are kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Weeks from the last words of reporter or desk until a thread is purged.
    pub weeks: u16,
}

impl Default for Retention {
    /// Half a year.
    fn default() -> Self {
        Self { weeks: 26 }
    }
}

/// `[store]`: the bound of the database, and its engine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// The bound of the database, in bytes.
    pub max_bytes: u64,
    /// The folders of the sockets of PostgreSQL, one for each machine that has a copy. Then `database` names no file, but
    /// still the folder and the beginning of the names of what stands beside it.
    pub postgres: Vec<PathBuf>,
}

impl Default for Store {
    fn default() -> Self {
        Self { max_bytes: 4 << 30, postgres: Vec::new() }
    }
}

impl Config {
    /// Reads the file; paths in it are relative to its folder.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read_text(path)?;
        let mut config = Self::parse(&text).map_err(|error| match error {
            ConfigError::Toml(_, error) => ConfigError::Toml(path.to_owned(), error),
            other @ (ConfigError::Unreadable(..)
            | ConfigError::NotText(..)
            | ConfigError::Value { .. }
            | ConfigError::Recipients(..)
            | ConfigError::Words(_)) => other,
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config.recipients = folder.join(&config.recipients);
        config.database = folder.join(&config.database);
        config.resolve_paths(folder);
        config.site_texts = config.read_site_texts(folder)?;
        config.installation = Installation::of_config(path);
        Ok(config)
    }

    /// Reads the text of a file.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self =
            toml::from_str(text).map_err(|error| ConfigError::Toml(PathBuf::new(), Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    /// Takes relative paths of listeners, keys and certificates as below the file's folder.
    fn resolve_paths(&mut self, folder: &Path) {
        let addresses = [&mut self.listen, &mut self.desk.listen];
        let onion = self.onion.as_mut().and_then(|onion| onion.listen.as_mut());
        let http = self.tls.as_mut().and_then(|tls| tls.http.as_mut());
        for address in addresses.into_iter().chain(onion).chain(http) {
            *address = address.clone().within(folder);
        }
        for socket in &mut self.store.postgres {
            *socket = folder.join(&*socket);
        }
        if let Some(key) = &mut self.desk.key {
            *key = folder.join(&*key);
        }
        if let Some(tls) = &mut self.tls {
            tls.certificate = folder.join(&tls.certificate);
            tls.key = folder.join(&tls.key);
        }
    }

    /// Reads the organisation's own words and numbers over ours.
    fn read_site_texts(&self, folder: &Path) -> Result<SiteTexts, ConfigError> {
        let languages = match &self.languages {
            None => Language::ALL.to_vec(),
            Some(codes) => offered(codes)?,
        };
        let helplines = self.helplines.as_ref().map(|file| read_text(&folder.join(file))).transpose()?;
        let own = match &self.words {
            Some(words) => own_words(&folder.join(words), &languages)?,
            None => BTreeMap::new(),
        };
        SiteTexts::new(languages, &own, helplines.as_deref()).map_err(ConfigError::Words)
    }

    /// Reads the recipients file that it names.
    pub fn read_recipients(&self) -> Result<Recipients, ConfigError> {
        let path = &self.recipients;
        let read = Recipients::from_file(&read(path)?);
        let recipients = read.map_err(|error| ConfigError::Recipients(path.clone(), error))?;
        self.backup.as_ref().map_or(Ok(()), |backup| backup.is_apart_from(&recipients))?;
        Ok(recipients)
    }

    /// The address without encryption, if the program itself speaks TLS and has one.
    pub fn http(&self) -> Option<&Address> {
        self.tls.as_ref().and_then(|tls| tls.http.as_ref())
    }

    /// The onion address, if there is one.
    pub fn onion_address(&self) -> Option<&str> {
        self.onion.as_ref().map(|onion| onion.address.as_str())
    }
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    let file = read(path)?;
    let text = text_file::text(&file).map_err(|error| ConfigError::NotText(path.to_owned(), error))?;
    Ok(text.to_owned())
}

fn read(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable(path.to_owned(), error);
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > LARGEST_FILE {
        return Err(unreadable(std::io::Error::other("the file is too large")));
    }
    std::fs::read(path).map_err(unreadable)
}
