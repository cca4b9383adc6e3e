//! Where the desk's listener is, and the only roads to it: this computer, or Tor.

use ureq::http::Uri;

use crate::error::{self, DeskError};
use crate::server::tunnel::Tunnel;
use zegel_browser::address::is_here;

/// The address of a desk's listener that may be spoken to in plain http.
pub struct Server {
    base: String,
    proxy: Option<Proxy>,
    tunnel: Option<String>,
}

/// A SOCKS proxy that looks names up itself.
pub struct Proxy(pub ureq::Proxy);

impl Server {
    /// `http://HOST[:PORT]`, on this computer or at an onion address through a proxy.
    pub fn parse(text: &str, proxy: Option<Proxy>) -> Result<Self, DeskError> {
        let wrong = || error::server::address(text);
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let authority = uri.authority().ok_or_else(wrong)?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err(error::server::https()),
            _ => return Err(wrong()),
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(wrong());
        }
        let base = format!("http://{authority}");
        let host = authority.host().to_ascii_lowercase();
        if is_here(&host) {
            // The proxy's loopback is not ours.
            return Ok(Self { base, proxy: None, tunnel: None });
        }
        match proxy {
            _ if !host.ends_with(".onion") => Err(error::server::far(&host)),
            None => Err(error::server::onion()),
            proxy => Ok(Self { base, proxy, tunnel: None }),
        }
    }

    /// The same by a tunnel that this command makes; to an onion address none is needed.
    pub fn through(mut self, tunnel: Option<String>) -> Self {
        self.tunnel = tunnel.filter(|_| self.proxy.is_none());
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
