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
