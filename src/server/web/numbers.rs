//! Telephone numbers and chats: in lists, those who answer now first, and as links in a sentence.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::page::{Context, Disclosure, Frame, Page, outside, page, row};
use zegel_core::i18n::{Availability, Helpline};

/// A number as it is shown: it never breaks over two lines.
fn unbroken(number: &str) -> String {
    number.replace(' ', "\u{a0}").replace('-', "\u{2011}")
}

/// A sentence with its telephone numbers as links.
pub(super) fn linked(context: Context<'_>, text: &str) -> Markup {
    numbered(context.helplines(), text)
}

/// A sentence with the telephone numbers of these lines as links.
pub(super) fn numbered(helplines: &[Helpline], text: &str) -> Markup {
    // The first number in the text becomes a link; what follows it is searched for the next.
    let known = helplines.iter().flat_map(Helpline::telephones);
    let found = known.filter_map(|(number, link)| whole(text, number).map(|at| (at, number, link)));
    // Of two that begin at one place, the longer one: 113 is not meant where 113 (0) stands.
    let first = found.min_by_key(|(at, number, _)| (*at, Reverse(number.len())));
    let Some((at, number, link)) = first else { return html! { (text) } };
    let (before, rest) = text.split_at(at);
    let (_, after) = rest.split_at(number.len());
    html! { (before) a href=(link) { (unbroken(number)) } (numbered(helplines, after)) }
}

/// The place of a number in a text where it is no part of a longer word.
pub(super) fn whole(text: &str, number: &str) -> Option<usize> {
    text.match_indices(number).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + number.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// The list of all telephone numbers.
pub(super) fn numbers(context: Context<'_>) -> Markup {
    let words = &context.words.numbers;
    let app = context.app;
    let lines = app.config.site_texts.helplines_at(app.clock.time_of_week());
    let has_abroad = lines.iter().any(|(line, _)| line.abroad.is_some());
    html! {
        ul { @for (line, availability) in lines { li { (number(context, line, availability)) } } }
        p class="soft" { (words.trace) @if has_abroad { " " (words.abroad) } }
    }
}

/// A number or chat, whom it reaches, and whether it is closed now.
pub(super) fn number(context: Context<'_>, line: &Helpline, availability: Availability) -> Markup {
    let words = &context.words.numbers;
    let text = &context.words.helplines[&line.id];
    html! {
        (link(line))
        " — " (text.text)
        @if let Some(hours) = &text.hours { " " (hours) }
        @if availability == Availability::Closed { " (" (words.closed_now) ")." }
        @if let Some((number, link)) = line.from_abroad() {
            " " (words.from_abroad) ": " a href=(link) { (unbroken(number)) }
        }
    }
}

fn link(line: &Helpline) -> Markup {
    if line.link.starts_with("tel:") {
        html! { a href=(line.link) { (unbroken(&line.number)) } }
    } else {
        outside(&line.link, &line.number)
    }
}

/// The telephone numbers under a heading of their own, as on token and error pages.
pub(super) fn numbers_section(context: Context<'_>) -> Markup {
    html! {
        h2 { (context.words.numbers.title) }
        (numbers(context))
    }
}

/// The telephone numbers in a row, where something else matters more.
pub(super) fn numbers_row(context: Context<'_>, shown: Disclosure) -> Markup {
    row(&context.words.start.to_numbers, shown, &numbers(context))
}

/// A page with the telephone numbers in a closed row at its end.
pub(super) fn with_numbers(context: Context<'_>, main: &Markup) -> Page {
    page(context, Frame::Plain, &html! { (main) (numbers_row(context, Disclosure::Closed)) })
}
