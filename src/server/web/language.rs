//! Which language a visitor gets: what the address says, else what the browser asks for, read and
//! forgotten.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::page::pad;
use zegel_core::i18n::Language;

/// Sends to the language that the browser asks for.
pub(super) async fn to_asked(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    to(asked(&app, &headers))
}

/// Sends to the first page of a language.
pub(super) fn to(language: Language) -> Response {
    let place = format!("/{}/", language.code());
    let place = HeaderValue::try_from(place).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)], pad(String::new())).into_response()
}

/// For a page at an address that may begin with a language.
pub(super) fn negotiate(app: &App, path: &str, headers: &HeaderMap) -> Language {
    let mut words = path.split(|c: char| !c.is_ascii_alphanumeric()).skip(1);
    let named = words.next().and_then(|code| app.config.wording.language(code));
    named.unwrap_or_else(|| asked(app, headers))
}

/// The first of ours in the header's order; English for who asks for none. Browsers send their
/// languages in the order of preference.
fn asked(app: &App, headers: &HeaderMap) -> Language {
    let wording = &app.config.wording;
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut codes = accepted.unwrap_or_default().split(',').filter_map(|range| range.trim().get(..2));
    codes.find_map(|code| wording.language(&code.to_ascii_lowercase())).unwrap_or_else(|| wording.fallback())
}
