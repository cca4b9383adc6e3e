//! Listeners: opens the addresses that the configuration names, and takes those that systemd passed.

use std::sync::Arc;

use super::AdminError;
use super::serve::certificate;
use crate::config::{Address, Config};
use crate::listen::{Listener, Passed, Preamble, ServerKey, Tls};

/// The open listeners of a site. systemd may pass several for one address; without an onion address
/// there is none for it.
pub(super) struct Listeners {
    pub(super) public: Vec<Listener>,
    pub(super) onion: Vec<Listener>,
    pub(super) desk: Vec<Listener>,
    /// TLS of the public listeners, if the program itself speaks it.
    pub(super) tls: Option<Arc<Tls>>,
    /// The server's own key, if the desk's listener speaks TLS.
    pub(super) server_key: Option<ServerKey>,
}

impl Listeners {
    /// Opens all of them. Whatever systemd passed must be named by one of them.
    pub(super) async fn open(config: &Config, mut passed: Passed) -> Result<Self, AdminError> {
        // A refused one was said: the page is closed, and openly is all that can be spoken.
        let tls = certificate(config).ok().flatten().map(Arc::new);
        let server_key = config.desk.key.as_deref().map(ServerKey::read_or_make).transpose()?;
        let public = open(&config.listen, &mut passed).await?;
        let onion = match config.onion.as_ref().and_then(|onion| onion.listen.as_ref()) {
            Some(address) => open(address, &mut passed).await?,
            None => Vec::new(),
        };
        let desk = open(&config.desk.listen, &mut passed).await?;
        passed.nothing_left()?;
        if server_key.is_none() {
            is_of_this_machine(&desk)?;
        }
        Ok(Self { public, onion, desk, tls, server_key })
    }

    /// What is spoken on the public listeners before HTTP.
    pub(super) fn preamble(&self) -> Preamble {
        self.tls.clone().map_or(Preamble::Nothing, Preamble::Tls)
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
