//! The first page: welcome and form together, in the order in which people read it.

use maud::{Markup, html};

use super::about_me::about_me_page;
use super::code::code_form;
use super::form::{Form, TRAP};
use super::form_token::HiddenFields;
use super::learn::{for_each, signs};
use super::numbers::numbers_row;
use super::page::{
    CODE_SECTION, Context, Disclosure, Frame, Head, Page, first_page, happened, languages, linked, problem,
    row, sealer, titled,
};
use super::questions::{Filled, part, part_row};
use super::who::introduced;
use zegel_core::i18n::{Language, interpolate};
use zegel_core::questionnaire::Part;

/// The reason why the form is shown, which decides what stands above it.
pub(super) enum Shown<'a> {
    /// It is the first visit.
    Start,
    /// To be read over before sending; nothing was stored.
    Check,
    /// It could not be sent.
    Problem { sentences: &'a [String], field: Option<&'a str>, numbers: Disclosure },
}

impl<'a> Shown<'a> {
    /// The form as it was typed, with the field that is wrong.
    pub(super) fn filled(&self, typed: &'a Form) -> Filled<'a> {
        let wrong = if let Shown::Problem { sentences: [sentence, ..], field: Some(field), .. } = self {
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
    if typed.is_about_me() {
        return about_me_page(context, shown, typed, hidden);
    }
    let (top, description) = match shown {
        Shown::Start => (welcome(context), Some(context.words.start.description.as_str())),
        Shown::Check | Shown::Problem { .. } => (form_notice(context, shown), None),
    };
    let is_first = matches!(shown, Shown::Start);
    let main = html! {
        (top)
        (report_form(context, shown.filled(typed), hidden))
        (after(context))
        @if is_first { (code_section(context)) }
    };
    let frame = if is_first { Frame::First } else { Frame::Form };
    titled(context, frame, &Head { title: &context.words.page.title, description }, &main)
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
        Shown::Check => html! {
            (happened(&words.form.check_title))
            p { (words.form.check_text) }
            p { (words.form.check_change) }
        },
        Shown::Problem { sentences, field, numbers } => html! {
            (problem(context, &words.errors.nothing_sent, sentences, *field))
            p { (linked(context, &words.errors.call)) }
            (numbers_row(context, *numbers))
        },
    }
}

fn welcome(context: Context<'_>) -> Markup {
    let Context { app, words, .. } = context;
    let start = &words.start;
    html! {
        (languages(context, first_page))
        h1 { (start.title) }
        div class="danger" { p { b { (linked(context, &start.danger)) } } }
        @if let Some(notice) = app.config.notice.get(context.language.code()) { div class="note" { p { (notice) } } }
        @if app.is_stale() { div class="note" { p { (linked(context, &start.stale)) } } }
        div class="lead" {
            p { (start.what) " " a href="#story" { (start.tell) } }
            p { (start.anon) " " (introduced(context, &start.who)) }
        }
        (for_each(context))
        form class="about-me" method="post" { button name="act" value="me" { (start.to_me) } }
        (numbers_row(context, Disclosure::Closed))
        (row(&start.to_watch, Disclosure::Closed, &watch(context)))
    }
}

/// The code field under a heading, to which the bar of the first page leads. It is no row: a link does not
/// open one in every browser.
pub(super) fn code_section(context: Context<'_>) -> Markup {
    html! {
        h2 id=(CODE_SECTION) { (context.words.start.to_code) }
        (code_form(context, "", None))
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
            (invitations(context))
            (promise(context))
            (row(&words.form.think, Disclosure::Closed, &think))
            h2 { (words.form.helps) }
            p class="soft" { (words.form.helps_hint) }
            (part(context, Part::Open, filled))
            h2 { (words.form.more) }
            @for hidden_part in Part::ROWS { (part_row(context, hidden_part, filled)) }
            h2 { (words.form.before) }
            (part(context, Part::Before, filled))
            (ending(context, Some(&words.form.truth)))
        }
    }
}

/// The invitations to write in another language, each in its own. Who reads the page in a language that
/// the desk does not speak has chosen it already.
fn invitations(context: Context<'_>) -> Markup {
    let site_texts = &context.app.config.site_texts;
    let of_desk = [Language::DUTCH, Language::ENGLISH];
    let others = site_texts.languages().iter().copied().filter(|language| !of_desk.contains(language));
    html! {
        @if of_desk.contains(&context.language) {
            p class="soft" {
                @for (place, language) in others.enumerate() {
                    @if place > 0 { " · " }
                    span lang=(language.code()) { (site_texts.words(language).form.write_in.replace(' ', "\u{a0}")) }
                }
            }
        }
    }
}

/// Who locks the text, what is lost by leaving, and the way past all questions that may be skipped.
pub(super) fn promise(context: Context<'_>) -> Markup {
    let form = &context.words.form;
    html! {
        p { (sealer(&form.seal_server)) }
        p class="soft" { (form.story_lost) }
        p { a href=(format!("#{SEND}")) { (form.to_send) } }
    }
}

/// The id of the button that sends.
const SEND: &str = "send";

/// The honeypot, a field that people do not see. What fills it in is marked, never refused.
pub(super) fn trap() -> Markup {
    html! { div hidden { label { "Homepage" input type="text" name=(TRAP) tabindex="-1" autocomplete="off"; } } }
}

/// The self-check and the two buttons. The first one is the harmless one, because Enter on a
/// choice presses it.
///
/// `truth` is what is said of false accusation, where it is said at all.
pub(super) fn ending(context: Context<'_>, truth: Option<&str>) -> Markup {
    let form = &context.words.form;
    html! {
        div class="note" {
            p { (form.self_check) }
            @if let Some(truth) = truth { p { (truth) } }
        }
        div class="buttons" {
            button name="act" value="check" { (form.check) }
            button class="send" id=(SEND) name="act" value="send" { (form.send) }
        }
        p class="soft" { (form.send_hint) noscript { " " (form.send_offline) } }
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
        p { a href=(signs(context)) { (words.start.to_learn) } }
        @if let Some(when) = when { p class="soft" { (interpolate(&words.start.collected, &[("when", when)])) } }
    }
}
