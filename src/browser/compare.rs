//! Comparison of a visited page with this release: its style, its script, its other markup and its
//! policy. `zegeld doctor --url`, `zegeld selftest` and `zegel verify` all judge a page by it.

use crate::answer::Answer;
use crate::assets::{self, STYLE};
use crate::markup::Page;

/// What this release gives, and what was found in its place.
pub struct Comparison {
    pub expected: String,
    pub found: String,
}

/// The three parts of a page that are compared.
pub struct PageComparison {
    /// The hashes of the inline styles.
    pub style: Comparison,
    /// The attributes of the script element.
    pub script: Comparison,
    /// All other markup that this release never writes.
    pub markup: Comparison,
}

impl Comparison {
    /// Whether the site gives what this release gives.
    pub fn is_equal(&self) -> bool {
        self.expected == self.found
    }
}

/// Compares a first page with that of this release.
pub fn page(page: &Page<'_>) -> PageComparison {
    let styles: Vec<String> = page.styles().map(|style| assets::hash(style.as_bytes())).collect();
    PageComparison {
        style: Comparison { expected: assets::hash(STYLE.as_bytes()), found: styles.join(", ") },
        script: script(page),
        markup: Comparison { expected: String::new(), found: page.foreign_markup() },
    }
}

/// Compares the script elements of any page with the one of this release.
pub fn script(page: &Page<'_>) -> Comparison {
    Comparison { expected: assets::script_element(), found: page.scripts().join(", ") }
}

/// Compares the Content-Security-Policy of an answer with that of this release.
pub fn policy(answer: &Answer) -> Comparison {
    let found = answer.header("content-security-policy").unwrap_or_default();
    Comparison { expected: assets::policy(), found }
}

/// The hidden fields that each page has of its own: the reporter's token, and the id of the form.
const OWN_FIELDS: [&str; 2] = ["token", "form"];

/// Compares the hidden fields of two visits to one page. Whatever has the same value in both comes from a
/// cache that keeps what says `no-store`: two people would get one token, and read each other's answers.
pub fn freshness(first: &Page<'_>, second: &Page<'_>) -> Comparison {
    let is_shared =
        |name: &&str| first.hidden_field(name).is_some_and(|value| second.hidden_field(name) == Some(value));
    let shared: Vec<&str> = OWN_FIELDS.into_iter().filter(is_shared).collect();
    Comparison { expected: String::new(), found: shared.join(", ") }
}
