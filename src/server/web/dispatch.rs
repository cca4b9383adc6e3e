//! The page's one door for posts: an enum of acts, and what becomes of each.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use maud::html;

use super::code::code_form;
use super::form::{Form, Unreadable};
use super::headers::PostedFrom;
use super::limits::Busy;
use super::page::{Context, Frame, Page, numbers_section, page, problem};
use super::{App, about_me, mailbox, report, withdraw};
use crate::store::StoreError;
use zegel_core::document::Refused;
use zegel_core::i18n::{Language, fill};
use zegel_core::id::NoRandomness;
use zegel_core::seal::SealError;

/// What a button asks for. The address bar never says it.
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
        Some(match form.one("act")? {
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
    }
}

/// Why an act was not done. Each has its words and its status in one place, below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing was written.
    Empty,
    /// Too much was written.
    TooLong { count: usize, most: usize },
    /// The form is not as it was shown.
    Unread,
    /// Too much at once.
    Busy(Busy),
    /// The store failed.
    Store,
    /// The store is full.
    Full,
    /// Nothing can be sealed now, or nobody has proved to be able to open it.
    Closed,
    /// The report was withdrawn before.
    Withdrawn,
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Empty => Self::Empty,
            Refused::TooLong { count, most } => Self::TooLong { count, most },
            Refused::Unread => Self::Unread,
        }
    }
}

impl From<Busy> for Trouble {
    fn from(busy: Busy) -> Self {
        Self::Busy(busy)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            StoreError::Failed
            | StoreError::NoThread
            | StoreError::Changed
            | StoreError::Clock
            | StoreError::NotRestored => Self::Store,
        }
    }
}

impl From<SealError> for Trouble {
    fn from(_: SealError) -> Self {
        crate::event::say(crate::event::Event::SealFailed);
        Self::Closed
    }
}

impl From<NoRandomness> for Trouble {
    fn from(_: NoRandomness) -> Self {
        crate::event::say(crate::event::Event::SealFailed);
        Self::Closed
    }
}

impl Trouble {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Empty | Self::TooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unread => StatusCode::BAD_REQUEST,
            Self::Busy(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Store | Self::Full | Self::Closed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Withdrawn => StatusCode::GONE,
        }
    }

    /// The sentence for whoever wrote something; their words stand below it.
    pub(super) fn sentence(self, context: Context<'_>) -> String {
        let words = context.words;
        let errors = &words.errors;
        match self {
            Self::Empty => errors.empty.clone(),
            Self::TooLong { count, most } => {
                fill(&errors.long, &[("count", &count.to_string()), ("max", &most.to_string())])
            }
            Self::Unread => errors.read.clone(),
            Self::Busy(busy) => fill(&errors.busy, &[("seconds", &busy.seconds.to_string())]),
            Self::Store => errors.store.clone(),
            Self::Full => errors.full.clone(),
            Self::Closed => words.closed.text.clone(),
            Self::Withdrawn => errors.withdrawn.clone(),
        }
    }

    /// A page for it: its status, and when to come back.
    pub(super) fn on(self, page: Page) -> Page {
        let page = page.with(self.status());
        match self {
            Self::Busy(busy) => page.retry(busy.seconds),
            _ => page,
        }
    }
}

/// Answers a post to any page of a language.
pub(super) async fn dispatch(app: Arc<App>, language: Language, request: Request<Body>) -> Page {
    let context =
        Context { posted_from: PostedFrom::from_headers(request.headers()), ..Context::new(&app, language) };
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
        Some(Act::Check) => report::check(context, &form),
        Some(Act::Send) => report::send(context, &form, visitor).await,
        Some(Act::ShowReplies) => mailbox::show_replies(context, &form, visitor).await,
        Some(Act::Message) => mailbox::message(context, &form, visitor).await,
        Some(Act::Withdraw) => withdraw::ask(context, &form),
        Some(Act::WithdrawYes) => withdraw::withdraw(context, &form, visitor).await,
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

/// The page while reports cannot be taken: the numbers, and what was written can still be read.
fn closed(context: Context<'_>) -> Page {
    let words = context.words;
    let main = html! {
        h1 { (words.closed.title) }
        p { (words.closed.text) }
        (super::page::numbers(context, context.helplines().iter()))
        (super::page::row(&words.start.door_code, false, &code_form(context, "", None)))
    };
    page(context, Frame::Plain, &main).with(StatusCode::SERVICE_UNAVAILABLE)
}

/// A page for a trouble with nothing typed to give back.
pub(super) fn failed(context: Context<'_>, trouble: Trouble) -> Page {
    let main = html! {
        (problem(context, &context.words.errors.heading, &[trouble.sentence(context)], None))
        (numbers_section(context))
    };
    trouble.on(page(context, Frame::Plain, &main))
}

fn refused(context: Context<'_>, unreadable: Unreadable) -> Page {
    let errors = &context.words.errors;
    let (status, sentence) = match unreadable {
        Unreadable::Kind => (StatusCode::UNSUPPORTED_MEDIA_TYPE, &errors.read),
        Unreadable::NotText => (StatusCode::BAD_REQUEST, &errors.read),
        Unreadable::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, &errors.too_large),
    };
    let main = html! {
        (problem(context, &errors.nothing_sent, std::slice::from_ref(sentence), None))
        (numbers_section(context))
    };
    page(context, Frame::Plain, &main).with(status)
}

/// A page that does not exist, or a method that does not fit one.
pub(super) fn not_found(context: Context<'_>, status: StatusCode) -> Page {
    let main = html! {
        (problem(context, &context.words.errors.not_found, &[], None))
        p { a href=(context.path()) { (context.words.page.footer_new) } }
        (numbers_section(context))
    };
    page(context, Frame::Plain, &main).with(status)
}
