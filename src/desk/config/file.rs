//! `config.toml`, and where in it a mistake is.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::agent::Limits;
use crate::error::{self, DeskError, LinePlace};
use zegel_core::i18n::Language;
use zegel_core::id::Instance;

/// `config.toml` in the user's folder.
#[derive(Clone, Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The desk's listener.
    pub server: Option<String>,
    /// Other listeners with the same store and the same key, in the order in which they are tried while that one is
    /// away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_servers: Vec<String>,
    /// The fingerprint of the server's own key, which it must show where it is spoken to by TLS.
    pub server_key: Option<String>,
    /// The installation whose set was compared when this computer was set up.
    pub instance: Option<Instance>,
    /// The identity file, from this folder on.
    pub identity: Option<PathBuf>,
    /// The way to an onion address.
    pub proxy: Option<String>,
    /// What somebody insists on.
    pub fingerprint: Option<String>,
    /// Whether an opened key is held in memory for the next verb.
    pub agent: Option<bool>,
    /// For so long after the last verb, as `15 min`.
    pub agent_idle: Option<String>,
    /// For so long in all, as `10 h`.
    pub agent_limit: Option<String>,
    /// A program and its arguments, whose first line of output is the passphrase.
    pub passphrase_command: Option<Vec<String>>,
    /// After so long without a key the full screen is locked, as `10 min`; never after `0 s`.
    pub screen_lock: Option<String>,
    /// So often the full screen looks what is new, as `2 min`; never by itself with `0 s`.
    pub screen_look: Option<String>,
    /// The command that makes a tunnel to the server.
    pub tunnel: Option<String>,
    /// The language of the program, `nl` or `en`.
    pub language: Option<Spoken>,
    /// Whether the set-up was not finished: nobody has compared the server's set yet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub waits_for_comparison: bool,
    /// The name of the organisation, for what is handed on.
    pub organisation: Option<String>,
    /// Its telephone number, for what is handed on.
    pub telephone: Option<String>,
    /// Whom to ask about a report in another language.
    pub translator: Option<String>,
}

/// A language that the program speaks.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Spoken {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl From<Spoken> for Language {
    fn from(spoken: Spoken) -> Self {
        match spoken {
            Spoken::Nl => Self::DUTCH,
            Spoken::En => Self::ENGLISH,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Long enough for a telephone call, and shorter than a lunch.
const AGENT_IDLE: Duration = Duration::from_secs(15 * 60);
/// A working day.
const AGENT_LIMIT: Duration = Duration::from_secs(10 * 60 * 60);

/// Shorter than a visit of somebody who should not read it.
const SCREEN_LOCK: Duration = Duration::from_secs(10 * 60);
/// Soon enough for what cannot wait.
const SCREEN_LOOK: Duration = Duration::from_secs(2 * 60);

/// What the full screen does by itself; nothing after a time of zero.
#[derive(Clone, Copy)]
pub struct ScreenTimes {
    /// It is locked after so long without a key.
    pub lock: Duration,
    /// It looks what is new so often.
    pub look: Duration,
}

impl File {
    /// Whether this is the address of the server, or of another one of it.
    pub fn names(&self, server: &String) -> bool {
        self.server.as_ref() == Some(server) || self.other_servers.contains(server)
    }

    /// When the full screen does something by itself; a word about a key that says no time.
    pub fn screen_times(&self) -> Result<ScreenTimes, String> {
        let lock = time("screen_lock", self.screen_lock.as_deref(), SCREEN_LOCK)?;
        let look = time("screen_look", self.screen_look.as_deref(), SCREEN_LOOK)?;
        Ok(ScreenTimes { lock, look })
    }

    /// Nothing where no agent is wanted; a word about a key that says no time.
    pub fn limits(&self) -> Result<Option<Limits>, String> {
        let idle = time("agent_idle", self.agent_idle.as_deref(), AGENT_IDLE)?;
        let whole = time("agent_limit", self.agent_limit.as_deref(), AGENT_LIMIT)?;
        Ok(self.agent.unwrap_or(true).then_some(Limits { idle, whole }))
    }
}

/// A time as `15 min` or `10 h`.
fn time(key: &str, text: Option<&str>, default: Duration) -> Result<Duration, String> {
    let Some(text) = text else { return Ok(default) };
    let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    time.ok_or_else(|| format!("{key} = {text:?}: write a time such as \"15 min\" or \"10 h\""))
}

/// What stands in it; nothing where there is none.
pub fn read(path: &Path) -> Result<File, DeskError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(File::default()),
        Err(error) => return Err(error::files::read(path, error)),
    };
    let text = error::files::text(path, &bytes)?;
    toml::from_str(text).map_err(|error| not_understood(path, text, &error))
}

/// Where in the file it is, and the line itself.
fn not_understood(path: &Path, text: &str, error: &toml::de::Error) -> DeskError {
    let place = LinePlace::new(text, error.span().map_or(0, |span| span.start));
    if place.has_curly_quotes() {
        return error::files::config_quotes(path, &place);
    }
    error::files::config(path, &place, error.message())
}
