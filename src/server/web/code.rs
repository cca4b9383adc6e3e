//! The code field: entering a token, and what is said of a typing error. No look-up is made for one.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::numbers::numbers_row;
use super::page::{Context, Disclosure, Frame, Page, page, problem, sealer};
use zegel_core::i18n::{Unit, interpolate};
use zegel_core::token::{GROUPS, Token, TokenError};

/// The most groups of a typed code that are shown, and characters of one.
const MOST_GROUPS: usize = 2 * GROUPS;
const MOST_IN_GROUP: usize = 12;
/// The most characters of a typed code that are given back.
const MOST_TYPED: usize = 200;

/// A form with the code field, the only single-line field of the site.
pub(super) fn code_form(context: Context<'_>, typed: &str, error: Option<&str>) -> Markup {
    let form = &context.words.form;
    html! {
        form method="post" {
            (code_field(context, typed, error, Some(&sealer(&form.code_server))))
            div class="buttons" { button name="act" value="look" { (form.code_open) } }
        }
    }
}

/// The field for a code, with a sentence about who reads it, if something is opened with it.
pub(super) fn code_field(
    context: Context<'_>,
    typed: &str,
    error: Option<&str>,
    reader: Option<&Markup>,
) -> Markup {
    let form = &context.words.form;
    html! {
        label class="ask first" for="code" { (form.code_label) }
        small id="code-hint" { (form.code_hint) }
        @if let Some(reader) = reader { small { (reader) } }
        @if let Some(error) = error { p class="wrong" id="code-error" { b { (error) } } }
        input type="text" id="code" name="code" value=(start(typed, MOST_TYPED)) autocomplete="off" autocapitalize="characters"
            spellcheck="false" translate="no" aria-invalid=[error.map(|_| "true")]
            aria-describedby=(if error.is_some() { "code-hint code-error" } else { "code-hint" });
    }
}

/// The page for a typing error: what was typed as groups to compare, and that nothing was changed.
pub(super) fn mistyped(context: Context<'_>, typed: &str, error: TokenError) -> Page {
    let errors = &context.words.errors;
    let sentences = [mistyped_sentence(context, typed, error), errors.code_safe.clone()];
    let main = html! {
        (problem(context, &errors.code, &sentences, Some("code")))
        (typed_groups(context, typed, error))
        (code_form(context, typed, sentences.first().map(String::as_str)))
        (numbers_row(context, Disclosure::Closed))
    };
    page(context, Frame::Plain, &main).with(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The sentence about what is wrong with a code as it was typed.
pub(super) fn mistyped_sentence(context: Context<'_>, typed: &str, error: TokenError) -> String {
    let errors = &context.words.errors;
    let shown = Token::look_over(typed, error);
    let mut sentences = Vec::new();
    if let TokenError::Length { count } = error {
        sentences
            .push(interpolate(&errors.code_count, &[("count", &context.count(Unit::Characters, count))]));
    }
    if let Some(group) = shown.doubtful {
        let text = shown.groups.get(group - 1).map_or("", |text| text.as_str());
        let values = [("group", group.to_string()), ("text", start(text, MOST_IN_GROUP))];
        sentences.push(interpolate(
            &errors.code_group,
            &values.each_ref().map(|(name, value)| (*name, value.as_str())),
        ));
    }
    if !shown.groups.is_empty() {
        sentences.push(errors.code_other.clone());
    }
    sentences.join(" ")
}

/// What was typed for a code as a numbered column, as the page with the code shows it, with a mark in
/// words at the group in doubt.
pub(super) fn typed_groups(context: Context<'_>, typed: &str, error: TokenError) -> Markup {
    let errors = &context.words.errors;
    let shown = Token::look_over(typed, error);
    let groups = shown.groups.iter().take(MOST_GROUPS).map(|group| start(group, MOST_IN_GROUP));
    html! {
        @if !shown.groups.is_empty() {
            p { (errors.code_typed) }
            ol class="typed" role="list" {
                @for (number, group) in (1..).zip(groups) {
                    @if Some(number) == shown.doubtful {
                        li { b translate="no" { (group) } " " b { (errors.look_here) } }
                    } @else {
                        li { span translate="no" { (group) } }
                    }
                }
            }
        }
    }
}

/// A page with a problem and the code field again, as it was typed.
pub(super) fn code_page(context: Context<'_>, title: &str, sentences: &[String], typed: &str) -> Page {
    let main = html! {
        (problem(context, title, sentences, None))
        (code_form(context, typed, None))
        (numbers_row(context, Disclosure::Open))
    };
    page(context, Frame::Plain, &main)
}

/// The start of a text: what is no code is not given back for ever.
fn start(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
