//! `/.well-known/security.txt`: where whoever finds a hole in this site can say so (RFC 9116). Like what is for
//! search engines it is not padded, because no reporter asks for it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::public::wrong;

/// How long it counts. RFC 9116 (2.5.5) asks for less than a year; whoever looks later is given a later day.
const WEEKS: i32 = 26;

/// The file, if the configuration has an address for it.
pub(super) async fn file(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let Some(contact) = app.config.organisation.security_link() else {
        return wrong(&app, &request, StatusCode::NOT_FOUND);
    };
    let expires = app.clock.day().plus_weeks(WEEKS);
    let languages: Vec<_> =
        app.config.site_texts.languages().iter().map(|language| language.code()).collect();
    let text = format!(
        "Contact: {contact}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: {}\n",
        languages.join(", ")
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
