//! Pages: the frame that all of them share, the padding to one size, and the small parts they are
//! made of. Everything a visitor sees goes through [`page`].

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::App;
use super::headers::PostedFrom;
pub(super) use zegel_browser::assets::PAGE_SIZE as SIZE;
use zegel_browser::assets::{self, MORE_STYLE, STYLE};
use zegel_core::i18n::{Helpline, Language, LanguageTexts, Unit, interpolate};

pub(super) use super::numbers::{linked, numbers_section};

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
        first_page(self.language)
    }

    /// A number with its noun.
    pub(super) fn count(self, unit: Unit, number: usize) -> String {
        self.words.counts.phrase(self.language, unit, number)
    }

    /// A number of weeks.
    pub(super) fn weeks(self, weeks: u16) -> String {
        self.count(Unit::Weeks, usize::from(weeks))
    }
}

/// The frame of a page: which bar, styles and footer stand around its content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// The first page: as [`Frame::Form`], with a way to the code field in the bar and the first
    /// style alone.
    First,
    /// No link to a new report: it leads away from a form, or nowhere while none is taken.
    Form,
    /// The bar, the footer and all styles.
    Plain,
    /// Printing shows the code and nothing else.
    Code,
    /// Nothing but the way out.
    Exit,
    /// Parts for the script, with the style that the first page lacks.
    Parts,
}

/// What the head of a page says about it.
pub(super) struct Head<'a> {
    pub(super) title: &'a str,
    /// What it is about, for search engines; a page without it is listed by none.
    pub(super) description: Option<&'a str>,
}

impl Frame {
    /// Whether it stands where a report is written.
    fn is_form(self) -> bool {
        matches!(self, Self::First | Self::Form)
    }
}

/// The id of the section with the code field.
pub(super) const CODE_SECTION: &str = "have-code";

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
                @if frame != Frame::Parts { style { (PreEscaped(STYLE)) } }
                @if frame != Frame::First { style { (PreEscaped(MORE_STYLE)) } }
                @if !matches!(frame, Frame::Exit | Frame::Parts) { (script(app)) }
            }
            body class=[(frame == Frame::Code).then_some("codes")] {
                @if frame == Frame::Exit {
                    main { p { (outside(&app.config.exit_url, &words.page.exit_link)) } }
                } @else if frame == Frame::Parts {
                    main id="main" { (main) }
                } @else {
                    (bar(words, frame))
                    @if app.config.practice { (banner(context)) }
                    main id="main" { (main) }
                    (footer(context, frame))
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

/// The bar. *Leave quickly* is first for the keyboard, and the style puts it last.
fn bar(words: &LanguageTexts, frame: Frame) -> Markup {
    html! {
        div class="bar" {
            form method="post" { button name="act" value="exit" { (words.page.exit) } }
            a class="skip" href="#main" { (words.page.skip) }
            @if frame == Frame::First { a href=(format!("#{CODE_SECTION}")) { (words.start.to_code) } }
        }
    }
}

fn banner(context: Context<'_>) -> Markup {
    html! { header class="banner" { div class="danger" { p { b { (linked(context, &context.words.page.demo)) } } } } }
}

/// The line of languages: each leads to the page at its path, and the present one to nowhere.
pub(super) fn languages(context: Context<'_>, path: impl Fn(Language) -> String) -> Markup {
    html! {
        nav class="langs" aria-label=(context.words.page.language) {
            @for language in context.app.config.site_texts.languages().iter().copied() {
                @if language == context.language {
                    span lang=(language.code()) aria-current="true" { (language.own_name()) }
                } @else {
                    a href=(path(language)) lang=(language.code()) { (language.own_name()) }
                }
            }
        }
    }
}

/// The path of a language's first page.
pub(super) fn first_page(language: Language) -> String {
    format!("/{}/", language.code())
}

fn footer(context: Context<'_>, frame: Frame) -> Markup {
    let page = &context.words.page;
    let path = context.path();
    html! {
        footer {
            nav class="langs" aria-label=(page.footer) {
                a href=(format!("{path}privacy")) { (page.footer_privacy) }
                a href=(format!("{path}privacy#who")) { (page.footer_who) }
                a href=(format!("{path}learn")) { (page.footer_learn) }
                @if !frame.is_form() { a href=(path) { (page.footer_new) } }
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

/// The sentence that says who seals or opens: the server, until the script has shown that the
/// browser can, and replaces it.
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
