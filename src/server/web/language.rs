//! Language negotiation: the language that the address names, else the one that the browser asks for,
//! which is read and forgotten.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::page::pad;
use zegel_core::i18n::Language;

/// Redirects to the language that the browser asks for.
pub(super) async fn to_asked(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    to(preferred(&app, &headers))
}

/// Redirects to the first page of a language.
pub(super) fn to(language: Language) -> Response {
    let place = format!("/{}/", language.code());
    let place = HeaderValue::try_from(place).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)], pad(String::new())).into_response()
}

/// The language for a page at a path that may begin with one.
pub(super) fn negotiate(app: &App, path: &str, headers: &HeaderMap) -> Language {
    let mut words = path.split(|c: char| !c.is_ascii_alphanumeric()).skip(1);
    let named = words.next().and_then(|code| app.config.site_texts.language(code));
    named.unwrap_or_else(|| preferred(app, headers))
}

/// The first offered language of `Accept-Language`; the fallback if it names none. Browsers send their
/// languages in the order of preference, so that no weights need to be read.
fn preferred(app: &App, headers: &HeaderMap) -> Language {
    let site_texts = &app.config.site_texts;
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut codes = accepted.unwrap_or_default().split(',').filter_map(|range| range.trim().get(..2));
    codes
        .find_map(|code| site_texts.language(&code.to_ascii_lowercase()))
        .unwrap_or_else(|| site_texts.fallback())
}
