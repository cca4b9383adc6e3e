//! Answer of a visited site: status, headers and body, whichever HTTP client got them.

use http::{HeaderMap, StatusCode};

/// An answer that has come whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text; empty if it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// All values of a header as one text; nothing if the header is not there.
    pub fn header(&self, name: &str) -> Option<String> {
        all_values(&self.headers, name)
    }
}

/// All values of a header as one text; nothing if the header is not there. An answer that has a
/// header twice never looks like one that has it once.
pub fn all_values(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    if values.is_empty() { None } else { Some(values.join(", ")) }
}
