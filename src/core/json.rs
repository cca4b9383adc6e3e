//! JSON as everything here is written, in one place for the reason why writing cannot fail.

use serde::Serialize;

/// A number that is no JSON becomes null. What else could fail is a map whose keys are no text, or a
/// path that is none: no type that is written holds either. Were this an empty text instead of an
/// error, it would be signed and sealed as if it were the document.
const NEVER: &str = "every type that is written has a form in JSON";

/// A value in JSON, on one line.
#[expect(clippy::expect_used, reason = "every type that is written has a form in JSON")]
pub fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect(NEVER)
}

/// A value in JSON, for people to read too.
#[expect(clippy::expect_used, reason = "every type that is written has a form in JSON")]
pub fn to_pretty_json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect(NEVER)
}
