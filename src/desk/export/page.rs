//! The page, in Dutch: one sheet that says what this is, what to avoid and what can be looked up, and
//! behind it everything that was written. Black on white, and no rule or bar says what words do not.

use maud::{Markup, html};

use super::content::{CARE, Content, Part, Sending, Source};
use super::cover::{Cover, Sentences};
use super::excerpt::{Shown, is_short};
use super::facts::{Fact, facts};
use super::page_style::style;
use super::paper_words::paper;
use super::passage::{chosen, passage};
use super::text;
use crate::printable::Document;
use zegel_core::i18n::Language;

/// The file. It holds no time, no author and no name of a program.
pub fn page(cover: &Cover<'_>, content: &Content) -> String {
    let body = html! {
        main {
            (first(cover, content))
            (all(cover, content))
        }
    };
    let title = format!("{} · {}", paper().title, cover.number());
    let style = style(cover.number);
    Document { language: Language::DUTCH, title: &title, style: &style, body }.to_html()
}

/// What is read first. What is cut short here stands in full behind it.
fn first(cover: &Cover<'_>, content: &Content) -> Markup {
    let Sentences { what, ground, call, left_out, erase } = cover.sentences(content);
    let facts = facts(content);
    let care = content.answers_to(CARE);
    let desk = language(Source::Desk, cover);
    // Whose words a fact is in is clear only where the reporter's own are not there.
    let of_facts = if content.own_words { language(Source::Reporter, cover) } else { desk };
    let shown = Shown::fitting(&care, &facts);
    html! {
        section.first {
            h1 { (paper().title) }
            p { (cover.number()) " · " (cover.week()) " · " bdi { (cover.receiver()) } }
            p.bar { strong { (what) } }
            h2 { (paper().read_first) }
            div.bar {
                @if care.is_empty() { p { (paper().avoid_none) } }
                @else { (excerpt(shown.care(&care), desk)) }
            }
            @if !facts.is_empty() {
                h2 { (paper().facts) }
                table { @for fact in &facts { (row(fact, shown, of_facts)) } }
            }
            div.rule {
                p { (ground) }
                p { strong { (left_out) } }
                p { (call) }
                p { (erase) }
                p { (paper().behind) }
            }
        }
    }
}

fn row(fact: &Fact, shown: Shown, language: Option<&str>) -> Markup {
    html! {
        tr {
            th scope="row" { (fact.label) }
            td {
                @if fact.text.is_empty() { p { (paper().nothing) } }
                @else if fact.is_chosen { (chosen(&fact.text)) }
                @else { (excerpt(shown.fact(&fact.text), language)) }
            }
        }
    }
}

/// The beginning of words, and where there are more.
fn excerpt((shown, is_cut): (&str, bool), language: Option<&str>) -> Markup {
    html! {
        (passage(shown, language))
        @if is_cut { p { (paper().more) } }
    }
}

/// Everything that was written, and what was left out of it. The number stands above it once more: not every
/// browser prints a foot.
fn all(cover: &Cover<'_>, content: &Content) -> Markup {
    html! {
        section.all {
            h2 { (paper().all) }
            p { (cover.number()) }
            @for sending in &content.sendings { (written(sending, language(sending.source, cover))) }
            @if let Some(reason) = &cover.ground.reason {
                h2 { (paper().against_title) }
                p { (cover.ground.sentence) }
                (passage(reason, language(Source::Desk, cover)))
            }
            h2 { (paper().left_title) }
            @for line in text::left_out(content) { p { (line) } }
        }
    }
}

fn written(sending: &Sending, language: Option<&str>) -> Markup {
    html! {
        section {
            h3 { (text::heading(sending)) }
            @if sending.later == Some(false) { p { (paper().not_proved) } }
            @for part in &sending.parts { (answer(part, language)) }
        }
    }
}

/// A question with its answer, on one sheet if the answer is short.
fn answer(part: &Part, language: Option<&str>) -> Markup {
    html! {
        section.short[is_short(&part.text)] {
            h4 { (part.title) }
            @if part.is_choice { (chosen(&part.text)) } @else { (passage(&part.text, language)) }
        }
    }
}

/// The language in which something was written, as far as it may and can be said: that of the desk where its
/// settings name one. The one that the reporter chose on the page stays at the desk, and so does the one in
/// which the reporter was asked.
fn language(source: Source, cover: &Cover<'_>) -> Option<&'static str> {
    match source {
        Source::Desk => cover.contact.language.map(Language::code),
        Source::Reply | Source::Reporter => Some(""),
    }
}
