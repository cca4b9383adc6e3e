//! A visit to a public site: asks as a browser does, over TLS unless the site is on this computer
//! or an onion. Follows the site's own way to a language and nothing else; every answer is bounded
//! in size and time, and no proxy of the environment is used.

use std::io::Read;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderMap, Uri, header};

use crate::error::{self, DeskError};
use crate::server::address::{Proxy, is_here};

/// Far above the page, the script and sixteen recipients.
const MOST: u64 = 1024 * 1024;
/// Long enough for a slow circuit of Tor, for one answer from the first byte to the last.
const LONGEST: Duration = Duration::from_secs(120);

/// What Tor Browser says of itself, so that a server has to look closer to know this program.
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const LANGUAGES: &str = "en-US,en;q=0.5";

/// Headers that this release never sends, and with which somebody could mark, follow or send away
/// a visitor, or tell what stands before or behind the site.
const UNWANTED: [&str; 9] = [
    "set-cookie",
    "server",
    "x-powered-by",
    "refresh",
    "link",
    "content-security-policy-report-only",
    "reporting-endpoints",
    "report-to",
    "nel",
];

/// A visitor.
pub struct Visit {
    agent: Agent,
    origin: String,
    is_here: bool,
    path: String,
    unwanted: Vec<String>,
}

/// What came back with status 200.
pub struct Answer {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// An answer of the site, or where it sends to.
enum Reply {
    Answer(Answer),
    To(String),
}

impl Visit {
    /// `https://HOST[:PORT]`, then nothing or a language; `http://` where nobody is in between.
    pub fn to(text: &str, proxy: Option<Proxy>) -> Result<Self, DeskError> {
        let wrong = || error::site::address(text);
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let authority = uri.authority().ok_or_else(wrong)?;
        let scheme =
            uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or_else(wrong)?;
        let is_page = matches!(uri.path(), "" | "/") || language_of(uri.path()).is_some();
        if !is_page || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(wrong());
        }
        let host = authority.host().to_ascii_lowercase();
        let proxy = way(&host, scheme, proxy)?;
        let path = if uri.path().is_empty() { "/" } else { uri.path() };
        let origin = format!("{scheme}://{authority}");
        let (path, is_here) = (path.to_owned(), is_here(&host));
        Ok(Self { agent: agent(proxy), origin, is_here, path, unwanted: Vec::new() })
    }

    /// To the page in this language, whichever the address named.
    pub fn in_language(self, code: &str) -> Self {
        Self { path: format!("/{code}/"), ..self }
    }

    /// Whether only this computer gets there so.
    pub fn is_here(&self) -> bool {
        self.is_here
    }

    /// The page, where the visit led.
    pub fn page(&mut self) -> Result<Answer, DeskError> {
        let place = match self.ask(&self.path.clone())? {
            Reply::Answer(answer) => return Ok(answer),
            Reply::To(place) => place,
        };
        let path = place.strip_prefix(&self.origin).unwrap_or(&place);
        let language = language_of(path).filter(|_| path.ends_with('/'));
        self.path = format!("/{}/", language.ok_or_else(|| error::site::redirect(&place))?);
        self.get(&self.path.clone())
    }

    /// A file of the site.
    pub fn get(&mut self, path: &str) -> Result<Answer, DeskError> {
        match self.ask(path)? {
            Reply::Answer(answer) => Ok(answer),
            Reply::To(place) => Err(error::site::redirect(&place)),
        }
    }

    /// The page's address.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// The unwanted headers of all answers so far.
    pub fn unwanted(&self) -> String {
        self.unwanted.join(", ")
    }

    fn ask(&mut self, path: &str) -> Result<Reply, DeskError> {
        let request = self.agent.get(format!("{}{path}", self.origin)).header("accept-language", LANGUAGES);
        let (head, body) = request.call().map_err(error::site::away)?.into_parts();
        self.note(&head.headers);
        match head.status.as_u16() {
            200 => {}
            300..=399 => return Ok(Reply::To(values(&head.headers, header::LOCATION.as_str()))),
            status => return Err(error::site::status(status)),
        }
        let mut bytes = Vec::new();
        let read = body.into_reader().take(MOST + 1).read_to_end(&mut bytes);
        read.map_err(error::site::away)?;
        if bytes.len() as u64 > MOST {
            return Err(error::site::large());
        }
        Ok(Reply::Answer(Answer { headers: head.headers, body: bytes }))
    }

    fn note(&mut self, headers: &HeaderMap) {
        for name in UNWANTED.into_iter().filter(|name| headers.contains_key(*name)) {
            let line = format!("{name}: {}", values(headers, name));
            if !self.unwanted.contains(&line) {
                self.unwanted.push(line);
            }
        }
    }
}

/// All values of a header, as one text.
pub fn values(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.collect::<Vec<_>>().join(", ")
}

/// The language that a path names: `/nl/` or `/nl`.
fn language_of(path: &str) -> Option<&str> {
    let code = path.strip_prefix('/')?;
    let code = code.strip_suffix('/').unwrap_or(code);
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code.then_some(code)
}

/// The road to a host. A proxy's loopback is not ours, and an onion's name is never looked up here.
fn way(host: &str, scheme: &str, proxy: Option<Proxy>) -> Result<Option<ureq::Proxy>, DeskError> {
    let is_onion = host.ends_with(".onion");
    match proxy {
        _ if is_here(host) => Ok(None),
        None if is_onion => Err(error::server::onion()),
        _ if scheme == "http" && !is_onion => Err(error::site::far(host)),
        proxy => Ok(proxy.map(|Proxy(proxy)| proxy)),
    }
}

fn agent(proxy: Option<ureq::Proxy>) -> Agent {
    Agent::config_builder()
        .proxy(proxy)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(BROWSER)
        .accept(ACCEPT)
        .accept_encoding("identity")
        .timeout_connect(Some(LONGEST / 2))
        .timeout_global(Some(LONGEST))
        .build()
        .into()
}
