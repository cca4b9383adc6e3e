//! Dispatch of posts: every form of the page posts to the page it stands on, and the field `act` says
//! which handler is meant.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use maud::html;

use super::fixed_time::fixed_time;
use super::form::{Form, Unreadable};
use super::form_token::HiddenFields;
use super::headers::PostedFrom;
use super::numbers::{numbers, numbers_section};
use super::page::{Context, Disclosure, Frame, Page, first_page, languages, page, problem};
use super::site_name::site_name;
use super::start::{Shown, code_section, form_page};
use super::trouble::{Trouble, failed};
use super::{App, about_me, mailbox, report, withdraw};
use zegel_core::i18n::Language;

/// An act: what the pressed button asks for. It stands in the body, so that no address bar and no
/// history says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Exit,
    Me,
    Check,
    Send,
    ShowReplies,
    Message,
    Withdraw,
    WithdrawYes,
}

impl Act {
    fn parse(form: &Form) -> Option<Self> {
        form.first("act", |act| {
            Some(match act {
                "exit" => Self::Exit,
                "me" => Self::Me,
                "check" => Self::Check,
                "send" => Self::Send,
                "look" => Self::ShowReplies,
                "message" => Self::Message,
                "withdraw" => Self::Withdraw,
                "withdraw-yes" => Self::WithdrawYes,
                _ => return None,
            })
        })
    }
}

/// Answers a post to any page of a language by the handler of its act.
pub(super) async fn dispatch(app: Arc<App>, language: Language, request: Request<Body>) -> Page {
    let site = site_name(request.headers());
    let posted_from = PostedFrom::from_headers(request.headers());
    let context = Context { posted_from, site: site.as_deref(), ..Context::new(&app, language) };
    if context.posted_from == PostedFrom::AnotherSite {
        return start(context);
    }
    let visitor = app.visitor(&request);
    let form = match Form::read(&app, request).await {
        Ok(form) => form,
        Err(unreadable) => return refused(context, unreadable),
    };
    match Act::parse(&form) {
        Some(Act::Exit) => page(context, Frame::Exit, &html! {}),
        Some(Act::Me) => about_me::show(context).unwrap_or_else(|error| failed(context, error.into())),
        Some(Act::Check | Act::Send) if !form.is_whole() => report::unread(context, &form),
        Some(Act::Check) => report::check(context, &form),
        Some(Act::Send) => report::send(context, &form, visitor).await,
        Some(Act::ShowReplies) => fixed_time(mailbox::show_replies(context, &form, visitor)).await,
        Some(Act::Message) => mailbox::message(context, &form, visitor).await,
        Some(Act::Withdraw) => withdraw::ask(context, &form),
        Some(Act::WithdrawYes) => fixed_time(withdraw::withdraw(context, &form, visitor)).await,
        None => report::unread(context, &form),
    }
}

/// The start page, or the closed page.
pub(super) fn start(context: Context<'_>) -> Page {
    if !context.app.is_accepting() {
        return closed(context);
    }
    context.app.page_cache.page(context).unwrap_or_else(|error| failed(context, error.into()))
}

/// The page while no reports are accepted: the telephone numbers, and the field for a code, because
/// replies can still be read.
fn closed(context: Context<'_>) -> Page {
    let words = context.words;
    let main = html! {
        (languages(context, first_page))
        h1 { (words.closed.title) }
        p { (words.closed.text) }
        (numbers(context))
        (code_section(context))
    };
    page(context, Frame::Form, &main).with(StatusCode::SERVICE_UNAVAILABLE)
}

/// The form, empty, and what to do: what was posted could not be read at all.
fn refused(context: Context<'_>, unreadable: Unreadable) -> Page {
    let errors = &context.words.errors;
    let (status, sentence) = match unreadable {
        Unreadable::Kind => (StatusCode::UNSUPPORTED_MEDIA_TYPE, &errors.garbled),
        Unreadable::Broken => (StatusCode::BAD_REQUEST, &errors.garbled),
        Unreadable::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, &errors.too_large),
    };
    let Ok(hidden) = HiddenFields::fresh(context.app) else { return failed(context, Trouble::Closed) };
    let shown = Shown::Problem {
        sentences: std::slice::from_ref(sentence),
        field: None,
        numbers: Disclosure::Closed,
    };
    form_page(context, &shown, &Form::empty(), &hidden).with(status)
}

/// A page that does not exist, or a method that does not fit one.
pub(super) fn not_found(context: Context<'_>, status: StatusCode) -> Page {
    let main = html! {
        (languages(context, first_page))
        (problem(context, &context.words.errors.not_found, &[], None))
        p { a href=(context.path()) { (context.words.page.footer_new) } }
        (numbers_section(context))
    };
    page(context, Frame::Plain, &main).with(status)
}
