//! Search engines: what they are told not to look at, and where all pages that they may list are. These
//! two answers are not padded, because it is a program that asks for them and not a reporter.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{PreEscaped, html};

use super::App;
use super::learn::Lesson;
use super::public::wrong;
use zegel_core::i18n::Language;

/// `/robots.txt` (RFC 9309).
pub(super) async fn robots(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let mut text = "User-agent: *\n".to_owned();
    if app.is_hidden(&request) {
        text.push_str("Disallow: /\n");
    } else {
        text.push_str("Disallow: /api/\nDisallow: /*/parts\n");
        if let Some(site) = &app.config.organisation.page {
            text.extend(["Sitemap: ", site, "sitemap.xml\n"]);
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `/sitemap.xml` (sitemaps.org): each page that may be listed, with itself in all other languages.
pub(super) async fn sitemap(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let site = app.config.organisation.page.as_deref().filter(|_| !app.is_hidden(&request));
    let Some(site) = site else { return wrong(&app, &request, StatusCode::NOT_FOUND) };
    let listed = app.listed().into_iter().map(|same| urls(site, &same));
    let text = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" {
            @for urls in listed { (urls) }
        }
    };
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], text.into_string()).into_response()
}

/// A page in all languages that have it, and the path for whoever speaks none of them.
struct Same {
    paths: Vec<(Language, String)>,
    otherwise: String,
}

/// The entries of one page, each naming all of its languages.
fn urls(site: &str, same: &Same) -> maud::Markup {
    let site = site.trim_end_matches('/');
    html! {
        @for (_, path) in &same.paths {
            url {
                loc { (site) (path) }
                @for (language, path) in &same.paths {
                    (alternate(language.code(), &format!("{site}{path}")))
                }
                (alternate("x-default", &format!("{site}{}", same.otherwise)))
            }
        }
    }
}

/// A link to the same page in another language; XML wants it closed, which HTML would not.
fn alternate(language: &str, address: &str) -> PreEscaped<String> {
    let known = html! { (language) };
    let place = html! { (address) };
    PreEscaped(format!("<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>", known.0, place.0))
}

impl App {
    /// Whether no search engine is to list anything: a practice page, or the way in through Tor.
    fn is_hidden<T>(&self, request: &Request<T>) -> bool {
        self.config.practice || self.came_by_onion(request)
    }

    /// The pages that search engines may list: the first page, the list of learn pages, and these.
    fn listed(&self) -> Vec<Same> {
        let mut numbers: Vec<_> = self.lessons.iter().map(|lesson| lesson.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let first = self.in_each(|language| Some(format!("/{}/", language.code())));
        let index = self.in_each(|language| Some(format!("/{}/learn", language.code())));
        let lessons = numbers
            .into_iter()
            .map(|number| self.in_each(|language| self.lesson(language, number).map(Lesson::path)));
        // The address without a language leads to the one that the browser asks for.
        let first = first.map(|same| Same { otherwise: "/".to_owned(), ..same });
        [first, index].into_iter().chain(lessons).flatten().collect()
    }

    /// A page in each offered language that has it.
    fn in_each(&self, path: impl Fn(Language) -> Option<String>) -> Option<Same> {
        let site_texts = &self.config.site_texts;
        let languages = site_texts.languages().iter().copied();
        let paths: Vec<_> = languages.filter_map(|language| Some((language, path(language)?))).collect();
        let fallback = paths.iter().find(|(language, _)| *language == site_texts.fallback());
        let otherwise = fallback.or(paths.first())?.1.clone();
        Some(Same { paths, otherwise })
    }
}
