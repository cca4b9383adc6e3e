//! What an answer carries that this program did not put there, and the other way round.

use super::Findings;
use super::outside::shortened;
use crate::admin::visit::Answer;
use crate::web;

/// What every connection has.
const CARRIES: [&str; 6] =
    ["content-type", "content-length", "transfer-encoding", "connection", "keep-alive", "date"];

/// Our own headers, each once and as we wrote it. Without a configuration nobody knows the onion.
pub(super) fn headers(answer: &Answer, onion: Option<Option<&str>>, findings: &mut Findings) {
    const ONION: &str = "onion-location";
    let expected = web::headers(onion.flatten());
    let differs =
        |name: &&hyper::header::HeaderName| answer.headers.get_all(*name).iter().ne(expected.get_all(*name));
    let mut names: Vec<&str> = expected.keys().filter(differs).map(|name| name.as_str()).collect();
    if onion == Some(None) && answer.headers.contains_key(ONION) {
        names.push(ONION);
    }
    match names.is_empty() {
        true => findings.ok("headers", "The headers that protect a visitor are as they should be."),
        false => findings.wrong(
            "headers",
            format!(
                "These headers are missing, doubled or changed on the way: {}. Let the proxy pass them on \
                 as they come, and add none.",
                names.join(", ")
            ),
        ),
    }
    if let Some(Some(_)) = onion.filter(|_| !names.contains(&ONION)) {
        findings.ok("onion-location", "Tor Browser is told the onion address.");
    }
}

/// No cookie, ever.
pub(super) fn cookies(answer: &Answer, findings: &mut Findings) {
    if let Some(cookie) = answer.header("set-cookie") {
        let name = shortened(cookie.split('=').next().unwrap_or_default());
        findings.wrong(
            "cookie",
            format!("The site sets a cookie, {name}. Find what sets it, and take it away: we promise none."),
        );
    }
}

/// What something in between adds.
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
        .filter(|name| !CARRIES.contains(name) && !named_elsewhere.contains(name))
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
