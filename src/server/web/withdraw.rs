//! Withdrawing a report: asked once more, then removed from the store. The answer does not tell whether
//! it was there.

use maud::{Markup, html};

use super::form::Form;
use super::form_token::token_field;
use super::limits::Action;
use super::numbers::{numbers_row, numbers_section, with_numbers};
use super::page::{Context, Disclosure, Frame, Page, happened, page, problem};
use super::trouble::{Trouble, failed};
use crate::listen::Visitor;
use zegel_core::i18n::interpolate;
use zegel_core::token::Token;

/// The button that leads to withdrawing.
pub(super) fn withdraw_form(token: Option<&Token>, label: &str) -> Markup {
    html! {
        form class="buttons" method="post" {
            (token_field(token))
            button name="act" value="withdraw" { (label) }
        }
    }
}

/// Asks once more whether to withdraw.
pub(super) fn ask(context: Context<'_>, form: &Form) -> Page {
    match form.token() {
        Some(token) => confirm(context, &token, None),
        None => failed(context, Trouble::Unread),
    }
}

fn confirm(context: Context<'_>, token: &Token, trouble: Option<&str>) -> Page {
    let main = html! {
        @match trouble {
            Some(sentence) => (problem(context, &context.words.errors.heading, &[sentence.to_owned()], None)),
            None => (happened(&context.words.withdrawal.title)),
        }
        (choice(context, Some(token)))
        @if trouble.is_some() { (numbers_section(context)) } @else { (numbers_row(context, Disclosure::Closed)) }
    };
    page(context, Frame::Plain, &main)
}

/// The sentences about what withdrawing does and does not do, and the two buttons.
pub(super) fn choice(context: Context<'_>, token: Option<&Token>) -> Markup {
    let words = &context.words.withdrawal;
    let backup = context.app.config.backup.as_ref().map(|backup| context.weeks(backup.weeks));
    html! {
        p { (words.erases) }
        p { (words.copies) " " (words.copies_kept) }
        p { (words.passed_on) }
        @if let Some(weeks) = backup { p { (interpolate(&words.backups, &[("backup", &weeks)])) } }
        form method="post" {
            (token_field(token))
            div class="buttons" {
                button name="act" value="look" { (words.no) }
                button class="send" name="act" value="withdraw-yes" { (words.yes) }
            }
        }
    }
}

/// Removes the thread of a token, if there is one; the answer does not tell.
pub(super) async fn withdraw(context: Context<'_>, form: &Form, visitor: Visitor) -> Page {
    let app = context.app;
    let Some(token) = form.token() else { return failed(context, Trouble::Unread) };
    if let Err(busy) = app.limits.take(Action::Withdraw, visitor) {
        let sentence = busy.sentence(context, &context.words.errors.busy_code);
        return Trouble::Busy(busy).on(confirm(context, &token, Some(&sentence)));
    }
    let keys = token.keys(app.instance);
    let withdrawal = keys.withdrawal().clone();
    match app.store.withdraw(keys.mailbox_key().mailbox(), withdrawal, app.clock.week()).await {
        Ok(()) => withdrawn_page(context),
        Err(error) => Trouble::from(error).on(confirm(context, &token, Some(&context.words.errors.withdraw))),
    }
}

fn withdrawn_page(context: Context<'_>) -> Page {
    with_numbers(context, &withdrawn(context))
}

/// The sentences that say that it is done, whether or not there was anything.
pub(super) fn withdrawn(context: Context<'_>) -> Markup {
    let words = &context.words.withdrawal;
    html! {
        (happened(&words.done))
        p { (words.done_text) }
        p { a href=(context.path()) { (words.again) } }
    }
}
