//! Public site: visits the site as everybody does, and checks whether what stands before the program
//! changes something, and whether anything else answers on the host.

use hyper::StatusCode;

use super::{Findings, certificate, proxy};
use crate::admin::visit::{self, VisitError};
use crate::admin::{AdminError, serve};
use crate::config::Config;
use zegel_browser::address::{Scheme, SiteAddress, language_of};
use zegel_browser::answer::Answer;
use zegel_browser::assets::{self, PAGE_SIZE, STYLE};
use zegel_browser::compare::{self, PageComparison};
use zegel_browser::markup::Page;
use zegel_core::wire::{SITE, Site as Claims};

/// Paths at which other programs of a host would answer, or a service worker would be.
const FOREIGN_PATHS: [&str; 7] = [
    "/favicon.ico",
    "/index.html",
    "/sw.js",
    "/service-worker.js",
    "/manifest.json",
    "/wp-login.php",
    "/server-status",
];

/// The site that is visited.
pub(super) struct PublicSite {
    address: SiteAddress,
}

/// Visits the site and checks what comes.
pub(super) fn inspect(url: &str, config: Option<&Config>, findings: &mut Findings) -> Result<(), AdminError> {
    let Some(site) = PublicSite::parse(url) else {
        findings.wrong(
            "url",
            "That is not the address of a site. Give https://HOST/, or http:// and an address of this machine.",
        );
        return Ok(());
    };
    serve::runtime(async {
        site.visit(config, findings).await;
        Ok(())
    })
}

impl PublicSite {
    /// Parses `https://HOST/`; `http://` only for this machine, where nobody is in between.
    fn parse(url: &str) -> Option<Self> {
        let address = SiteAddress::parse(url)?;
        let is_safe = address.scheme == Scheme::Https || address.is_here();
        (is_safe && address.path == "/").then_some(Self { address })
    }

    async fn visit(&self, config: Option<&Config>, findings: &mut Findings) {
        let root = match self.get("/").await {
            Ok(root) => root,
            Err(error) => {
                return findings.wrong(
                    "reached",
                    format!("{} gives no answer that a browser would take: {error}.", self.host()),
                );
            }
        };
        findings.ok("reached", format!("{} answers.", self.host()));
        certificate::inspect_site(self, findings).await;
        let path = match (root.status.is_redirection(), root.header("location")) {
            (true, Some(place)) if is_language(&place) => place,
            _ => {
                return findings.wrong(
                    "root",
                    "The address does not lead to a page of zegeld. Something else answers there: give \
                     the site a host name of its own.",
                );
            }
        };
        match self.get(&path).await {
            Ok(page) => {
                Self::page(&page, config, findings);
                self.fresh(&path, &page, findings).await;
            }
            Err(error) => findings.wrong("page", format!("The page at {path} does not come: {error}.")),
        }
        self.script(findings).await;
        self.claims(config, findings).await;
        self.elsewhere(findings).await;
        if self.is_tls() {
            self.unencrypted(findings).await;
        }
    }

    fn page(answer: &Answer, config: Option<&Config>, findings: &mut Findings) {
        match answer.status {
            StatusCode::OK => findings.ok("page", "The page comes."),
            StatusCode::SERVICE_UNAVAILABLE => {
                findings.look("page", "The page is closed (status 503). A caseworker runs zegel inbox.");
            }
            status => findings.wrong("page", format!("The page comes with status {}.", status.as_u16())),
        }
        proxy::headers(answer, config.map(Config::onion_address), findings);
        proxy::cookies(answer, findings);
        proxy::added(answer, findings);
        markup(answer, findings);
    }

    /// Checks that the next visitor gets another token and another form.
    async fn fresh(&self, path: &str, first: &Answer, findings: &mut Findings) {
        match self.get(path).await {
            Ok(second) => proxy::fresh(first, &second, findings),
            Err(error) => findings.wrong("fresh", format!("The page does not come a second time: {error}.")),
        }
    }

    async fn script(&self, findings: &mut Findings) {
        let script = assets::script();
        match self.get(&script.path).await {
            Ok(answer) if *answer.body == *script.text || *answer.body == *script.gzip => {
                proxy::cookies(&answer, findings);
                findings.ok("script", "The script that seals comes unchanged.");
            }
            Ok(_) => findings.wrong(
                "script",
                "The script that seals is not this program's. Browsers will not run it. Is another release \
                 or a cache in between?",
            ),
            Err(error) => findings.wrong("script", format!("The script that seals does not come: {error}.")),
        }
    }

    /// Checks that the site seals for the recipients of this machine's configuration.
    async fn claims(&self, config: Option<&Config>, findings: &mut Findings) {
        let Some(config) = config else { return };
        let Ok(set) = config.read_recipients() else { return };
        let answer = self.get(SITE.path).await.ok();
        let claims = answer.and_then(|answer| serde_json::from_slice::<Claims>(&answer.body).ok());
        if claims.is_some_and(|claims| claims.fingerprint == set.fingerprint().to_string()) {
            findings.ok("seals-for", "The site seals for the keys of the recipients file.");
        } else {
            findings.wrong(
                "seals-for",
                format!(
                    "The site does not seal for the keys of the recipients file. Is it another server, or has \
                     it not been told? Run: systemctl reload {}",
                    config.installation.service()
                ),
            );
        }
    }

    /// Checks that every path that does not exist gets the program's one page for that.
    async fn elsewhere(&self, findings: &mut Findings) {
        let nowhere = match zegel_core::id::random::<12>() {
            Ok(bytes) => format!("/{}", data_encoding::HEXLOWER.encode(&bytes)),
            Err(_) => return findings.look("elsewhere", "There is no randomness on this machine."),
        };
        let wanted = match self.get(&nowhere).await {
            Ok(answer) if is_our_not_found(&answer) => answer.body,
            _ => {
                return findings.wrong(
                    "elsewhere",
                    "What is not there is not answered by zegeld. Pass every path of the host on to it.",
                );
            }
        };
        let mut others = Vec::new();
        for path in FOREIGN_PATHS {
            if !matches!(self.get(path).await, Ok(answer) if is_our_not_found(&answer) && answer.body == wanted)
            {
                others.push(path);
            }
        }
        if others.is_empty() {
            findings.ok("elsewhere", "Nothing else answers on this host name, as far as was looked.");
        } else {
            findings.wrong(
                "elsewhere",
                format!(
                    "Something else answers at {}. A script of another page on this host name could read \
                     every report: give the site a host name of its own.",
                    others.join(", ")
                ),
            );
        }
    }

    /// Checks that plain HTTP leads to https and to nothing else.
    async fn unencrypted(&self, findings: &mut Findings) {
        let Ok(stream) = visit::connect(self.host(), 80).await else {
            return findings.ok("http", "Nothing answers without encryption.");
        };
        let answer = visit::ask(stream, visit::get(self.host(), "/")).await;
        let place = answer.ok().filter(|answer| answer.status.is_redirection());
        let place = place.and_then(|answer| answer.header("location")).unwrap_or_default();
        if place.strip_prefix("https://").is_some_and(|place| place.starts_with(self.host())) {
            findings.ok("http", "Without encryption there is only the way to https.");
        } else {
            findings.wrong(
                "http",
                "http:// does not lead to https:// of the same host. Let the proxy send there, and nothing \
                 else.",
            );
        }
    }

    async fn get(&self, path: &str) -> Result<Answer, VisitError> {
        Ok(self.get_certified(path).await?.0)
    }

    /// Gets a path, with the certificates of the connection if it has any.
    pub(super) async fn get_certified(
        &self,
        path: &str,
    ) -> Result<(Answer, Vec<rustls::pki_types::CertificateDer<'static>>), VisitError> {
        let standard = if self.is_tls() { 443 } else { 80 };
        let port = self.address.port.unwrap_or(standard);
        let host = if port == standard { self.host().to_owned() } else { format!("{}:{port}", self.host()) };
        let stream = visit::connect(self.host(), port).await?;
        let request = visit::get(&host, path);
        if self.is_tls() {
            visit::ask_tls(stream, self.host(), request).await
        } else {
            Ok((visit::ask(stream, request).await?, Vec::new()))
        }
    }

    /// The host's name, for which the certificate has to be.
    pub(super) fn host(&self) -> &str {
        &self.address.host
    }

    fn is_tls(&self) -> bool {
        self.address.scheme == Scheme::Https
    }
}

/// Compares the page with what this program sends.
fn markup(answer: &Answer, findings: &mut Findings) {
    let PageComparison { style, script, markup } = compare::page(&Page::parse(answer.text()));
    let mut foreign = Vec::new();
    if !markup.is_equal() {
        foreign.push(markup.found);
    }
    if !style.is_equal() {
        foreign.push("another style".to_owned());
    }
    if !script.is_equal() {
        foreign.push("another script".to_owned());
    }
    if !answer.body.len().is_multiple_of(PAGE_SIZE) {
        foreign.push("another size".to_owned());
    }
    if foreign.is_empty() {
        findings.ok("markup", "The page is as this program writes it.");
    } else {
        findings.wrong(
            "markup",
            format!(
                "In the page stands what this program never writes: {}. Something changes it on the way: \
                 take that away before anybody writes.",
                shortened(&foreign.join("; "))
            ),
        );
    }
}

/// Whether an answer is the program's page for a path that does not exist.
fn is_our_not_found(answer: &Answer) -> bool {
    let page = Page::parse(answer.text());
    answer.status == StatusCode::NOT_FOUND
        && answer.body.len().is_multiple_of(PAGE_SIZE)
        && compare::script(&page).is_equal()
        && page.styles().next().is_some_and(|style| style == STYLE)
}

/// The beginning of a foreign text, enough to find it again.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

/// Whether a redirect leads to a language of the page: `/nl/`.
fn is_language(location: &str) -> bool {
    location.ends_with('/') && language_of(location).is_some()
}
