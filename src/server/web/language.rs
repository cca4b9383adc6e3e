//! Language negotiation: the language that the address names, else the one that the browser asks for,
//! which is read and forgotten.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::page::pad;
use zegel_core::i18n::{Language, SiteTexts};

/// The most ranges of `Accept-Language` that are read, far above what any browser sends.
const MOST_RANGES: usize = 64;
/// The weight of a range that has none, in thousandths.
const WHOLE: u16 = 1000;

/// Redirects to the language that the browser asks for.
pub(super) async fn to_asked(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    to(preferred(&app.config.site_texts, &headers))
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
    named.unwrap_or_else(|| preferred(&app.config.site_texts, headers))
}

/// The offered language with the highest weight in `Accept-Language`, the first of several (RFC 9110,
/// section 12.5.4). Where none is asked for: the fallback, unless it is refused with weight 0 and
/// another is not.
fn preferred(site_texts: &SiteTexts, headers: &HeaderMap) -> Language {
    let ranges = ranges(headers);
    let any = any(site_texts, &ranges);
    let mut asked: Vec<&Range<'_>> = ranges.iter().filter(|range| range.weight > 0).collect();
    // A stable sort: of equal weights the first one stays first.
    asked.sort_by_key(|range| Reverse(range.weight));
    asked.iter().find_map(|range| range.language(site_texts, any)).unwrap_or(any)
}

/// The language for whom any is as good: the fallback, or the first that is not refused.
fn any(site_texts: &SiteTexts, ranges: &[Range<'_>]) -> Language {
    let is_refused = |language: &Language| ranges.iter().any(|range| range.refuses(*language));
    let others = site_texts.languages().iter().copied();
    let mut candidates = std::iter::once(site_texts.fallback()).chain(others);
    candidates.find(|language| !is_refused(language)).unwrap_or_else(|| site_texts.fallback())
}

/// A language range with its weight in thousandths.
struct Range<'a> {
    /// The first subtag: `nl` of `nl-Latn-BE`, or `*`.
    primary: &'a [u8],
    /// Whether there is another subtag: who refuses `nl-BE` has not refused `nl`.
    is_narrow: bool,
    weight: u16,
}

impl Range<'_> {
    /// The offered language that is asked for, of `*` the one for whom any is as good.
    fn language(&self, site_texts: &SiteTexts, any: Language) -> Option<Language> {
        if self.primary == b"*" {
            return Some(any);
        }
        let mut languages = site_texts.languages().iter().copied();
        languages.find(|language| self.is(*language))
    }

    fn is(&self, language: Language) -> bool {
        self.primary.eq_ignore_ascii_case(language.code().as_bytes())
    }

    fn refuses(&self, language: Language) -> bool {
        self.weight == 0 && !self.is_narrow && self.is(language)
    }
}

/// The ranges of all `Accept-Language` headers. What is no range is left out.
fn ranges(headers: &HeaderMap) -> Vec<Range<'_>> {
    let values = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let parts = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    parts.take(MOST_RANGES).map(range).collect()
}

fn range(text: &[u8]) -> Range<'_> {
    let mut parts = text.split(|byte| *byte == b';');
    let tag = parts.next().unwrap_or_default().trim_ascii();
    let primary = tag.split(|byte| matches!(byte, b'-' | b'_')).next().unwrap_or_default();
    let weight = parts.find_map(weight).unwrap_or(WHOLE);
    Range { primary, is_narrow: primary.len() < tag.len(), weight }
}

/// The weight of a parameter `q=0.8`, if it is one. A weight that cannot be read is no weight: the
/// person named the language.
fn weight(parameter: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(parameter.trim_ascii()).ok()?;
    let (name, value) = text.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, thousandths) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let digits = format!("{thousandths:0<3}");
    let is_read = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" if is_read => Some(WHOLE),
        "0" if is_read => digits.parse().ok(),
        _ => None,
    }
}
