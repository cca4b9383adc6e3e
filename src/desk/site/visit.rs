//! Visitor of a public site: asks as a browser does, over TLS unless the site is on this computer or an
//! onion. It follows the redirect to a language and no other; every answer is bounded in size and time,
//! and no proxy of the environment is used.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderMap, StatusCode, header};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, SocksConnector, TcpConnector};

use super::certificate::{Lifetime, SiteConnector};
use crate::error::{self, DeskError};
use crate::server::address::Proxy;
use zegel_browser::address::{Scheme, SiteAddress, language_of};
use zegel_browser::answer::{Answer, all_values};

/// Far above the page, the script and sixteen recipients.
const MOST: u64 = 1024 * 1024;
/// Long enough for a slow circuit of Tor, for one answer from the first byte to the last.
const LONGEST: Duration = Duration::from_secs(120);

/// What Tor Browser says of itself, so that a server has to look closer to know this program.
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const LANGUAGES: &str = "en-US,en;q=0.5";

/// Headers that this release never sends, with which somebody could recognise, follow or redirect a
/// visitor, or which tell what stands before or behind the site.
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

/// A visit to one site, with what was noticed so far.
pub struct Visit {
    agent: Agent,
    lifetime: Arc<Lifetime>,
    address: SiteAddress,
    /// The path of the page, where the visit led.
    path: String,
    /// Every unwanted header of the answers so far, once.
    unwanted: Vec<String>,
}

/// What a request led to: an answer with status 200, or another place.
enum Outcome {
    Answer(Answer),
    Redirect(String),
}

impl Visit {
    /// Parses the address of a site: `https://HOST[:PORT]`, then nothing or a language; `http://` where
    /// nobody is in between.
    pub fn new(text: &str, proxy: Option<Proxy>) -> Result<Self, DeskError> {
        let address = SiteAddress::parse(text).ok_or_else(|| error::site::address(text))?;
        let proxy = proxy_to(&address, proxy)?;
        let path = address.path.clone();
        let unfit = |error: String| error::site::away(std::io::Error::other(error));
        let lifetime = Lifetime::for_browsers().map_err(|error| unfit(error.to_string()))?;
        let lifetime = Arc::new(lifetime);
        let tls = lifetime.clone().config().map_err(|error| unfit(error.to_string()))?;
        Ok(Self { agent: agent(proxy, SiteConnector(tls)), lifetime, address, path, unwanted: Vec::new() })
    }

    /// Visits the page in this language, whichever the address named.
    pub fn in_language(self, code: &str) -> Self {
        Self { path: format!("/{code}/"), ..self }
    }

    /// Whether the site is on this computer, so that nobody else gets there by this address.
    pub fn is_here(&self) -> bool {
        self.address.is_here()
    }

    /// Gets the page, after at most one redirect to a language.
    pub fn page(&mut self) -> Result<Answer, DeskError> {
        let place = match self.ask(&self.path.clone())? {
            Outcome::Answer(answer) => return Ok(answer),
            Outcome::Redirect(place) => place,
        };
        let path = place.strip_prefix(&self.address.origin()).unwrap_or(&place);
        let Some(language) = language_of(path).filter(|_| path.ends_with('/')) else {
            return Err(error::site::redirect(&place));
        };
        self.path = format!("/{language}/");
        self.get(&self.path.clone())
    }

    /// Gets a file of the site.
    pub fn get(&mut self, path: &str) -> Result<Answer, DeskError> {
        match self.ask(path)? {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Redirect(place) => Err(error::site::redirect(&place)),
        }
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("{}{}", self.address.origin(), self.path)
    }

    /// The days that the certificate has left, if one was shown.
    pub fn days_left(&self) -> Option<u64> {
        self.lifetime.days()
    }

    /// The unwanted headers of all answers so far.
    pub fn unwanted(&self) -> String {
        self.unwanted.join(", ")
    }

    fn ask(&mut self, path: &str) -> Result<Outcome, DeskError> {
        let url = format!("{}{path}", self.address.origin());
        let request = self.agent.get(url).header("accept-language", LANGUAGES);
        let (head, body) = request.call().map_err(error::site::away)?.into_parts();
        self.note(&head.headers);
        match head.status.as_u16() {
            200 => {}
            300..=399 => {
                return Ok(Outcome::Redirect(
                    all_values(&head.headers, header::LOCATION.as_str()).unwrap_or_default(),
                ));
            }
            status => return Err(error::site::status(status)),
        }
        let mut bytes = Vec::new();
        let read = body.into_reader().take(MOST + 1).read_to_end(&mut bytes);
        read.map_err(error::site::away)?;
        if bytes.len() as u64 > MOST {
            return Err(error::site::large());
        }
        Ok(Outcome::Answer(Answer { status: StatusCode::OK, headers: head.headers, body: bytes }))
    }

    fn note(&mut self, headers: &HeaderMap) {
        for name in UNWANTED {
            if !headers.contains_key(name) {
                continue;
            }
            let line = format!("{name}: {}", all_values(headers, name).unwrap_or_default());
            if !self.unwanted.contains(&line) {
                self.unwanted.push(line);
            }
        }
    }
}

/// The proxy through which a host is reached, if one is needed. This computer is reached directly: the
/// proxy's loopback is not ours. An onion's name is never looked up here, so it needs a proxy; any other
/// host needs TLS.
fn proxy_to(address: &SiteAddress, proxy: Option<Proxy>) -> Result<Option<ureq::Proxy>, DeskError> {
    if address.is_here() {
        return Ok(None);
    }
    let is_onion = address.host.ends_with(".onion");
    if is_onion && proxy.is_none() {
        return Err(error::server::onion());
    }
    if address.scheme == Scheme::Http && !is_onion {
        return Err(error::site::far(&address.host));
    }
    Ok(proxy.map(|Proxy(proxy)| proxy))
}

fn agent(proxy: Option<ureq::Proxy>, tls: SiteConnector) -> Agent {
    let config = Agent::config_builder()
        .proxy(proxy)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(BROWSER)
        .accept(ACCEPT)
        .accept_encoding("identity")
        .timeout_connect(Some(LONGEST / 2))
        .timeout_global(Some(LONGEST))
        .build();
    let connector = ().chain(SocksConnector::default()).chain(TcpConnector::default()).chain(tls);
    Agent::with_parts(config, connector, DefaultResolver::default())
}
