//! The servers of the settings, and the ways to them.

use super::{Settings, parse_fingerprint};
use crate::error::{self, DeskError};
use crate::server::address::{Proxy, Server};
use zegel_core::seal::Fingerprint;

impl Settings {
    /// The desk's listener.
    pub fn server(&self) -> Result<Server, DeskError> {
        let proxy = self.proxy()?;
        let server = Server::parse(self.server.as_deref().ok_or_else(error::server::no_server)?, proxy)?;
        let server = server.with_key(self.compared_key()?);
        // It leads to the first server, and not to another one that somebody names.
        let is_another = self.is_named && self.server != self.configured.server;
        Ok(server.through(self.tunnel.clone().filter(|_| self.is_its_server && !is_another)))
    }

    /// The desk's listeners, in the order in which they are tried: the server, and the others that have the same
    /// store and the same key. None of them is spoken to by TLS before that key was compared.
    pub fn servers(&self) -> Result<Vec<Server>, DeskError> {
        let mut servers = vec![self.server()?.with_known_key()?];
        if self.is_named {
            return Ok(servers);
        }
        for address in &self.configured.other_servers {
            let server = Server::parse(address, self.proxy()?)?;
            if servers.iter().any(|listed| listed.url("") == server.url("")) {
                continue;
            }
            servers.push(server.with_key(self.compared_key()?).with_known_key()?);
        }
        Ok(servers)
    }

    /// The key of the server itself. It was compared for one installation: whoever names another server has compared
    /// nothing.
    fn compared_key(&self) -> Result<Option<Fingerprint>, DeskError> {
        let key = self.server_key.as_deref().filter(|_| self.is_its_server);
        key.map(parse_fingerprint).transpose()
    }

    /// The proxy, if there is one.
    pub fn proxy(&self) -> Result<Option<Proxy>, DeskError> {
        self.proxy.as_deref().map(Proxy::parse).transpose()
    }
}
