//! Address of a public site: which host it names, over which scheme, and which language of the page.

use std::net::IpAddr;

use http::Uri;

/// The address of a page: a host, and nothing or a language below it.
pub struct SiteAddress {
    /// The host in lower case, without port; an IPv6 address stands in brackets.
    pub host: String,
    pub port: Option<u16>,
    pub scheme: Scheme,
    /// `/`, `/nl` or `/nl/`.
    pub path: String,
    /// Host and port as they were written.
    authority: String,
}

/// How a site is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Https,
}

impl SiteAddress {
    /// Parses `http://` or `https://`, `HOST[:PORT]`, then nothing, `/` or a language. A user name and
    /// a query are refused: no site of ours has one.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let scheme = match uri.scheme_str()? {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return None,
        };
        let path = if uri.path().is_empty() { "/" } else { uri.path() };
        let is_page = path == "/" || language_of(path).is_some();
        let authority = uri.authority()?;
        if !is_page || uri.query().is_some() || authority.as_str().contains('@') {
            return None;
        }
        Some(Self {
            host: authority.host().to_ascii_lowercase(),
            port: uri.port_u16(),
            scheme,
            path: path.to_owned(),
            authority: authority.to_string(),
        })
    }

    /// The address without a path: `https://HOST[:PORT]`.
    pub fn origin(&self) -> String {
        match self.scheme {
            Scheme::Http => format!("http://{}", self.authority),
            Scheme::Https => format!("https://{}", self.authority),
        }
    }

    /// Whether the host is this computer.
    pub fn is_here(&self) -> bool {
        is_here(&self.host)
    }
}

/// Whether a host is this computer.
pub fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The language that a path names: `/nl/` or `/nl`.
pub fn language_of(path: &str) -> Option<&str> {
    let code = path.strip_prefix('/')?;
    let code = code.strip_suffix('/').unwrap_or(code);
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code { Some(code) } else { None }
}
