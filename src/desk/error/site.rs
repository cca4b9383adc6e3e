//! Errors about the public site and its posters.

use super::{Cause, DeskError, Kind};

/// A text that is no address of a public site.
pub fn address(text: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.site).with("text", text)
}

/// Plain http to a site on another computer.
pub fn far(host: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.site_far).with("text", host)
}

/// A site that gives no answer.
pub fn away(why: impl Into<Cause>) -> DeskError {
    DeskError::new(Kind::Away, |words| &words.desk_errors.site_away).because(why.into().map(on_one_line))
}

/// A site that sends elsewhere.
pub fn redirect(place: &str) -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.site_redirect).with("place", on_one_line(place))
}

/// An answer without end.
pub fn large() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.site_large)
}

/// An answer with another status than 200.
pub fn status(status: u16) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.site_status).with("status", status)
}

/// A certificate that has so many days left.
pub fn ends(days: u64) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.site_ends).with("days", days)
}

/// So many of all compared things of a site that differ.
pub fn differs(count: usize, all: usize) -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.site_differs).with("count", count).with("all", all)
}

/// A fingerprint of which nothing here says whether it is right.
pub fn unpinned(found: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.site_unpinned).with("fingerprint", found)
}

/// A poster for an address that leads nobody else to the site.
pub fn poster_here(url: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.poster_here).with("url", url)
}

/// A poster for a page that nobody reads.
pub fn poster_practice() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.poster_practice)
}

/// A text that is no onion address, or one that the page does not name.
pub fn poster_onion(text: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.poster_onion).with("text", text)
}

/// A line of the poster that the page does not say.
pub fn poster_words(text: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.poster_words).with("text", text)
}

/// The organisation's own words or numbers, which cannot be read.
pub fn poster_wording(why: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.poster_wording).with("why", on_one_line(why))
}

/// More words than paper.
pub fn poster_full() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.poster_full)
}

/// Words of a site, which must not look like a line of ours.
fn on_one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(200).collect()
}
