//! The one page: start and form together. Also the page *is it about you*, which asks less.

use std::sync::{Arc, Mutex};

use maud::{Markup, html};

use super::App;
use super::form::{Form, TRAP};
use super::page::{self, Context, Frame, Page, happened, linked, named, numbers, page, problem, row};
use super::questions::{one_of, part, part_row, text};
use crate::id::{FormId, NoRandomness};
use crate::questionnaire::{Part, questionnaire};
use crate::token::Token;
use crate::words::{Language, fill, for_me, helplines};

/// What the hidden fields of a form carry.
pub(super) struct Hidden {
    token: String,
    form: String,
}

/// Marks where the hidden fields go in a page that is kept.
const TOKEN_MARK: &str = "~token~";
const FORM_MARK: &str = "~form~";

impl Hidden {
    /// For a new form.
    pub(super) fn fresh(app: &App) -> Result<Self, NoRandomness> {
        Self::made(app.began.elapsed().as_secs())
    }

    /// For a form that came back: another token and id, but as old as it is.
    pub(super) fn again(app: &App, typed: &Form) -> Result<Self, NoRandomness> {
        let made = typed.form().and_then(|(_, made)| made);
        Self::made(made.unwrap_or_else(|| app.began.elapsed().as_secs()))
    }

    /// The seconds since the server's start are padded, so that every form has the same length.
    fn made(seconds: u64) -> Result<Self, NoRandomness> {
        let token = Token::random()?.to_field().to_string();
        Ok(Self { token, form: format!("{}.{seconds:010}", FormId::random()?) })
    }

    /// The same again, where an answer could not be given and is asked for once more.
    pub(super) fn same(form: &Form) -> Self {
        Self { token: form.typed("token").to_owned(), form: form.typed("form").to_owned() }
    }

    /// For a message: the same token, and the same form if it came back.
    pub(super) fn of_message(app: &App, token: &Token, typed: &Form) -> Result<Self, NoRandomness> {
        let form = match typed.form() {
            Some(_) => typed.typed("form").to_owned(),
            None => Self::fresh(app)?.form,
        };
        Ok(Self { token: token.to_field().to_string(), form })
    }

    fn marks() -> Self {
        Self { token: TOKEN_MARK.to_owned(), form: FORM_MARK.to_owned() }
    }

    pub(super) fn fields(&self) -> Markup {
        html! {
            input type="hidden" name="token" value=(self.token);
            input type="hidden" name="form" value=(self.form);
        }
    }
}

/// Why the form is shown.
pub(super) enum Shown<'a> {
    /// First.
    Start,
    /// To be read over; nothing was stored.
    Check,
    /// Something is in the way.
    Problem { sentences: &'a [String], field: Option<&'a str> },
}

/// The form with whatever was typed. *Is it about you* stays that page.
pub(super) fn form_page(context: Context<'_>, shown: &Shown<'_>, typed: &Form, hidden: &Hidden) -> Page {
    if typed.typed("view") == "me" {
        return me_page(context, shown, typed, hidden);
    }
    let head = match shown {
        Shown::Start => welcome(context),
        other => said(context, other),
    };
    let main = html! {
        (head)
        (report_form(context, typed, hidden))
        (after(context))
    };
    page(context, Frame::Plain, &main)
}

/// What stands above a form that came back.
fn said(context: Context<'_>, shown: &Shown<'_>) -> Markup {
    let words = context.words;
    match shown {
        Shown::Start => html! {},
        Shown::Check => html! { (happened(&words.form.check_title)) p { (words.form.check_text) } },
        Shown::Problem { sentences, field } => html! {
            (problem(&words.errors.nothing_sent, sentences, *field))
            p { (linked(&words.errors.call)) }
            (row(&words.start.door_numbers, true, &numbers(context, helplines().iter())))
        },
    }
}

fn welcome(context: Context<'_>) -> Markup {
    let Context { app, words, .. } = context;
    let start = &words.start;
    html! {
        nav class="langs" aria-label=(words.page.language) {
            @for language in Language::ALL {
                @if language == context.language {
                    span lang=(language.code()) aria-current="true" { (language.own_name()) }
                } @else {
                    a href=(format!("/{}/", language.code())) lang=(language.code()) { (language.own_name()) }
                }
            }
        }
        h1 { (start.title) }
        div class="danger" { p { b { (linked(&start.danger)) } } }
        @if let Some(notice) = app.config.notice.get(context.language.code()) { div class="note" { p { (notice) } } }
        @if app.is_stale() { div class="note" { p { (linked(&start.stale)) } } }
        div class="lead" {
            p { (start.what) }
            p { (start.anon) }
            p { (named(context, &start.who)) }
        }
        form class="door" method="post" { button name="act" value="me" { (start.door_me) } }
        (row(&start.door_numbers, false, &numbers(context, helplines().iter())))
        (row(&start.door_watch, false, &watch(context)))
        (row(&start.door_code, false, &code_form(context, "")))
    }
}

fn watch(context: Context<'_>) -> Markup {
    let Context { app, words, .. } = context;
    html! {
        p { (words.watch.work) }
        p { (words.watch.shared) }
        p { (words.watch.spy) }
        @if let Some(onion) = &app.config.onion { p { (fill(&words.watch.tor, &[("onion", onion)])) } }
        p { b { (words.exit.title) } " " (words.exit.what) }
        p { (words.exit.text) " " (words.exit.not) }
        p { (words.exit.tab) }
    }
}

/// The one single-line field there is, in a form of its own.
pub(super) fn code_form(context: Context<'_>, typed: &str) -> Markup {
    let form = &context.words.form;
    html! {
        form method="post" {
            label class="ask first" for="code" { (form.code_label) }
            span class="hint" id="code-hint" { (form.code_hint) }
            input type="text" id="code" name="code" value=(typed) autocomplete="off" autocapitalize="characters"
                spellcheck="false" translate="no" aria-describedby="code-hint";
            div class="buttons" { button name="act" value="look" { (form.code_open) } }
        }
    }
}

fn report_form(context: Context<'_>, typed: &Form, hidden: &Hidden) -> Markup {
    let words = context.words;
    let think = html! {
        p { (words.form.think_customer) }
        p { (words.form.think_work) }
        p { (words.form.think_taxi) }
        p { (words.form.think_near) }
    };
    html! {
        form method="post" autocomplete="off" {
            (hidden.fields())
            (trap())
            (part(context, Part::Story, typed))
            p class="hint" { (words.form.story_languages) }
            p class="soft" { (words.form.seal_server) " " (words.form.story_lost) }
            (row(&words.form.think, false, &think))
            h2 { (words.form.helps) }
            (part(context, Part::Open, typed))
            h2 { (words.form.more) }
            @for hidden_part in Part::ROWS { (part_row(context, hidden_part, typed)) }
            h2 { (words.form.before) }
            (part(context, Part::Before, typed))
            (ending(context))
        }
    }
}

/// A field that people do not see. What fills it in is noted, never refused.
fn trap() -> Markup {
    html! { div hidden { label { "Homepage" input type="text" name=(TRAP) tabindex="-1" autocomplete="off"; } } }
}

/// The self-check and the two buttons. The first one is the harmless one, because Enter on a
/// choice presses it.
fn ending(context: Context<'_>) -> Markup {
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
        @if let Some(when) = when { p class="soft" { (fill(&words.start.collected, &[("when", when)])) } }
    }
}

fn me_page(context: Context<'_>, shown: &Shown<'_>, typed: &Form, hidden: &Hidden) -> Page {
    let words = context.words;
    let about = |id: &str| questionnaire().get(id);
    let head = match shown {
        Shown::Start => html! { (happened(&words.me.title)) },
        other => said(context, other),
    };
    let pass = about("pass").map(|asked| one_of(context, "pass", asked.options(), typed));
    let pass_words = words.questions.get("pass");
    let main = html! {
        (head)
        p { (words.me.choose) }
        div class="danger" { p { (linked(&words.me.danger)) } }
        p { (words.me.talk) }
        (numbers(context, for_me()))
        p { (words.me.write) }
        p { (words.me.safe) }
        form method="post" autocomplete="off" {
            (hidden.fields())
            (trap())
            input type="hidden" name="view" value="me";
            fieldset class="ask" {
                legend { (words.me.who) }
                (one_of(context, "role", ["role-me", "role-close"].into_iter(), typed))
            }
            (text("story", &words.me.story, None, typed.typed("story"), None))
            p class="soft" { (words.form.seal_server) " " (words.form.story_lost) }
            fieldset class="ask" id="pass" aria-describedby="pass-hint" {
                legend { (pass_words.map_or("", |words| words.label.as_str())) }
                span class="hint" id="pass-hint" { (pass_words.and_then(|words| words.hint.as_deref()).unwrap_or("")) }
                @if let Some(pass) = pass { (pass) }
            }
            (ending(context))
        }
    };
    page(context, Frame::Plain, &main)
}

/// *Is it about you*, as it is first shown.
pub(super) fn about_me(context: Context<'_>) -> Result<Page, NoRandomness> {
    let hidden = Hidden::fresh(context.app)?;
    Ok(me_page(context, &Shown::Start, &Form::empty(), &hidden))
}

/// The first page of each language, rendered once and cut at its two hidden fields.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<Option<Arc<Cut>>>>);

struct Cut {
    /// What the page says that changes with time; when it does, the page is rendered anew.
    says: (i32, bool),
    pieces: [String; 3],
}

impl Kept {
    /// The page with fresh hidden fields.
    pub(super) fn page(&self, context: Context<'_>) -> Result<Page, NoRandomness> {
        let cut = self.cut(context);
        let hidden = Hidden::fresh(context.app)?;
        let [first, second, third] = &cut.pieces;
        let mut html = String::with_capacity(page::SIZE);
        html.extend([first.as_str(), &hidden.token, second, &hidden.form, third]);
        Ok(Page { status: axum::http::StatusCode::OK, html, retry: None })
    }

    fn cut(&self, context: Context<'_>) -> Arc<Cut> {
        let says = context.app.says();
        let number = Language::ALL.iter().position(|language| *language == context.language).unwrap_or(0);
        let kept = self.0.lock().ok().and_then(|kept| kept.get(number).cloned().flatten());
        if let Some(cut) = kept.filter(|cut| cut.says == says) {
            return cut;
        }
        let cut = Arc::new(Cut { says, pieces: cut(context) });
        if let Ok(mut kept) = self.0.lock() {
            kept.resize(Language::ALL.len(), None);
            kept[number] = Some(cut.clone());
        }
        cut
    }
}

fn cut(context: Context<'_>) -> [String; 3] {
    let page = form_page(context, &Shown::Start, &Form::empty(), &Hidden::marks());
    let (first, rest) = page.html.split_once(TOKEN_MARK).unwrap_or((&page.html, ""));
    let (second, third) = rest.split_once(FORM_MARK).unwrap_or((rest, ""));
    [first, second, third].map(str::to_owned)
}
