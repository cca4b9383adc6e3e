//! The administrator's file, read once. A wrong value stops the start and names its key; there is
//! no default for anything secret, and nothing secret in it.

mod backup;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::seal::{Recipients, RecipientsError};
use crate::words::{self, Language, Wording};

pub use backup::Backup;

/// What `zegeld init` writes; every key stands there with its reason.
pub const EXAMPLE: &str = include_str!("../schema/zegeld.toml");

/// Far above any real file.
const LARGEST_FILE: u64 = 1024 * 1024;

/// Why the configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// The file is no TOML, or has a key that does not exist or does not fit.
    #[error("{0}: {1}")]
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
    #[error("words: {0}")]
    Words(String),
}

/// Everything that an organisation decides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The organisation's name, on every page.
    pub organisation: String,
    /// Where the public page listens.
    pub listen: SocketAddr,
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
    /// Where *Leave quickly* leads.
    pub exit_url: String,
    /// The onion address, `http://….onion/`.
    #[serde(default)]
    pub onion: Option<String>,
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
    /// What follows from these three.
    #[serde(skip)]
    pub wording: Wording,
    /// A line of the organisation's at the end of every page, in the place of a picture.
    #[serde(default)]
    pub logo: Option<String>,
    /// One line for everybody, by language code.
    #[serde(default)]
    pub notice: BTreeMap<String, String>,
    /// The caseworkers' listener.
    pub desk: Desk,
    /// How long things are kept.
    #[serde(default)]
    pub retention: Retention,
    /// Backups, if any are made.
    #[serde(default)]
    pub backup: Option<Backup>,
    /// The bound of the store.
    #[serde(default)]
    pub store: Store,
}

/// `[desk]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Where caseworkers' clients connect; loopback, reached by SSH, WireGuard or an onion.
    pub listen: SocketAddr,
}

/// `[retention]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Weeks from the last words of reporter or desk until a thread goes.
    pub weeks: u16,
}

impl Default for Retention {
    /// Half a year.
    fn default() -> Self {
        Self { weeks: 26 }
    }
}

/// `[store]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// The bound of the database file, in bytes.
    pub max_bytes: u64,
}

impl Default for Store {
    fn default() -> Self {
        Self { max_bytes: 4 << 30 }
    }
}

impl Config {
    /// Reads the file; paths in it are relative to its folder.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read_text(path)?;
        let mut config = Self::parse(&text).map_err(|error| match error {
            ConfigError::Toml(_, error) => ConfigError::Toml(path.to_owned(), error),
            other => other,
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config.recipients = folder.join(&config.recipients);
        config.database = folder.join(&config.database);
        config.wording = config.read_wording(folder)?;
        Ok(config)
    }

    /// Reads the text of a file.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self =
            toml::from_str(text).map_err(|error| ConfigError::Toml(PathBuf::new(), Box::new(error)))?;
        config.check()?;
        words::check().map_err(ConfigError::Words)?;
        Ok(config)
    }

    /// Reads the organisation's own words and numbers over ours.
    fn read_wording(&self, folder: &Path) -> Result<Wording, ConfigError> {
        let languages = match &self.languages {
            None => Language::ALL.to_vec(),
            Some(codes) => offered(codes)?,
        };
        let helplines = self.helplines.as_ref().map(|file| read_text(&folder.join(file))).transpose()?;
        let own = match &self.words {
            Some(words) => own_words(&folder.join(words), &languages)?,
            None => BTreeMap::new(),
        };
        Wording::new(languages, &own, helplines.as_deref()).map_err(ConfigError::Words)
    }

    /// Reads the recipients file that it names.
    pub fn read_recipients(&self) -> Result<Recipients, ConfigError> {
        let path = &self.recipients;
        let read = read_text(path)?.parse();
        let recipients = read.map_err(|error| ConfigError::Recipients(path.clone(), error))?;
        self.backup.as_ref().map_or(Ok(()), |backup| backup.is_apart_from(&recipients))?;
        Ok(recipients)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let one_line = |text: &str| !text.trim().is_empty() && !text.chars().any(char::is_control);
        if !one_line(&self.organisation) || self.organisation.chars().count() > 80 {
            return wrong("organisation", "a name of one line, at most 80 characters");
        }
        if self.logo.as_deref().is_some_and(|logo| !one_line(logo) || logo.chars().count() > 80) {
            return wrong("logo", "one line of at most 80 characters");
        }
        if !(1..=520).contains(&self.retention.weeks) {
            return wrong("retention.weeks", "1 to 520");
        }
        self.backup.as_ref().map_or(Ok(()), Backup::check)?;
        if self.store.max_bytes < 1 << 20 {
            return wrong("store.max_bytes", "at least 1048576 (1 MiB)");
        }
        if self.desk.listen == self.listen && self.listen.port() != 0 {
            return wrong("desk.listen", "not the address of the public page");
        }
        self.check_addresses(one_line)
    }

    fn check_addresses(&self, one_line: impl Fn(&str) -> bool) -> Result<(), ConfigError> {
        if !self.exit_url.starts_with("https://") || !plain_url(&self.exit_url) {
            return wrong("exit_url", "an https:// address, such as that of a weather forecast");
        }
        let is_onion =
            |url: &str| url.starts_with("http://") && url.trim_end_matches('/').ends_with(".onion");
        if self.onion.as_deref().is_some_and(|url| !is_onion(url) || !plain_url(url)) {
            return wrong("onion", "http:// and the onion address");
        }
        let token = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.client_header.as_deref().is_some_and(|name| name.is_empty() || !name.chars().all(token)) {
            return wrong("client_header", "the name of a header, such as x-real-ip");
        }
        for (language, notice) in &self.notice {
            if Language::from_code(language).is_none() || !one_line(notice) || notice.chars().count() > 300 {
                return wrong("notice", "one line of at most 300 characters for each language: nl, en");
            }
        }
        Ok(())
    }
}

/// Nothing that could end the attribute or header in which the address will stand.
fn plain_url(url: &str) -> bool {
    url.len() <= 200 && url.chars().all(|c| c.is_ascii_graphic() && !"\"'<>\\;,".contains(c))
}

/// The files of a folder, each for one of these languages: a name that is none would be read by
/// nobody.
fn own_words(folder: &Path, languages: &[Language]) -> Result<BTreeMap<Language, String>, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable(folder.to_owned(), error);
    let mut own = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let code = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".toml"));
        let language = code.and_then(Language::from_code).filter(|language| languages.contains(language));
        let Some(language) = language else {
            let reason =
                format!("{} is not the file of an offered language, such as nl.toml", path.display());
            return Err(ConfigError::Value { key: "words", reason });
        };
        own.insert(language, read_text(&path)?);
    }
    Ok(own)
}

/// The languages of codes, each once.
fn offered(codes: &[String]) -> Result<Vec<Language>, ConfigError> {
    let expected = || {
        let known = Language::ALL.map(Language::code).join(", ");
        let reason = format!("expected some of {known}, each once, such as [\"nl\", \"en\"]");
        ConfigError::Value { key: "languages", reason }
    };
    let found: Option<Vec<_>> = codes.iter().map(|code| Language::from_code(code)).collect();
    let found = found.filter(|found| !found.is_empty()).ok_or_else(expected)?;
    let once = found.iter().enumerate().all(|(place, language)| !found[..place].contains(language));
    if once { Ok(found) } else { Err(expected()) }
}

fn wrong(key: &'static str, expected: &str) -> Result<(), ConfigError> {
    Err(ConfigError::Value { key, reason: format!("expected {expected}") })
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable(path.to_owned(), error);
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > LARGEST_FILE {
        return Err(unreadable(std::io::Error::other("the file is too large")));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}
