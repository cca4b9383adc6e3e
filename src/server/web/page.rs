//! Pages: the frame that all of them share, the padding to one size, and the small parts they are
//! made of. Everything a visitor sees goes through [`page`].

use std::cmp::Reverse;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::App;
use super::headers::PostedFrom;
pub(super) use zegel_browser::assets::PAGE_SIZE as SIZE;
use zegel_browser::assets::{self, MORE_STYLE, STYLE};
use zegel_core::i18n::{Helpline, Language, LanguageTexts, interpolate};

/// The longest padding.
static SPACES: &str = match std::str::from_utf8(&[b' '; SIZE]) {
    Ok(spaces) => spaces,
    Err(_) => "",
};

/// A rendered page, ready to be sent.
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) html: String,
    /// In how many seconds it makes sense to try again.
    pub(super) retry: Option<u64>,
}

/// The context of a page: the site, the language of the visitor and its words.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) app: &'a App,
    pub(super) language: Language,
    pub(super) words: &'a LanguageTexts,
    /// The origin of the post that the page answers; [`PostedFrom::OurPage`] if it answers none.
    pub(super) posted_from: PostedFrom,
    /// The host by which the visitor came, where it can be written down.
    pub(super) site: Option<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(app: &'a App, language: Language) -> Self {
        let words = app.config.site_texts.words(language);
        Self { app, language, words, posted_from: PostedFrom::OurPage, site: None }
    }

    /// All telephone numbers, the emergency number first.
    pub(super) fn helplines(self) -> &'a [Helpline] {
        self.app.config.site_texts.helplines()
    }

    /// The form page's path in this language.
    pub(super) fn path(self) -> String {
        format!("/{}/", self.language.code())
    }
}

/// The frame of a page: which bar, styles and footer stand around its content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// A form, and nothing that needs more style.
    Form,
    /// The bar, the footer and all styles.
    Plain,
    /// Printing shows the code and nothing else.
    Code,
    /// Nothing but the way out.
    Exit,
}

/// What the head of a page says about it.
pub(super) struct Head<'a> {
    pub(super) title: &'a str,
    /// What it is about, for search engines; a page without it is listed by none.
    pub(super) description: Option<&'a str>,
}

/// A page of the form: the same title everywhere, because titles stay in the history.
pub(super) fn page(context: Context<'_>, frame: Frame, main: &Markup) -> Page {
    titled(context, frame, &Head { title: &context.words.page.title, description: None }, main)
}

/// The one function that makes a page.
pub(super) fn titled(context: Context<'_>, frame: Frame, head: &Head<'_>, main: &Markup) -> Page {
    let Context { app, language, words, .. } = context;
    let description = head.description.filter(|_| !app.config.practice);
    let markup = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content=(if description.is_some() { "noarchive" } else { "none, noarchive" });
                @if let Some(description) = description { meta name="description" content=(description); }
                title { (head.title) }
                link rel="icon" href="data:,";
                @if frame == Frame::Exit {
                    meta http-equiv="refresh" content=(format!("0;url={}", app.config.exit_url));
                }
                style { (PreEscaped(STYLE)) }
                @if frame != Frame::Form { style { (PreEscaped(MORE_STYLE)) } }
                @if frame != Frame::Exit { (script(app)) }
            }
            body class=[(frame == Frame::Code).then_some("codes")] {
                @if frame == Frame::Exit {
                    main { p { (outside(&app.config.exit_url, &words.page.exit_link)) } }
                } @else {
                    (bar(words))
                    @if app.config.practice { (banner(context)) }
                    main id="main" { (main) }
                    (footer(context))
                }
            }
        }
    };
    Page { status: StatusCode::OK, html: markup.into_string(), retry: None }
}

/// The script element, with the two values that the script takes from the page.
fn script(app: &App) -> Markup {
    let script = assets::script();
    html! {
        script type="module" src=(script.path) integrity=(script.integrity) data-recipients=(app.fingerprint)
            data-exit=(app.config.exit_url) {}
    }
}

fn bar(words: &LanguageTexts) -> Markup {
    html! {
        div class="bar" {
            form method="post" { button name="act" value="exit" { (words.page.exit) } }
            a class="skip" href="#main" { (words.page.skip) }
        }
    }
}

fn banner(context: Context<'_>) -> Markup {
    html! { header class="banner" { div class="danger" { p { b { (linked(context, &context.words.page.demo)) } } } } }
}

fn footer(context: Context<'_>) -> Markup {
    let page = &context.words.page;
    let path = context.path();
    html! {
        footer {
            nav class="langs" {
                a href=(format!("{path}privacy")) { (page.footer_privacy) }
                a href=(format!("{path}privacy#who")) { (page.footer_who) }
                a href=(format!("{path}learn")) { (page.footer_learn) }
                a href=(path) { (page.footer_new) }
            }
            @if let Some(logo) = &context.app.config.logo { p class="soft" { (logo) } }
        }
    }
}

impl Page {
    /// This page with another status than 200.
    pub(super) fn with(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// This page with a request to try again in so many seconds.
    pub(super) fn retry(self, seconds: u64) -> Self {
        Self { retry: Some(seconds), ..self }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, pad(self.html)).into_response();
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = self.retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Spaces after the end of the document, up to the next multiple of [`SIZE`].
pub(super) fn pad(mut text: String) -> String {
    let size = text.len().div_ceil(SIZE).max(1) * SIZE;
    let missing = size - text.len();
    text.reserve_exact(missing);
    text.push_str(&SPACES[..missing]);
    text
}

/// A link to somewhere else, which learns nothing from it.
pub(super) fn outside(url: &str, text: &str) -> Markup {
    html! { a href=(url) rel="noreferrer noopener nofollow" { (text) } }
}

/// A heading that says what happened; focus goes there, because the title never changes.
pub(super) fn happened(text: &str) -> Markup {
    html! { h1 tabindex="-1" autofocus { (text) } }
}

/// The problem summary: what went wrong, first on the page and in focus.
pub(super) fn problem(
    context: Context<'_>,
    title: &str,
    sentences: &[String],
    field: Option<&str>,
) -> Markup {
    html! {
        section class="problem" tabindex="-1" autofocus aria-labelledby="problem" {
            h1 id="problem" { (title) }
            @for (number, sentence) in sentences.iter().enumerate() {
                p {
                    @match field.filter(|_| number == 0) {
                        Some(field) => a href=(format!("#{field}")) { (sentence) },
                        None => (linked(context, sentence)),
                    }
                }
            }
        }
    }
}

/// A number as it is shown: it never breaks over two lines.
fn unbroken(number: &str) -> String {
    number.replace(' ', "\u{a0}").replace('-', "\u{2011}")
}

/// A sentence with its telephone numbers as links.
pub(super) fn linked(context: Context<'_>, text: &str) -> Markup {
    numbered(context.helplines(), text)
}

/// A sentence with the telephone numbers of these lines as links.
pub(super) fn numbered(helplines: &[Helpline], text: &str) -> Markup {
    // The first number in the text becomes a link; what follows it is searched for the next.
    let found = helplines.iter().filter(|line| line.link.starts_with("tel:"));
    let found = found.filter_map(|line| whole(text, &line.number).map(|at| (at, line)));
    // Of two that begin at one place, the longer one: 113 is not meant where 113 (0) stands.
    let first = found.min_by_key(|(at, line)| (*at, Reverse(line.number.len())));
    let Some((at, line)) = first else { return html! { (text) } };
    let (before, rest) = text.split_at(at);
    let (_, after) = rest.split_at(line.number.len());
    html! { (before) a href=(line.link) { (unbroken(&line.number)) } (numbered(helplines, after)) }
}

/// The place of a number in a text where it is no part of a longer word.
fn whole(text: &str, number: &str) -> Option<usize> {
    text.match_indices(number).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + number.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// The list of telephone numbers.
pub(super) fn numbers<'a>(context: Context<'_>, lines: impl Iterator<Item = &'a Helpline>) -> Markup {
    html! {
        ul {
            @for line in lines {
                @let text = &context.words.helplines[&line.id];
                li {
                    @if line.link.starts_with("tel:") {
                        a href=(line.link) { (unbroken(&line.number)) }
                    } @else { (outside(&line.link, &line.number)) }
                    " — " (text.text)
                    @if let Some(hours) = &text.hours { " " (hours) }
                }
            }
        }
        p class="soft" { (context.words.numbers.trace) }
    }
}

/// The telephone numbers under a heading of their own, as on token and error pages.
pub(super) fn numbers_section(context: Context<'_>) -> Markup {
    html! {
        h2 { (context.words.numbers.title) }
        (numbers(context, context.helplines().iter()))
    }
}

/// The sentence that says who seals or opens: the server, until the script replaces it.
pub(super) fn sealer(server: &str) -> Markup {
    html! { span class="sealer" { (server) } }
}

/// Whether a row is shown open or closed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Disclosure {
    Open,
    Closed,
}

/// A row that opens when its title is pressed.
pub(super) fn row(title: &str, shown: Disclosure, content: &Markup) -> Markup {
    html! { details open[shown == Disclosure::Open] { summary { (title) } (content) } }
}

/// A word with the organisation's name.
pub(super) fn named(context: Context<'_>, text: &str) -> String {
    interpolate(text, &[("org", &context.app.config.organisation.name)])
}
