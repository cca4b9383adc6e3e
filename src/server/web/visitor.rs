//! Visitor of a request, as far as the limits may know one.

use std::net::IpAddr;

use axum::http::{HeaderMap, Request};

use super::App;
use crate::listen::{Client, Net, Visitor};

impl App {
    /// The visitor as limits may know them: the peer, or the client that a proxy on this machine names.
    pub(super) fn visitor<T>(&self, request: &Request<T>) -> Visitor {
        let unknown = Visitor { client: Client::Unknown, net: Net::Clearnet };
        let visitor = request.extensions().get().copied().unwrap_or(unknown);
        let near = match visitor.client {
            Client::Network(peer) => peer.is_loopback(),
            Client::Circuit(_) => false,
            Client::Unknown => true,
        };
        if !near || visitor.net == Net::Onion {
            return visitor;
        }
        let named = self.named_by_a_proxy(request.headers());
        Visitor { client: named.map_or(Client::Unknown, Client::Network), ..visitor }
    }

    fn named_by_a_proxy(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let header = self.config.client_header.as_deref()?;
        // A proxy adds what it saw at the end; what stands before that, a client may have forged.
        let last = headers.get_all(header).iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    }
}
