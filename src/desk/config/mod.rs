//! What a verb is told before it begins: the command line, then the environment (both by clap),
//! then `config.toml`. Nothing here has a default but the place of the identity file.

mod file;
mod folders;
mod given;
mod language;
mod servers;

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::agent::Limits;
use crate::error::{self, DeskError};
use crate::files::private_folder;
use crate::files::write_whole;
use crate::server::address::{Proxy, Server};
use crate::server::source::SourceAddress;
use crate::server::tunnel;
use zegel_core::id::Instance;
use zegel_core::seal::Fingerprint;

use file::File;
pub use file::ScreenTimes;
use folders::{below_home, cache_folder};
pub use folders::{config_folder, home, state_folder};
pub use given::whole;
pub use language::language;

/// The options of every verb.
#[derive(Args)]
pub struct Options {
    /// The desk's listener, such as http://127.0.0.1:8601
    #[arg(long, global = true, value_name = "URL", env = "ZEGEL_SERVER", hide_env_values = true)]
    server: Option<String>,
    /// A folder of zegel fetch in the place of the server
    #[arg(long, global = true, value_name = "DIR", env = "ZEGEL_FOLDER", hide_env_values = true)]
    folder: Option<PathBuf>,
    /// Your key, as zegel keygen made it
    #[arg(long, global = true, value_name = "FILE", env = "ZEGEL_IDENTITY", hide_env_values = true)]
    identity: Option<PathBuf>,
    /// A file whose first line is the passphrase of the key
    #[arg(long, global = true, value_name = "FILE", env = "ZEGEL_PASSPHRASE_FILE", hide_env_values = true)]
    passphrase_file: Option<PathBuf>,
    /// Keep no opened key in memory for the next verb, and use none
    #[arg(long, global = true)]
    no_agent: bool,
    /// Insist on recipients with this fingerprint
    #[arg(long, global = true, value_name = "FINGERPRINT")]
    fingerprint: Option<String>,
    /// The way to an onion address, and for verify to any: socks5h://HOST:PORT
    #[arg(long, global = true, value_name = "URL")]
    proxy: Option<String>,
    /// Keep nothing that was fetched, not even sealed
    #[arg(long, global = true)]
    no_cache: bool,
    /// JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
}

/// Where Tor listens, unless somebody says otherwise.
const TOR: &str = "socks5h://127.0.0.1:9050";

/// What the verbs work with.
#[derive(Clone)]
pub struct Settings {
    own_folder: PathBuf,
    own_identity: Option<PathBuf>,
    server: Option<String>,
    server_key: Option<String>,
    folder: Option<PathBuf>,
    proxy: Option<String>,
    fingerprint: Option<String>,
    named_fingerprint: Option<String>,
    instance: Option<Instance>,
    tunnel: Option<String>,
    waits_for_comparison: bool,
    /// Whether the server is the one of the configuration, as that installation is.
    is_its_server: bool,
    /// Whether somebody names a server now, and means that one alone.
    is_named: bool,
    /// The identity file.
    pub identity: PathBuf,
    /// Where its passphrase stands, if not in a head.
    pub passphrase_file: Option<PathBuf>,
    /// How long an opened key is held in memory for the next verb; nothing where that is not wanted.
    pub agent: Option<Limits>,
    /// When the full screen is locked, and looks what is new.
    pub screen: ScreenTimes,
    no_cache: bool,
    /// The file as it was read: what no option changes, and what is written again.
    pub configured: File,
}

impl Settings {
    /// From the command line and the file.
    pub fn read(options: &Options) -> Result<Self, DeskError> {
        let folder = config_folder()?;
        let path = folder.join("config.toml");
        let file = file::read(&path)?;
        let agent = file.limits().map_err(|why| error::files::config_value(&path, &why))?;
        let screen = file.screen_times().map_err(|why| error::files::config_value(&path, &why))?;
        let configured = file.identity.as_deref().map(|path| folder.join(below_home(path)));
        let identity = options.identity.clone().or(configured);
        Ok(Self {
            own_identity: options.identity.clone().or(file.identity.clone()),
            is_named: options.server.is_some(),
            is_its_server: options.server.as_ref().is_none_or(|server| file.names(server)),
            instance: file.instance,
            tunnel: file.tunnel.clone(),
            waits_for_comparison: file.waits_for_comparison,
            server: options.server.clone().or(file.server.clone()),
            server_key: file.server_key.clone(),
            folder: options.folder.clone(),
            proxy: options.proxy.clone().or(file.proxy.clone()),
            fingerprint: options.fingerprint.clone().or(file.fingerprint.clone()),
            named_fingerprint: options.fingerprint.clone(),
            identity: identity.unwrap_or_else(|| folder.join("identity.txt")),
            passphrase_file: options.passphrase_file.clone(),
            agent: agent.filter(|_| !options.no_agent),
            screen,
            no_cache: options.no_cache,
            own_folder: folder,
            configured: file,
        })
    }

    /// The folder that stands in the place of the server, or else the server.
    pub fn place(&self) -> Result<SourceAddress<'_>, DeskError> {
        match &self.folder {
            Some(folder) => Ok(SourceAddress::Folder(folder)),
            None => self.servers().map(SourceAddress::Servers),
        }
    }

    /// The same with this folder; with none, for the server.
    pub fn at(&self, folder: Option<&Path>) -> Self {
        Self { folder: folder.map(Path::to_owned), ..self.clone() }
    }

    /// The same, where no opened key is held in memory.
    pub fn without_agent(&self) -> Self {
        Self { agent: None, ..self.clone() }
    }

    /// `config.toml`, whether or not it is there.
    pub fn file(&self) -> PathBuf {
        self.own_folder.join("config.toml")
    }

    /// Whether it was said where sealed reports come from.
    pub fn names_a_source(&self) -> bool {
        self.server.is_some() || self.folder.is_some()
    }

    /// Whether the set-up was begun and not finished.
    pub fn waits_for_comparison(&self) -> bool {
        self.waits_for_comparison
    }

    /// The address of the server as it was given.
    pub fn server_address(&self) -> Option<&str> {
        self.server.as_deref()
    }

    /// Speaks to this server from now on; to an onion by Tor, if no other way was said.
    pub fn go_to(&mut self, address: &str) -> Result<(), DeskError> {
        let address = &with_scheme(address);
        let proxy = self.proxy.clone().or_else(|| address.contains(".onion").then(|| TOR.to_owned()));
        Server::parse(address, proxy.as_deref().map(Proxy::parse).transpose()?)?;
        if self.configured.server.as_ref() != Some(address) {
            // They were others of that one.
            self.configured.other_servers.clear();
        }
        self.server = Some(address.to_owned());
        self.server_key = None;
        self.is_its_server = true;
        self.proxy = proxy;
        self.waits_for_comparison = true;
        Ok(())
    }

    /// Reaches the server by the tunnel that this command makes from now on; by none if it is empty.
    pub fn go_through(&mut self, command: &str) -> Result<(), DeskError> {
        if !command.is_empty() {
            tunnel::words(command)?;
        }
        self.tunnel = Some(command.to_owned()).filter(|command| !command.is_empty());
        self.is_its_server = true;
        Ok(())
    }

    /// Insists on this key of the server itself from now on.
    pub fn insist_on_server_key(&mut self, key: &Fingerprint) {
        self.server_key = Some(key.to_string());
    }

    /// Insists on this fingerprint from now on.
    pub fn insist_on(&mut self, fingerprint: &Fingerprint) {
        self.fingerprint = Some(fingerprint.to_string());
    }

    /// Insists on this installation and on what is pinned for it, and on no fingerprint any more:
    /// the pin can be moved by `recipients accept`.
    pub fn insist_on_pin(&mut self, instance: Instance) {
        self.fingerprint = None;
        self.instance = Some(instance);
        self.waits_for_comparison = false;
    }

    /// Whether no other server is spoken to than the one that this computer was set up for.
    pub fn is_its_server(&self) -> bool {
        self.is_its_server
    }

    /// The installation that this computer was set up for.
    pub fn instance(&self) -> Option<Instance> {
        self.instance
    }

    /// The fingerprint that somebody names now, on the command line.
    pub fn named_fingerprint(&self) -> Result<Option<Fingerprint>, DeskError> {
        self.named_fingerprint.as_deref().map(parse_fingerprint).transpose()
    }

    /// Writes `config.toml`, whole or not at all.
    pub fn write(&self) -> Result<(), DeskError> {
        let file = File {
            server: self.server.clone(),
            server_key: self.server_key.clone(),
            instance: self.instance,
            identity: self.own_identity.clone(),
            proxy: self.proxy.clone(),
            fingerprint: self.fingerprint.clone(),
            tunnel: self.tunnel.clone(),
            waits_for_comparison: self.waits_for_comparison,
            ..self.configured.clone()
        };
        let failed = |error| error::files::write(&self.file(), error);
        // A path that is no text cannot stand in it.
        let text = toml::to_string(&file).map_err(|error| failed(io::Error::other(error)))?;
        private_folder(&self.own_folder).map_err(failed)?;
        write_whole(&self.file(), text.as_bytes()).map_err(failed)
    }

    /// Where sealed entries are kept, if they may be.
    pub fn cache(&self) -> Result<Option<PathBuf>, DeskError> {
        // What is in a folder is not kept twice.
        if self.no_cache || self.folder.is_some() { Ok(None) } else { cache_folder().map(Some) }
    }

    /// The fingerprint that the caseworker insists on.
    pub fn fingerprint(&self) -> Result<Option<Fingerprint>, DeskError> {
        self.fingerprint.as_deref().map(parse_fingerprint).transpose()
    }
}

/// An address as somebody typed it: what travels openly on this computer or to an onion goes by TLS to any
/// other.
fn with_scheme(address: &str) -> String {
    if address.contains("://") {
        return address.to_owned();
    }
    let open = format!("http://{address}");
    match Server::parse(&open, None) {
        Err(_) if !address.contains(".onion") => format!("https://{address}"),
        _ => open,
    }
}

/// A fingerprint as somebody typed it.
pub fn parse_fingerprint(text: &str) -> Result<Fingerprint, DeskError> {
    text.parse().map_err(|_| error::trust::fingerprint_text())
}
