//! Proxy: finds what something between the program and the visitor adds to an answer, takes away or
//! changes.

use super::Findings;
use super::public_site::shortened;
use crate::web;
use zegel_browser::answer::Answer;
use zegel_browser::compare;
use zegel_browser::markup::Page;

/// Headers that belong to a connection and are not the program's.
const CONNECTION: [&str; 6] =
    ["content-type", "content-length", "transfer-encoding", "connection", "keep-alive", "date"];

/// Checks the program's own headers: each once and as it was written. `onion` is the configured
/// address; without a configuration it is not known whether there is one.
pub(super) fn headers(answer: &Answer, onion: Option<Option<&str>>, findings: &mut Findings) {
    const ONION: &str = "onion-location";
    let expected = web::headers(onion.flatten());
    let differs =
        |name: &&hyper::header::HeaderName| answer.headers.get_all(*name).iter().ne(expected.get_all(*name));
    let mut names: Vec<&str> = expected.keys().filter(differs).map(|name| name.as_str()).collect();
    if onion == Some(None) && answer.headers.contains_key(ONION) {
        names.push(ONION);
    }
    if names.is_empty() {
        findings.ok("headers", "The headers that protect a visitor are as they should be.");
    } else {
        findings.wrong(
            "headers",
            format!(
                "These headers are missing, doubled or changed on the way: {}. Let the proxy pass them on \
                 as they come, and add none.",
                names.join(", ")
            ),
        );
    }
    if let Some(Some(_)) = onion.filter(|_| !names.contains(&ONION)) {
        findings.ok("onion-location", "Tor Browser is told the onion address.");
    }
}

/// Checks that no cookie is set.
pub(super) fn cookies(answer: &Answer, findings: &mut Findings) {
    if let Some(cookie) = answer.header("set-cookie") {
        let name = shortened(cookie.split('=').next().unwrap_or_default());
        findings.wrong(
            "cookie",
            format!("The site sets a cookie, {name}. Find what sets it, and take it away: we promise none."),
        );
    }
}

/// Checks that nothing in between compresses the page or adds a header.
pub(super) fn added(answer: &Answer, findings: &mut Findings) {
    if let Some(coding) = answer.header("content-encoding") {
        findings.wrong(
            "compression",
            format!(
                "The page comes compressed ({}), so its size tells what stands in it. Switch that off in \
                 the proxy: gzip off",
                shortened(&coding)
            ),
        );
    }
    let known = web::headers(Some("http://x.onion/"));
    let names = answer.headers.keys().filter(|name| !known.contains_key(*name));
    let named_elsewhere = ["set-cookie", "content-encoding"];
    let foreign: Vec<&str> = names
        .map(|name| name.as_str())
        .filter(|name| !CONNECTION.contains(name) && !named_elsewhere.contains(name))
        .collect();
    match foreign.as_slice() {
        [] => findings.ok("added", "Nothing in between adds a header."),
        ["server"] => findings.look(
            "added",
            "A proxy says which program it is (server). It tells an attacker what to try; nginx can only be \
             kept from it by its headers-more module.",
        ),
        foreign => findings.wrong(
            "added",
            format!(
                "Something in between adds headers: {}. Find it, and let it add none.",
                shortened(&foreign.join(", "))
            ),
        ),
    }
}

/// Checks that the second of two visits got another token and another form than the first.
pub(super) fn fresh(first: &Answer, second: &Answer, findings: &mut Findings) {
    let shared = compare::freshness(&Page::parse(first.text()), &Page::parse(second.text()));
    if shared.is_equal() {
        return findings.ok("fresh", "Two visits got two pages, each with a code of its own.");
    }
    findings.wrong(
        "fresh",
        format!(
            "Two visits got one page ({}): a cache on the way keeps what says no-store. Two people would have \
             one code, and read each other's answers. Switch caching off for this host, in the proxy or at \
             the CDN, and empty the cache.",
            shared.found
        ),
    );
}
