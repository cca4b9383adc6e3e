//! The first page: welcome and form together, in the order in which people read it.

use maud::{Markup, html};

use super::about_me::about_me_page;
use super::code::code_form;
use super::form::{Form, TRAP};
use super::form_token::HiddenFields;
use super::learn::{for_each, signs};
use super::page::{
    Context, Disclosure, Frame, Head, Page, happened, linked, numbers, problem, row, sealer, titled,
};
use super::questions::{Filled, part, part_row};
use super::who::introduced;
use zegel_core::i18n::interpolate;
use zegel_core::questionnaire::Part;

/// The reason why the form is shown, which decides what stands above it.
pub(super) enum Shown<'a> {
    /// It is the first visit.
    Start,
    /// To be read over before sending; nothing was stored.
    Check,
    /// It could not be sent.
    Problem { sentences: &'a [String], field: Option<&'a str> },
}

impl<'a> Shown<'a> {
    /// The form as it was typed, with the field that is wrong.
    pub(super) fn filled(&self, typed: &'a Form) -> Filled<'a> {
        let wrong = if let Shown::Problem { sentences: [sentence, ..], field: Some(field) } = self {
            Some((*field, sentence.as_str()))
        } else {
            None
        };
        Filled { typed, wrong }
    }
}

/// The form with whatever was typed. *Is it about you* stays that page.
pub(super) fn form_page(
    context: Context<'_>,
    shown: &Shown<'_>,
    typed: &Form,
    hidden: &HiddenFields,
) -> Page {
    if typed.typed("view") == "me" {
        return about_me_page(context, shown, typed, hidden);
    }
    let (top, description) = match shown {
        Shown::Start => (welcome(context), Some(context.words.start.description.as_str())),
        Shown::Check | Shown::Problem { .. } => (form_notice(context, shown), None),
    };
    let main = html! {
        (top)
        (report_form(context, shown.filled(typed), hidden))
        (after(context))
    };
    titled(context, Frame::Form, &Head { title: &context.words.page.title, description }, &main)
}

/// The size of the first page in bytes before it is padded.
pub(super) fn size(context: Context<'_>) -> usize {
    let hidden = HiddenFields { token: "0".repeat(34), form: "0".repeat(43) };
    form_page(context, &Shown::Start, &Form::empty(), &hidden).html.len()
}

/// The notice above a form that came back.
pub(super) fn form_notice(context: Context<'_>, shown: &Shown<'_>) -> Markup {
    let words = context.words;
    match shown {
        Shown::Start => html! {},
        Shown::Check => html! { (happened(&words.form.check_title)) p { (words.form.check_text) } },
        Shown::Problem { sentences, field } => html! {
            (problem(context, &words.errors.nothing_sent, sentences, *field))
            p { (linked(context, &words.errors.call)) }
            (row(&words.start.door_numbers, Disclosure::Open, &numbers(context, context.helplines().iter())))
        },
    }
}

fn welcome(context: Context<'_>) -> Markup {
    let Context { app, words, .. } = context;
    let start = &words.start;
    html! {
        nav class="langs" aria-label=(words.page.language) {
            @for language in app.config.site_texts.languages().iter().copied() {
                @if language == context.language {
                    span lang=(language.code()) aria-current="true" { (language.own_name()) }
                } @else {
                    a href=(format!("/{}/", language.code())) lang=(language.code()) { (language.own_name()) }
                }
            }
        }
        h1 { (start.title) }
        div class="danger" { p { b { (linked(context, &start.danger)) } } }
        @if let Some(notice) = app.config.notice.get(context.language.code()) { div class="note" { p { (notice) } } }
        @if app.is_stale() { div class="note" { p { (linked(context, &start.stale)) } } }
        div class="lead" {
            p { (start.what) }
            p { (start.anon) }
            p { (introduced(context, &start.who)) }
        }
        (for_each(context))
        form class="door" method="post" { button name="act" value="me" { (start.door_me) } }
        (row(&start.door_numbers, Disclosure::Closed, &numbers(context, context.helplines().iter())))
        (row(&start.door_watch, Disclosure::Closed, &watch(context)))
        (row(&start.door_code, Disclosure::Closed, &code_form(context, "", None)))
    }
}

fn watch(context: Context<'_>) -> Markup {
    let Context { app, words, .. } = context;
    html! {
        p { (words.watch.work) }
        p { (words.watch.shared) }
        p { (words.watch.spy) }
        @if let Some(onion) = app.config.onion_address() { p { (interpolate(&words.watch.tor, &[("onion", onion)])) } }
        p { b { (words.exit.title) } " " (words.exit.what) }
        p { (words.exit.text) " " (words.exit.not) }
        p data-exit="" { (words.exit.tab) }
    }
}

fn report_form(context: Context<'_>, filled: Filled<'_>, hidden: &HiddenFields) -> Markup {
    let words = context.words;
    let think = html! {
        p { (words.form.think_customer) }
        p { (words.form.think_work) }
        p { (words.form.think_taxi) }
        p { (words.form.think_near) }
    };
    html! {
        form method="post" autocomplete="off" autocorrect="off" spellcheck="false" {
            (hidden.fields())
            (trap())
            (part(context, Part::Story, filled))
            p class="hint" { (words.form.story_languages) }
            p class="soft" { (sealer(&words.form.seal_server)) " " (words.form.story_lost) }
            (row(&words.form.think, Disclosure::Closed, &think))
            h2 { (words.form.helps) }
            (part(context, Part::Open, filled))
            h2 { (words.form.more) }
            @for hidden_part in Part::ROWS { (part_row(context, hidden_part, filled)) }
            h2 { (words.form.before) }
            (part(context, Part::Before, filled))
            (ending(context))
        }
    }
}

/// The honeypot, a field that people do not see. What fills it in is marked, never refused.
pub(super) fn trap() -> Markup {
    html! { div hidden { label { "Homepage" input type="text" name=(TRAP) tabindex="-1" autocomplete="off"; } } }
}

/// The self-check and the two buttons. The first one is the harmless one, because Enter on a
/// choice presses it.
pub(super) fn ending(context: Context<'_>) -> Markup {
    let form = &context.words.form;
    html! {
        div class="note" { p { (form.self_check) } p { (form.truth) } }
        div class="buttons" {
            button name="act" value="check" { (form.check) }
            button class="send" name="act" value="send" { (form.send) }
        }
        p class="soft" { (form.send_hint) }
    }
}

fn after(context: Context<'_>) -> Markup {
    let Context { app, words, .. } = context;
    let when = app.collected_words(words);
    html! {
        h2 { (words.form.next) }
        ul {
            li { (words.form.next_code) }
            li { (words.form.next_read) }
            li { (words.form.next_often) }
            li { (words.form.next_proof) }
        }
        p { a href=(signs(context)) { (words.start.door_learn) } }
        @if let Some(when) = when { p class="soft" { (interpolate(&words.start.collected, &[("when", when)])) } }
    }
}
