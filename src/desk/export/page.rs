//! The page, in Dutch: one sheet that says what this is, what to avoid and what can be looked up, and
//! behind it everything that was written. Black on white, and no rule or bar says what words do not.

use maud::{Markup, html};

use super::content::{CARE, Content, Part, Sending};
use super::cover::Cover;
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
            (all(content))
        }
    };
    let title = format!("{} · {}", paper().title, cover.number());
    let style = style(cover.number);
    Document { language: Language::DUTCH, title: &title, style: &style, body }.to_html()
}

/// What is read first. What is cut short here stands in full behind it.
fn first(cover: &Cover<'_>, content: &Content) -> Markup {
    let [what, read_first, call, left_out, erase] = cover.sentences(content);
    let facts = facts(content);
    let care = content.answers_to(CARE);
    let shown = Shown::fitting(&care, &facts);
    html! {
        section.first {
            h1 { (paper().title) }
            p { (cover.number()) " · " (cover.week()) " · " bdi { (cover.receiver()) } }
            p.bar { strong { (what) } }
            h2 { (read_first) }
            div.bar {
                @if care.is_empty() { p { (paper().avoid_none) } }
                @else { (excerpt(shown.care(&care))) }
            }
            h2 { (paper().facts) }
            table { @for fact in &facts { (row(fact, shown)) } }
            div.rule {
                p { strong { (left_out) } }
                p { (call) }
                p { (erase) }
                p { (paper().behind) }
            }
        }
    }
}

fn row(fact: &Fact, shown: Shown) -> Markup {
    html! {
        tr {
            th scope="row" { (fact.label) }
            td {
                @if fact.text.is_empty() { p { (paper().nothing) } }
                @else if fact.is_chosen { (chosen(&fact.text)) }
                @else { (excerpt(shown.fact(&fact.text))) }
            }
        }
    }
}

/// The beginning of words, and where there are more.
fn excerpt((shown, is_cut): (&str, bool)) -> Markup {
    html! {
        (passage(shown))
        @if is_cut { p { (paper().more) } }
    }
}

/// Everything that was written, and what was left out of it.
fn all(content: &Content) -> Markup {
    html! {
        section.all {
            h2 { (paper().all) }
            @for sending in &content.sendings { (written(sending)) }
            h2 { (paper().left_title) }
            @for line in text::left_out(content) { p { (line) } }
        }
    }
}

fn written(sending: &Sending) -> Markup {
    html! {
        section {
            h3 { (text::heading(sending)) }
            @if sending.later == Some(false) { p { (paper().not_proved) } }
            @for part in &sending.parts { (answer(part)) }
        }
    }
}

/// A question with its answer, on one sheet if the answer is short.
fn answer(part: &Part) -> Markup {
    html! {
        section.short[is_short(&part.text)] {
            h4 { (part.title) }
            @if part.is_choice { (chosen(&part.text)) } @else { (passage(&part.text)) }
        }
    }
}
