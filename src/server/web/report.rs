//! Reports: the form is checked, submitted, and answered with the token that leads to the replies.

use maud::{Markup, html};
use zeroize::Zeroizing;

use super::form::Form;
use super::form_token::HiddenFields;
use super::headers::PostedFrom;
use super::numbers::{linked, numbers_section};
use super::page::{Context, Disclosure, Frame, Page, happened, page, row};
use super::questions::Filled;
use super::start::{Shown, form_page};
use super::submit::submit_report;
use super::trouble::{Trouble, failed};
use super::{mailbox, withdraw};
use crate::listen::Visitor;
use zegel_core::document::Position;
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;
use zegel_core::token::{GROUPS, Token};

/// Shows the form again, to be read over before it is sent. Nothing is stored.
pub(super) fn check(context: Context<'_>, form: &Form) -> Page {
    match (form.answers(), HiddenFields::again(context.app, form)) {
        (Ok(_), Ok(hidden)) => form_page(context, &Shown::Check, form, &hidden),
        (Err(refused), _) => back(context, form, refused.into()),
        (_, Err(error)) => back(context, form, error.into()),
    }
}

/// Answers a post of an unknown act, a form that is not text throughout, or a message without a valid
/// code: its text comes back as a new report.
pub(super) fn unread(context: Context<'_>, form: &Form) -> Page {
    back(context, form.message_as_report().as_ref().unwrap_or(form), Trouble::Unread)
}

/// Stores a report and shows its token.
pub(super) async fn send(context: Context<'_>, form: &Form, visitor: Visitor) -> Page {
    match store(context, form, visitor).await {
        Ok((token, id)) => {
            let sent = sent(context, Some(&token), Some(id), form.tells_of_danger());
            page(context, Frame::Code, &sent)
        }
        Err(trouble) => back(context, form, trouble),
    }
}

async fn store(context: Context<'_>, form: &Form, visitor: Visitor) -> Result<(Token, EntryId), Trouble> {
    form.answers()?;
    let token = form.token().ok_or(Trouble::Unread)?;
    let (form_id, _) = form.form().ok_or(Trouble::Unread)?;
    context.app.check_accepting()?;
    submit_report(context, visitor, form, form_id, token).await
}

/// The form again, with every word and choice in its place.
fn back(context: Context<'_>, form: &Form, trouble: Trouble) -> Page {
    // After a failed store the same token comes back: perhaps it was stored, and only the answer
    // was lost. A token that may be another site's never comes back.
    let may_be_stored = matches!(trouble, Trouble::Store | Trouble::Full);
    let is_ours = context.posted_from == PostedFrom::OurPage;
    let same = HiddenFields::same(form).filter(|_| may_be_stored && is_ours);
    let hidden = same.map_or_else(|| HiddenFields::again(context.app, form), Ok);
    let Ok(hidden) = hidden else { return failed(context, Trouble::Closed) };
    let field = match trouble {
        Trouble::Empty | Trouble::TooLong { .. } => Some(Form::first_text()),
        Trouble::Unread
        | Trouble::Busy(_)
        | Trouble::Store
        | Trouble::Full
        | Trouble::Closed
        | Trouble::Withdrawn => None,
    };
    let sentences = [trouble.sentence(context)];
    let numbers = trouble.numbers();
    let page = form_page(context, &Shown::Problem { sentences: &sentences, field, numbers }, form, &hidden);
    trouble.on(page)
}

/// The page after sending, with the token. Sending the same form again shows the same. Where only
/// the browser knows the token, the places for its groups are empty, and the browser puts [`danger`]
/// where it belongs.
pub(super) fn sent(
    context: Context<'_>,
    token: Option<&Token>,
    report: Option<EntryId>,
    is_danger: bool,
) -> Markup {
    let Context { app, words, .. } = context;
    let position = Position { after: 0, previous: report };
    let weeks = context.weeks(app.config.retention.weeks);
    let groups = token.map(Token::groups).unwrap_or_default();
    html! {
        (happened(&words.token.sent_title))
        @if is_danger { (danger(context)) }
        p { (words.token.sent_text) }
        h2 { (words.token.title) }
        // A page of the server can be loaded again, and shows the same code.
        @if token.is_none() { p { b { (words.token.reload) } } }
        (code(&groups))
        p { b { (words.token.skip) } }
        p { (words.token.what) }
        p class="soft" { (words.token.chars) }
        (row(&words.token.aloud, Disclosure::Closed, &aloud(context, &groups)))
        (row(&words.token.keep_title, Disclosure::Closed, &keep(context, token)))
        h2 { (words.token.after_title) }
        p { (words.token.after_week) }
        p { b { (linked(context, &words.token.after_urgent)) } }
        p { (interpolate(&words.token.after_erased, &[("weeks", &weeks)])) }
        // Else the code that would have to be typed stands on this very page.
        @if context.posted_from == PostedFrom::OurPage {
            (mailbox::write_form(context, token, position, &mailbox::ADD, Filled::nothing(&Form::empty())))
        }
        (withdraw::withdraw_form(token, &words.token.withdraw))
        p { b { (words.page.done) } }
        (numbers_section(context))
    }
}

/// Whom to call now, where what was sent is still going on and about a child or the writer.
pub(super) fn danger(context: Context<'_>) -> Markup {
    html! { div class="danger" { p { b { (linked(context, &context.words.token.danger)) } } } }
}

/// The groups of a token.
type Groups = [Zeroizing<String>; GROUPS];

/// The token as a numbered column; the numbers are not in what is copied.
fn code(groups: &Groups) -> Markup {
    html! {
        ol class="code" role="list" translate="no" {
            @for group in groups { li { (group.as_str()) " " } }
        }
    }
}

/// The token as it is spelled on the telephone.
fn aloud(context: Context<'_>, groups: &Groups) -> Markup {
    let names = &context.words.token.names;
    let spoken = |symbol: char| names.get(symbol.to_string().as_str()).map_or("", String::as_str);
    html! {
        @for (number, group) in groups.iter().enumerate() {
            p translate="no" {
                span class="soft" { (interpolate(&context.words.token.group, &[("group", &(number + 1).to_string())])) }
                " "
                (group.chars().map(spoken).collect::<Vec<_>>().join(" · "))
            }
        }
    }
}

/// Where the code is typed in. In a template, where there is no token, the script fills in the site.
fn keep_where(context: Context<'_>, token: Option<&Token>) -> String {
    let words = &context.words.token;
    match context.site.filter(|_| token.is_some()) {
        Some(site) => interpolate(&words.keep_where, &[("site", site)]),
        None if token.is_some() => words.keep_back.clone(),
        None => words.keep_where.clone(),
    }
}

/// Advice on keeping the token safe.
fn keep(context: Context<'_>, shown: Option<&Token>) -> Markup {
    let token = &context.words.token;
    html! {
        ul {
            li { (keep_where(context, shown)) }
            li { (token.keep_paper) }
            li { (token.keep_photo) }
            li { (token.keep_who) }
            li { (token.keep_lost) }
        }
    }
}
