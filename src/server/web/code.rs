//! The code field: entering a token, and what is said of a typing error. No look-up is made for one.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::page::{Context, Frame, Page, numbers_section, page, problem, sealer};
use zegel_core::i18n::interpolate;
use zegel_core::token::{GROUPS, Token, TokenError};

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
        span class="hint" id="code-hint" { (form.code_hint) }
        @if let Some(reader) = reader { span class="hint" { (reader) } }
        @if let Some(error) = error { p class="wrong" id="code-error" { b { (error) } } }
        input type="text" id="code" name="code" value=(typed) autocomplete="off" autocapitalize="characters"
            spellcheck="false" translate="no" aria-invalid=[error.map(|_| "true")]
            aria-describedby=(if error.is_some() { "code-hint code-error" } else { "code-hint" });
    }
}

/// The page for a typing error: which group to compare, and that nothing was changed.
pub(super) fn mistyped(context: Context<'_>, typed: &str, error: TokenError) -> Page {
    let errors = &context.words.errors;
    let groups = Token::grouped(typed);
    let shown: Vec<&str> = groups.iter().map(|group| group.as_str()).take(2 * GROUPS).collect();
    let sentences = [mistyped_sentence(context, typed, error), errors.code_safe.clone()];
    let page = typed_page(context, &errors.code, &sentences, &shown.join(" "), Some("code"));
    page.with(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The sentence about what is wrong with a code as it was typed.
pub(super) fn mistyped_sentence(context: Context<'_>, typed: &str, error: TokenError) -> String {
    let errors = &context.words.errors;
    match error {
        TokenError::Length { count } => interpolate(&errors.code_count, &[("count", &count.to_string())]),
        TokenError::Somewhere => errors.code_other.clone(),
        TokenError::Group { group } => {
            let groups = Token::grouped(typed);
            let text = groups.get(group - 1).map_or("", |text| text.as_str());
            let first = interpolate(&errors.code_group, &[("group", &group.to_string()), ("text", text)]);
            format!("{first} {}", errors.code_other)
        }
    }
}

/// A page with a problem and the code field again, as it was typed.
pub(super) fn code_page(context: Context<'_>, title: &str, sentences: &[String], typed: &str) -> Page {
    typed_page(context, title, sentences, typed, None)
}

fn typed_page(
    context: Context<'_>,
    title: &str,
    sentences: &[String],
    typed: &str,
    field: Option<&str>,
) -> Page {
    let error = field.and(sentences.first()).map(String::as_str);
    let main = html! {
        (problem(context, title, sentences, field))
        (code_form(context, typed, error))
        (numbers_section(context))
    };
    page(context, Frame::Plain, &main)
}
