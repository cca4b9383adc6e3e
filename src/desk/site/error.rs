//! What can go wrong around the public site and its posters.

use crate::texts::DeskErrors;
use zegel_core::i18n::fill;

/// An error that ends `verify` or `poster`.
pub enum SiteError {
    /// Not the address of a public site.
    Address(String),
    /// Plain http to a site on another computer.
    Far(String),
    /// The site gives no answer.
    Away(String),
    /// The site sends elsewhere.
    Redirect(String),
    /// The site answers without end.
    Large,
    /// The site answers with this status.
    Status(u16),
    /// So many of so many things of a site differ.
    Differs(usize, usize),
    /// Nothing says whether these recipients are right.
    Unpinned(String),
    /// An address that leads nobody else to the site.
    PosterHere(String),
    /// A page on which nobody reads.
    PosterPractice,
    /// No onion address, or one that the page does not name.
    PosterOnion(String),
    /// A line that the page does not say.
    PosterWords(String),
    /// Own words or numbers that are none.
    PosterWording(String),
    /// More words than paper.
    PosterFull,
    /// A character that the typefaces lack.
    PosterCharacter(char),
}

impl SiteError {
    /// The fact and the advice.
    pub fn text(&self, words: &DeskErrors) -> String {
        match self {
            Self::Address(text) => fill(&words.site, &[("text", text)]),
            Self::Far(host) => fill(&words.site_far, &[("text", host)]),
            Self::Away(why) => fill(&words.site_away, &[("why", &on_one_line(why))]),
            Self::Redirect(place) => fill(&words.site_redirect, &[("place", &on_one_line(place))]),
            Self::Status(status) => fill(&words.site_status, &[("status", &status.to_string())]),
            Self::Differs(count, all) => {
                fill(&words.site_differs, &[("count", &count.to_string()), ("all", &all.to_string())])
            }
            Self::Unpinned(found) => fill(&words.site_unpinned, &[("fingerprint", found)]),
            Self::PosterHere(url) => fill(&words.poster_here, &[("url", url)]),
            Self::PosterOnion(text) => fill(&words.poster_onion, &[("text", text)]),
            Self::PosterWords(text) => fill(&words.poster_words, &[("text", text)]),
            Self::PosterWording(why) => fill(&words.poster_wording, &[("why", &on_one_line(why))]),
            Self::PosterCharacter(c) => fill(&words.poster_character, &[("character", &c.to_string())]),
            Self::Large => words.site_large.clone(),
            Self::PosterPractice => words.poster_practice.clone(),
            Self::PosterFull => words.poster_full.clone(),
        }
    }
}

/// Words of a site, which must not look like a line of ours.
fn on_one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(200).collect()
}
