//! Known-answer test: opens a file that another program sealed, at every start of the server. A build
//! whose libraries have gone wrong must not take a report that nobody will be able to read.

use super::hybrid::Identity;

/// Sealed by `age-encryption`, the author of age's own implementation for browsers.
const FILE: &[u8] = include_bytes!("../../../schema/hybrid.age");
/// A throw-away key; it opens that file and nothing else.
const IDENTITY: &str = include_str!("../../../schema/hybrid.identity");

/// Whether this build opens a known hybrid file.
pub fn known_answer() -> bool {
    let line = IDENTITY.lines().find(|line| line.starts_with("AGE-SECRET-KEY-PQ-1"));
    let Some(Ok(identity)) = line.map(str::parse::<Identity>) else { return false };
    let opened = super::open(FILE, &identity);
    opened.is_ok_and(|plain| plain.as_bytes() == b"zegel opens this at every start")
}
