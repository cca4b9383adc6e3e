//! Where the desk's listener is, and the only roads to it: this computer, Tor, or TLS with a server whose
//! key was compared.

use ureq::http::Uri;

use crate::error::{self, DeskError};
use crate::server::tunnel::Tunnel;
use zegel_browser::address::is_here;
use zegel_core::seal::Fingerprint;

/// The address of a desk's listener, with the way that leads there.
pub struct Server {
    base: String,
    is_here: bool,
    is_tls: bool,
    /// The key that the server must show.
    key: Option<Fingerprint>,
    proxy: Option<Proxy>,
    tunnel: Option<String>,
}

/// A SOCKS proxy that looks names up itself.
pub struct Proxy(pub ureq::Proxy);

impl Server {
    /// `http://HOST[:PORT]`, on this computer or at an onion address through a proxy; or
    /// `https://HOST[:PORT]` of any computer.
    pub fn parse(text: &str, proxy: Option<Proxy>) -> Result<Self, DeskError> {
        let wrong = || error::server::address(text);
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let authority = uri.authority().ok_or_else(wrong)?;
        let is_tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong()),
        };
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(wrong());
        }
        let scheme = if is_tls { "https" } else { "http" };
        let base = format!("{scheme}://{authority}");
        let host = authority.host().to_ascii_lowercase();
        let is_here = is_here(&host);
        let is_onion = host.ends_with(".onion");
        if is_onion && proxy.is_none() {
            return Err(error::server::onion());
        }
        if !is_here && !is_onion && !is_tls {
            return Err(error::server::far(&host));
        }
        // The proxy's loopback is not ours.
        let proxy = proxy.filter(|_| !is_here);
        Ok(Self { base, is_here, is_tls, key: None, proxy, tunnel: None })
    }

    /// The same, where the server must show the key with this fingerprint.
    pub fn with_key(self, key: Option<Fingerprint>) -> Self {
        Self { key, ..self }
    }

    /// The same, unless it is spoken to by TLS and nobody has compared its key.
    pub fn with_known_key(self) -> Result<Self, DeskError> {
        if self.is_tls && self.key.is_none() {
            return Err(error::trust::no_server_key());
        }
        Ok(self)
    }

    /// Whether it is an address of this computer, to which a tunnel may lead.
    pub fn is_here(&self) -> bool {
        self.is_here
    }

    /// Whether it is spoken to by TLS.
    pub fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// The key that the server must show, where it is spoken to by TLS.
    pub fn key(&self) -> Option<&Fingerprint> {
        self.key.as_ref()
    }

    /// The same by a tunnel that this command makes; to another computer none leads.
    pub fn through(mut self, tunnel: Option<String>) -> Self {
        self.tunnel = tunnel.filter(|_| self.is_here);
        self
    }

    /// The tunnel to it, not yet open.
    pub fn tunnel(&self) -> Result<Option<Tunnel>, DeskError> {
        let Some(command) = &self.tunnel else { return Ok(None) };
        let uri: Uri = self.base.parse().map_err(|_| error::server::address(&self.base))?;
        let host = uri.host().unwrap_or_default();
        Tunnel::new(command, host, uri.port_u16().unwrap_or(80)).map(Some)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Where the proxy listens, if there is one.
    pub fn proxy_address(&self) -> Option<String> {
        self.proxy.as_ref().map(|Proxy(proxy)| format!("{}:{}", proxy.host(), proxy.port()))
    }

    /// The way there.
    pub fn proxy(&self) -> Option<ureq::Proxy> {
        self.proxy.as_ref().map(|Proxy(proxy)| proxy.clone())
    }
}

impl Proxy {
    /// `socks5h://HOST:PORT`, the `h` included.
    pub fn parse(text: &str) -> Result<Self, DeskError> {
        match text.split_once("://") {
            Some(("socks5h", _)) => ureq::Proxy::new(text).map(Self).map_err(|_| error::server::proxy()),
            Some(("socks5" | "socks", _)) => Err(error::server::socks5()),
            _ => Err(error::server::proxy()),
        }
    }
}
