//! Site name: the host by which a visitor came, as a person would write it down.

use axum::http::{HeaderMap, header};

/// The longest host that is shown; an onion address has 62 characters.
const LONGEST: usize = 100;

/// The host that a request names, if it is one that people type: two labels or more, no bare address and
/// nothing that only this machine knows.
pub(super) fn site_name(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let is_shown = host.len() <= LONGEST && is_port && is_name(name);
    is_shown.then(|| host.to_ascii_lowercase())
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && name.split('.').all(is_label) && last.starts_with(|c: char| c.is_ascii_alphabetic())
}
