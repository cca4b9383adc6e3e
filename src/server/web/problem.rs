//! Problem documents (RFC 9457): the refusals of both APIs. None holds a word that came in.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::page::pad;
use super::trouble::Trouble;
use zegel_core::json::to_json;
use zegel_core::seal::HeaderRefused;
use zegel_core::wire::{Problem, Refusal, Site};

/// A problem for a status alone.
pub(super) fn status_only(status: StatusCode) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    problem(status, "about:blank", title, None)
}

/// A problem for a refusal that needs no name of its own.
pub(super) fn refused(refusal: Refusal) -> Response {
    status_only(status_of(refusal))
}

/// The status of a refusal.
pub(super) fn status_of(refusal: Refusal) -> StatusCode {
    StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A problem with a name of its own.
pub(super) fn problem(status: StatusCode, kind: &str, title: &str, site: Option<Site>) -> Response {
    let body = Problem { kind: kind.to_owned(), title: title.to_owned(), status: status.as_u16(), site };
    let mut response = json(&body);
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// An answer of an API, padded like a page.
pub(super) fn json(body: &impl serde::Serialize) -> Response {
    let text = pad(to_json(body));
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// The problem for a trouble, where a client asked instead of a person.
pub(super) fn trouble(trouble: Trouble) -> Response {
    let (kind, title) = match trouble {
        Trouble::Empty | Trouble::TooLong { .. } | Trouble::Unread => {
            ("/problems/unread", "The request is not understood")
        }
        Trouble::Busy(_) => ("/problems/busy", "Too many requests; try again later"),
        Trouble::Store => ("/problems/store", "Nothing can be stored now; try again later"),
        Trouble::Full => ("/problems/full", "The store is full"),
        Trouble::Closed => ("/problems/closed", "No reports are accepted now"),
        Trouble::Withdrawn => ("/problems/withdrawn", "This report was withdrawn; nothing was stored"),
    };
    let mut response = problem(trouble.status(), kind, title, None);
    if let Trouble::Busy(busy) = trouble {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(busy.seconds));
    }
    response
}

/// The problem for bytes that are not sealed as they have to be. For another set of recipients the
/// present one comes with the answer.
pub(super) fn not_sealed(refused: HeaderRefused, site: Site) -> Response {
    match refused {
        HeaderRefused::NotAge => {
            problem(status_of(Refusal::NotSealed), "/problems/not-age", "Not an age file", None)
        }
        HeaderRefused::NoClass => {
            let title = "Not padded to a size class";
            problem(status_of(Refusal::NotSealed), "/problems/no-class", title, None)
        }
        HeaderRefused::OtherRecipients => {
            let title = "Not sealed for the present recipients";
            problem(status_of(Refusal::OtherRecipients), "/problems/other-recipients", title, Some(site))
        }
    }
}
