//! The script and its templates: the parts of pages that it fills in are rendered here as all pages
//! are, so that pages are made in one place, and no token stands in any of them.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::code::code_form;
use super::mailbox::{below, none, reply, written};
use super::numbers::{linked, numbers_row};
use super::page::{Context, Disclosure, Frame, Page, happened, page, problem};
use super::report::{danger, sent};
use super::withdraw::{choice, withdrawn};
use zegel_browser::assets::Script;
use zegel_core::document::Position;

/// The script file, packed for browsers that take gzip. It is the same for everybody, so that its packed
/// size tells nothing.
pub(super) fn file(script: &'static Script, headers: &HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let takes_gzip = accepted.unwrap_or_default().split(',').any(|coding| coding.trim() == "gzip");
    let bytes = if takes_gzip { script.gzip } else { script.text };
    let mut response = Bytes::from_static(bytes).into_response();
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if takes_gzip {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// The page with all templates of a language, which shows none of them.
pub(super) fn parts(context: Context<'_>) -> Page {
    let parts = [
        ("check", read_over(context)),
        ("problem", problem(context, &context.words.errors.nothing_sent, &[], None)),
        ("call", html! { p { (linked(context, &context.words.errors.call)) } }),
        ("numbers", numbers_row(context, Disclosure::Closed)),
        ("sent", sent(context, None, None, false)),
        ("danger", danger(context)),
        ("none", none(context)),
        ("replies", replies(context)),
        ("reply", reply(context, "")),
        ("below", below(context, None, Position::default())),
        ("written", written(context, None, None)),
        ("withdraw", html! { (happened(&context.words.withdrawal.title)) (choice(context, None)) }),
        ("withdrawn", withdrawn(context)),
        ("code", code_form(context, "", None)),
        ("typed", html! { p { (context.words.errors.code_typed) } ol class="typed" role="list" {} }),
        ("again", again(context)),
        ("keys", html! { p { (context.words.exit.keys) } }),
        ("names", names(context)),
        ("sentences", sentences(context)),
        ("counts", counts(context)),
    ];
    page(context, Frame::Parts, &html! { @for (name, part) in parts { template id=(name) { (part) } } })
}

/// The notice above a report that is read over in the browser: Back leads to the form as it was, so that
/// nothing is said against it.
fn read_over(context: Context<'_>) -> Markup {
    let form = &context.words.form;
    html! { (happened(&form.check_title)) p { (form.check_text) } }
}

fn replies(context: Context<'_>) -> Markup {
    let words = &context.words.replies;
    html! { (happened(&words.title)) p class="soft" { (words.newest) } }
}

/// The buttons for when the browser could not seal or send.
fn again(context: Context<'_>) -> Markup {
    let errors = &context.words.errors;
    html! {
        form class="buttons" method="post" {
            button type="button" data-again="" { (errors.seal_again) }
            button type="button" data-server="" { (errors.seal_server) }
        }
    }
}

/// The name of each symbol of a token on the telephone.
fn names(context: Context<'_>) -> Markup {
    html! { @for (symbol, name) in &context.words.token.names { i data-of=(symbol) { (name) } } }
}

/// The forms of the numbers that the script fills in, each under its unit and its plural category.
fn counts(context: Context<'_>) -> Markup {
    let counts = &context.words.counts;
    html! {
        i data-of="group" { (counts.group) }
        i data-of="soon" { (counts.soon) }
        @for (unit, forms) in [("seconds", &counts.seconds), ("characters", &counts.characters)] {
            @for (category, form) in forms { i data-of=(format!("{unit}-{category}")) { (form) } }
        }
    }
}

/// Sentences, each under the name by which the script asks for it.
fn sentences(context: Context<'_>) -> Markup {
    let errors = &context.words.errors;
    let form = &context.words.form;
    let all = [
        ("sealed", &form.seal_browser),
        ("opened", &form.code_browser),
        ("nothing-sent", &errors.nothing_sent),
        ("unsure-title", &errors.unsure_title),
        ("heading", &errors.heading),
        ("empty", &errors.empty),
        ("empty-message", &errors.empty_message),
        ("long", &errors.long),
        ("wrong-code", &errors.code),
        ("look-here", &errors.look_here),
        ("code-safe", &errors.code_safe),
        ("code-group", &errors.code_group),
        ("code-other", &errors.code_other),
        ("code-count", &errors.code_count),
        ("busy", &errors.busy),
        ("wait", &errors.wait),
        ("busy-code", &errors.busy_code),
        ("store", &errors.store),
        ("full", &errors.full),
        ("offline", &errors.offline),
        ("unsure", &errors.unsure),
        ("unsure-message", &errors.unsure_message),
        ("load", &errors.load),
        ("not-withdrawn", &errors.withdraw),
        ("withdraw-unsure", &errors.withdraw_unsure),
        ("was-withdrawn", &errors.withdrawn),
        ("closed", &context.words.closed.text),
        ("seal", &errors.seal),
        ("yours", &form.yours),
        ("sending", &form.sending),
        ("sending-long", &form.sending_long),
        ("loading", &context.words.replies.loading),
        ("working", &context.words.withdrawal.working),
        ("leave-tab", &form.leave_tab),
    ];
    html! { @for (name, sentence) in all { p data-of=(name) { (linked(context, sentence)) } } }
}
