//! Listeners: opens the addresses that the configuration names, and takes those that systemd passed.

use super::{AdminError, print_error, startup};
use crate::config::{Address, Config};
use crate::event::{Event, say};
use crate::listen::{Listener, Passed, ServerKey};

/// The open listeners of a site. systemd may pass several for one address; without an onion address
/// there is none for it.
pub(super) struct Listeners {
    pub(super) public: Vec<Listener>,
    pub(super) onion: Vec<Listener>,
    pub(super) desk: Vec<Listener>,
    /// Those without encryption beside TLS, which lead to the page.
    pub(super) http: Vec<Listener>,
    /// What is spoken on those of the desk.
    pub(super) desk_transport: DeskTransport,
}

/// What is spoken on the desk's listener.
pub(super) enum DeskTransport {
    /// HTTP alone, from this machine.
    Local,
    /// TLS with the server's own key.
    Tls(ServerKey),
    /// Nothing, because that key is refused, or away with the database: every connection is closed.
    Closed,
}

impl Listeners {
    /// Opens all of them. Whatever systemd passed must be named by one of them.
    pub(super) async fn open(config: &Config, mut passed: Passed) -> Result<Self, AdminError> {
        let desk_transport = DeskTransport::open(config, !passed.is_empty())?;
        let public = open(&config.listen, &mut passed).await?;
        let onion = match config.onion.as_ref().and_then(|onion| onion.listen.as_ref()) {
            Some(address) => open(address, &mut passed).await?,
            None => Vec::new(),
        };
        let desk = open(&config.desk.listen, &mut passed).await?;
        let http = match config.http() {
            Some(address) => open(address, &mut passed).await?,
            None => Vec::new(),
        };
        passed.nothing_left()?;
        if matches!(desk_transport, DeskTransport::Local) {
            is_of_this_machine(&desk)?;
        }
        Ok(Self { public, onion, desk, http, desk_transport })
    }
}

impl DeskTransport {
    /// Reads the server's own key, or makes it. Where systemd holds the sockets, people would wait in them
    /// for a key that is refused: then reports are still taken, and nobody is let in who might see another
    /// server than the one that was compared.
    fn open(config: &Config, is_kept: bool) -> Result<Self, AdminError> {
        let Some(file) = &config.desk.key else { return Ok(Self::Local) };
        if startup::is_key_volume_missing(config) {
            return Ok(Self::Closed);
        }
        match ServerKey::read_or_make(file) {
            Ok(key) => Ok(Self::Tls(key)),
            Err(error) if is_kept => {
                print_error(&error.into());
                say(Event::DeskClosed);
                Ok(Self::Closed)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What systemd opened for the desk is known only now. Nothing may travel openly to another machine.
fn is_of_this_machine(desk: &[Listener]) -> Result<(), AdminError> {
    let mut addresses = desk.iter().filter_map(Listener::address);
    match addresses.find(|address| !address.ip().to_canonical().is_loopback()) {
        Some(open) => Err(AdminError::OpenDesk(open)),
        None => Ok(()),
    }
}

async fn open(address: &Address, passed: &mut Passed) -> Result<Vec<Listener>, AdminError> {
    let listener = match address {
        Address::Systemd(name) => return Ok(passed.take(name)?),
        Address::Network(network) => Listener::network(*network).await,
        Address::Unix(path) => Listener::file(path),
    };
    let listener = listener.map_err(|error| AdminError::Listen(address.clone(), error))?;
    Ok(vec![listener])
}
