//! The mailbox: reading replies with a token, and sending another message.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use maud::{Markup, html};

use super::code::{code_field, code_page, mistyped, mistyped_sentence, typed_groups};
use super::form::Form;
use super::form_token::{message_form_field, token_field};
use super::headers::PostedFrom;
use super::limits::Action;
use super::numbers::{linked, numbers_row, with_numbers};
use super::page::{Context, Disclosure, Frame, Page, SIZE, happened, named, page, problem};
use super::questions::{Filled, text};
use super::report::unread;
use super::submit::{Written, submit_message};
use super::trouble::Trouble;
use super::withdraw::withdraw_form;
use crate::listen::Visitor;
use zegel_core::document::{Position, Reply};
use zegel_core::i18n::LanguageTexts;
use zegel_core::id::EntryId;
use zegel_core::token::{Kind, Token, TokenError};

/// The words of the form for another message, which stands on two pages.
pub(super) struct Wording {
    label: fn(&LanguageTexts) -> &str,
    hint: fn(&LanguageTexts) -> Option<&str>,
    send: fn(&LanguageTexts) -> &str,
}

/// The words on the token page.
pub(super) const ADD: Wording =
    Wording { label: |words| &words.token.add, hint: |_| None, send: |words| &words.token.add_send };

/// The words on the replies page.
pub(super) const WRITE: Wording = Wording {
    label: |words| &words.replies.write,
    hint: |words| Some(&words.replies.write_hint),
    send: |words| &words.replies.write_send,
};

/// Shows the replies, or that there is none. An unknown token gets the same page and work as one
/// without a reply.
pub(super) async fn show_replies(context: Context<'_>, form: &Form, visitor: Visitor) -> Page {
    let app = context.app;
    let token = match Token::parse(form.code()) {
        Ok(token) => token,
        Err(error) => return mistyped(context, form.code(), error),
    };
    if let Err(busy) = app.limits.take(Action::LookUp, visitor) {
        let errors = &context.words.errors;
        let sentence = busy.sentence(context, &errors.busy_code);
        return Trouble::Busy(busy).on(code_page(context, &errors.wait, &[sentence], form.code()));
    }
    let keys = token.keys(app.instance);
    let Ok(sealed) = app.store.replies(keys.mailbox_key().mailbox()).await else {
        let errors = &context.words.errors;
        let page = code_page(context, &errors.heading, std::slice::from_ref(&errors.load), form.code());
        return page.with(StatusCode::SERVICE_UNAVAILABLE);
    };
    // What does not open or is no reply was not sealed by the desk for this reporter.
    let opened = sealed.iter().filter_map(|sealed| Reply::parse(&keys.open(sealed).ok()?).ok());
    replies_page(context, &token, form, &in_order(opened.collect()))
}

/// Replies in the order in which they are shown: newest first, and each once.
fn in_order(mut replies: Vec<Reply>) -> Vec<Reply> {
    replies.sort_by_key(|reply| (std::cmp::Reverse(reply.number), reply.id));
    let mut shown = BTreeSet::new();
    replies.retain(|reply| shown.insert(reply.id));
    replies
}

/// The page with as many of the newest replies as fit its one size; the older ones follow by a button.
fn replies_page(context: Context<'_>, token: &Token, form: &Form, replies: &[Reply]) -> Page {
    let skip = form.first("skip", |skip| skip.parse().ok()).unwrap_or(0);
    let after = replies.first().map_or(0, |reply| reply.number);
    let position = Position { after, previous: form.previous() };
    let rest = replies.get(skip..).unwrap_or(&[]);
    let most = rest.len().clamp(1, 10);
    // Fewer and fewer replies, until the page is no larger than any other. One reply alone is shown
    // whatever its size.
    let mut shown = most;
    loop {
        let (now, older) = rest.split_at(shown.min(rest.len()));
        let next = if older.is_empty() { None } else { Some(skip + shown) };
        let page = render(context, token, now, position, next);
        if page.html.len() <= SIZE || shown == 1 {
            return page;
        }
        shown -= 1;
    }
}

fn render(
    context: Context<'_>,
    token: &Token,
    replies: &[Reply],
    position: Position,
    older: Option<usize>,
) -> Page {
    let words = &context.words.replies;
    let main = html! {
        @if replies.is_empty() {
            (none(context))
        } @else {
            (happened(&words.title))
            @if replies.len() > 1 { p class="soft" { (words.newest) } }
            @for answer in replies { (reply(context, &answer.text)) }
        }
        @if let Some(skip) = older {
            form method="post" {
                (token_field(Some(token)))
                (previous_field(context, position.previous))
                input type="hidden" name="skip" value=(skip);
                button name="act" value="look" { (words.older) }
            }
        }
        (below(context, Some(token), position))
        (numbers_row(context, Disclosure::Closed))
    };
    page(context, Frame::Plain, &main)
}

/// The sentences that say that there is no reply.
pub(super) fn none(context: Context<'_>) -> Markup {
    let words = &context.words.replies;
    html! {
        (happened(&words.none))
        p { (words.none_why) }
        p { (words.none_next) }
    }
}

/// One reply as it is shown.
pub(super) fn reply(context: Context<'_>, text: &str) -> Markup {
    html! {
        div class="reply" {
            p class="soft" { (named(context, &context.words.replies.from)) }
            p class="said" dir="auto" { (linked(context, text)) }
        }
    }
}

/// The forms below the replies: write again, or withdraw.
pub(super) fn below(context: Context<'_>, token: Option<&Token>, position: Position) -> Markup {
    let words = &context.words.replies;
    html! {
        p class="soft" { (words.own) }
        (write_form(context, token, position, &WRITE, Filled::nothing(&Form::empty())))
        (withdraw_form(token, &words.withdraw))
        p { b { (context.words.page.done) } }
    }
}

/// A form for another message. Where the post that this page answers may come from another site, its
/// token may be that site's: then the code is typed in our own form, and comes from nowhere else.
pub(super) fn write_form(
    context: Context<'_>,
    token: Option<&Token>,
    position: Position,
    wording: &Wording,
    filled: Filled<'_>,
) -> Markup {
    let Ok(form) = message_form_field(context.app, filled.typed) else { return html! {} };
    let is_typed = context.posted_from != PostedFrom::OurPage;
    html! {
        form method="post" autocomplete="off" autocorrect="off" spellcheck="false" {
            @if token.is_some() || is_typed { (form) }
            @if !is_typed { (token_field(token)) }
            input type="hidden" name="after" value=(position.after);
            (previous_field(context, position.previous))
            (text("message", (wording.label)(context.words), (wording.hint)(context.words), filled))
            @if is_typed { (code_field(context, "", filled.error("code"), None)) }
            div class="buttons" { button name="act" value="message" { ((wording.send)(context.words)) } }
        }
    }
}

/// The field that hands on what was sent last, for the order of what comes next. Like a token it comes out
/// of our own pages only.
fn previous_field(context: Context<'_>, previous: Option<EntryId>) -> Markup {
    let previous = previous.filter(|_| context.posted_from == PostedFrom::OurPage);
    html! { @if let Some(id) = previous { input type="hidden" name="previous" value=(id); } }
}

/// Submits another message.
pub(super) async fn message(context: Context<'_>, form: &Form, visitor: Visitor) -> Page {
    let is_typed = form.has("code") && context.posted_from != PostedFrom::OurPage;
    let token = match is_typed.then(|| Token::parse(form.code())) {
        Some(Ok(token)) => token,
        Some(Err(error)) => return code_mistyped(context, form, error),
        None => match form.token() {
            Some(token) => token,
            None => return unread(context, form),
        },
    };
    match store(context, form, &token, visitor).await {
        Ok(id) => with_numbers(context, &written(context, Some(&token), Some(id))),
        Err(trouble) => message_back(context, form, &token, trouble),
    }
}

async fn store(
    context: Context<'_>,
    form: &Form,
    token: &Token,
    visitor: Visitor,
) -> Result<EntryId, Trouble> {
    if !form.is_whole() {
        return Err(Trouble::Unread);
    }
    let answers = form.message()?;
    let (form_id, _) = form.form().ok_or(Trouble::Unread)?;
    context.app.check_accepting()?;
    submit_message(visitor, token, Written { context, form, form_id, kind: Kind::Message, answers }).await
}

/// The sentences that say that a message has arrived.
pub(super) fn written(context: Context<'_>, token: Option<&Token>, message: Option<EntryId>) -> Markup {
    let words = context.words;
    html! {
        (happened(&words.replies.written_title))
        p { (words.replies.written_text) }
        p { (linked(context, &words.token.after_urgent)) }
        form method="post" {
            (token_field(token))
            (previous_field(context, message))
            div class="buttons" { button name="act" value="look" { (words.form.code_open) } }
        }
        p { b { (words.page.done) } }
    }
}

/// The form with the message again, and what is wrong with the code that was typed for it.
fn code_mistyped(context: Context<'_>, form: &Form, error: TokenError) -> Page {
    let sentence = mistyped_sentence(context, form.code(), error);
    let above = html! {
        (problem(context, &context.words.errors.nothing_sent, std::slice::from_ref(&sentence), Some("code")))
        (typed_groups(context, form.code(), error))
    };
    let page = form_back(context, form, None, &above, Some(("code", &sentence)), Disclosure::Closed);
    page.with(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The form with the message again, and the trouble with it.
fn message_back(context: Context<'_>, form: &Form, token: &Token, trouble: Trouble) -> Page {
    let errors = &context.words.errors;
    let (sentence, field) = match trouble {
        Trouble::Empty => (errors.empty_message.clone(), Some("message")),
        Trouble::TooLong { .. } => (trouble.sentence(context), Some("message")),
        Trouble::Unread
        | Trouble::Busy(_)
        | Trouble::Store
        | Trouble::Full
        | Trouble::Closed
        | Trouble::Withdrawn => (trouble.sentence(context), None),
    };
    let above = problem(context, &errors.nothing_sent, std::slice::from_ref(&sentence), field);
    let wrong = field.map(|field| (field, sentence.as_str()));
    trouble.on(form_back(context, form, Some(token), &above, wrong, trouble.numbers()))
}

fn form_back(
    context: Context<'_>,
    form: &Form,
    token: Option<&Token>,
    above: &Markup,
    wrong: Option<(&str, &str)>,
    numbers: Disclosure,
) -> Page {
    let errors = &context.words.errors;
    let filled = Filled { typed: form, wrong };
    let main = html! {
        (above)
        (write_form(context, token, form.position(), &WRITE, filled))
        p { (linked(context, &errors.call)) }
        (numbers_row(context, numbers))
    };
    page(context, Frame::Plain, &main)
}
