//! Where the site is reached: what the configuration names, opened.

use std::sync::Arc;

use super::KeeperError;
use crate::config::{Address, Config};
use crate::listen::{Listener, Passed, Preamble, Tls};

/// The doors of a site. Each may have several listeners, and the onion's none.
pub(super) struct Doors {
    pub(super) public: Vec<Listener>,
    pub(super) onion: Vec<Listener>,
    pub(super) desk: Vec<Listener>,
    /// For the public door.
    pub(super) tls: Option<Arc<Tls>>,
}

impl Doors {
    /// Opens all of them. What systemd passed has to be named by one of them.
    pub(super) async fn open(config: &Config, mut passed: Passed) -> Result<Self, KeeperError> {
        let tls = config.tls.as_ref().map(|tls| Tls::read(tls.certificate.clone(), tls.key.clone()));
        let tls = tls.transpose()?.map(Arc::new);
        let public = open(&config.listen, &mut passed).await?;
        let onion = match config.onion.as_ref().and_then(|onion| onion.listen.as_ref()) {
            Some(address) => open(address, &mut passed).await?,
            None => Vec::new(),
        };
        let desk = open(&config.desk.listen, &mut passed).await?;
        passed.nothing_left()?;
        Ok(Self { public, onion, desk, tls })
    }

    /// What is spoken at the public door before HTTP.
    pub(super) fn before(&self) -> Preamble {
        self.tls.clone().map_or(Preamble::Nothing, Preamble::Tls)
    }
}

async fn open(address: &Address, passed: &mut Passed) -> Result<Vec<Listener>, KeeperError> {
    let listener = match address {
        Address::Systemd(name) => return Ok(passed.take(name)?),
        Address::Network(network) => Listener::network(*network).await,
        Address::Unix(path) => Listener::file(path),
    };
    let listener = listener.map_err(|error| KeeperError::Listen(address.clone(), error))?;
    Ok(vec![listener])
}
