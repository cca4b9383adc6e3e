//! What a visitor got, held against this release and against the recipients that are trusted.

use crate::texts::Desk;
use zegel_browser::answer::Answer;
use zegel_browser::compare::{self, Comparison, PageComparison};
use zegel_browser::markup::Page;
use zegel_core::document::MOST_CHARACTERS;
use zegel_core::seal::{CLASSES, Fingerprint, Recipients};
use zegel_core::wire::Site;

/// What is compared.
#[derive(Clone, Copy)]
pub enum What {
    /// The Content-Security-Policy.
    Policy,
    /// The Content-Type: another character set would make another page of the same bytes.
    Type,
    /// Headers that should not be there.
    Headers,
    /// The inline style.
    Style,
    /// The script element.
    Script,
    /// All other markup.
    Markup,
    /// What two visits to the page have in common and should not.
    Fresh,
    /// The script file.
    File,
    /// Whether the public API answers as it should.
    Site,
    /// The number of the installation, with the pinned one.
    Instance,
    /// Size classes and the most characters.
    Sizes,
    /// The fingerprint that the site claims, with the one computed here.
    Claimed,
    /// The fingerprint that the page gives its script.
    Page,
    /// The computed fingerprint, with the pinned or given one.
    Trusted,
}

/// One thing compared.
pub struct Line {
    /// Which one.
    pub what: What,
    /// What it should be, if that is known.
    pub wanted: Option<String>,
    /// What it is.
    pub found: String,
}

impl What {
    /// Its name for a program.
    pub fn id(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Type => "type",
            Self::Headers => "headers",
            Self::Style => "style",
            Self::Script => "script",
            Self::Markup => "markup",
            Self::Fresh => "fresh",
            Self::File => "file",
            Self::Site => "site",
            Self::Instance => "instance",
            Self::Sizes => "sizes",
            Self::Claimed => "claimed",
            Self::Page => "page",
            Self::Trusted => "trusted",
        }
    }

    /// Its name for a person.
    pub fn name(self, words: &Desk) -> &str {
        match self {
            Self::Policy => &words.verify_policy,
            Self::Type => &words.verify_type,
            Self::Headers => &words.verify_headers,
            Self::Style => &words.verify_style,
            Self::Script => &words.verify_script,
            Self::Markup => &words.verify_markup,
            Self::Fresh => &words.verify_fresh,
            Self::File => &words.verify_file,
            Self::Site => &words.verify_site,
            Self::Instance => &words.verify_instance,
            Self::Sizes => &words.verify_sizes,
            Self::Claimed => &words.verify_claimed,
            Self::Page => &words.verify_page,
            Self::Trusted => &words.verify_trusted,
        }
    }
}

impl Line {
    /// With something that is known.
    pub fn new(what: What, wanted: impl Into<String>, found: impl Into<String>) -> Self {
        Self { what, wanted: Some(wanted.into()), found: found.into() }
    }

    fn from_comparison(what: What, comparison: Comparison) -> Self {
        Self::new(what, comparison.expected, comparison.found)
    }

    /// Nothing if there was nothing to compare with.
    pub fn is_equal(&self) -> Option<bool> {
        self.wanted.as_ref().map(|wanted| *wanted == self.found)
    }
}

/// Compares a page with what this release sends.
pub fn page(answer: &Answer, page: &Page<'_>) -> Vec<Line> {
    let content_type = answer.header("content-type").unwrap_or_default();
    let PageComparison { style, script, markup } = compare::page(page);
    vec![
        Line::from_comparison(What::Policy, compare::policy(answer)),
        Line::new(What::Type, "text/html; charset=utf-8", content_type),
        Line::from_comparison(What::Style, style),
        Line::from_comparison(What::Script, script),
        Line::from_comparison(What::Markup, markup),
    ]
}

/// Compares two visits to the page: each has a code of its own.
pub fn fresh(first: &Page<'_>, second: &Page<'_>) -> Line {
    Line::from_comparison(What::Fresh, compare::freshness(first, second))
}

/// The recipients of the public API, if they are written as this release writes them. A comment
/// or an empty line between them would be read differently elsewhere.
pub fn recipients(site: &Site) -> Option<Recipients> {
    let set: Recipients = site.recipients.join("\n").parse().ok()?;
    set.recipients().map(ToString::to_string).eq(site.recipients.iter().cloned()).then_some(set)
}

/// What is trusted of a site, as far as this computer knows it.
pub struct Trusted {
    /// The pinned installation, or the pinned ones.
    pub instance: Option<String>,
    /// The fingerprint that was given, or is pinned.
    pub fingerprint: Option<Fingerprint>,
}

/// The installation, where one is pinned, and the recipients with what is said of them in three
/// places.
pub fn site(site: &Site, set: &Recipients, page: &Page<'_>, trusted: Trusted) -> Vec<Line> {
    let computed = set.fingerprint().to_string();
    let sizes = |classes: &[usize], most: usize| format!("{classes:?}, {most}");
    let wanted = sizes(&CLASSES, MOST_CHARACTERS);
    let mut lines = Vec::new();
    if let Some(instance) = trusted.instance {
        lines.push(Line::new(What::Instance, instance, site.instance.to_string()));
    }
    lines.push(Line::new(What::Sizes, wanted, sizes(&site.classes, site.most_characters)));
    lines.push(Line::new(What::Claimed, &computed, &site.fingerprint));
    lines.push(Line::new(What::Page, &computed, page.script_data("data-recipients").join(", ")));
    let wanted = trusted.fingerprint.map(|fingerprint| fingerprint.to_string());
    lines.push(Line { what: What::Trusted, wanted, found: computed });
    lines
}
