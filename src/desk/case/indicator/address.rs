//! Addresses of adverts and profiles: the host without capitals and `www.`, the path without its
//! last slash, and no part of the query that only follows visitors.

use std::ops::Range;

use super::found::place_of;

/// Parts of a query that say who sent a visitor, not what is shown.
const FOLLOWING: [&str; 8] = ["fbclid", "gclid", "igsh", "igshid", "msclkid", "ref", "si", "source"];

/// All addresses in the text, and where they stand.
pub fn addresses(text: &str) -> Vec<(String, Range<usize>)> {
    let parts = text.split(|c: char| c.is_whitespace() || "<>\"“”'‘’[]{}|,;".contains(c));
    parts.filter_map(|part| Some((address(part)?, place_of(part, text)))).collect()
}

fn address(written: &str) -> Option<String> {
    let written = written.trim_matches(|c: char| "().!?:*_…".contains(c));
    let lower = written.to_ascii_lowercase();
    let scheme = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme));
    let rest = &written[scheme.map_or(0, str::len)..];
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let host = rest[..end].to_ascii_lowercase();
    let is_named = scheme.is_some() || host.starts_with("www.");
    let host = host.split(':').next().unwrap_or_default().trim_start_matches("www.").to_owned();
    let (path, query) = rest[end..].split_once('?').unwrap_or((&rest[end..], ""));
    let path = path.trim_end_matches('/');
    let query =
        query.split('&').filter(|part| !part.is_empty() && !follows(part)).collect::<Vec<_>>().join("&");
    // A bare host, as in a sentence, is a site with thousands of adverts.
    if !is_host(&host) || !(is_named || !path.is_empty() || !query.is_empty()) {
        return None;
    }
    Some(if query.is_empty() { format!("{host}{path}") } else { format!("{host}{path}?{query}") })
}

fn follows(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || FOLLOWING.contains(&name.as_str())
}

/// Labels between dots, the last of letters.
fn is_host(host: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let last = host.rsplit('.').next().unwrap_or_default();
    let ends_in_letters = last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic());
    host.contains('.') && host.split('.').all(is_label) && ends_in_letters
}
