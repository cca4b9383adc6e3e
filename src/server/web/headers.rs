//! Headers: what every answer carries, what every request has to, and where a post comes from by them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::problem::status_only;
use crate::listen::Net;
use zegel_browser::assets;

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), \
    clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), \
    geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), web-share=(), \
    xr-spatial-tracking=()";

/// The headers of every answer, made once at the start. They are the same on every page, so that they
/// tell nothing.
pub(super) struct Always {
    onion: HeaderMap,
    elsewhere: HeaderMap,
}

impl Always {
    /// The headers of a site with this onion address.
    pub(super) fn new(onion: Option<&str>) -> Self {
        let mut always = HeaderMap::with_capacity(24);
        always.extend(fixed());
        always.insert(header::CONTENT_SECURITY_POLICY, policy());
        let mut elsewhere = always.clone();
        // Gateways show onions to search engines; what is found there should lead nobody through one.
        let unlisted = HeaderValue::from_static("none, noarchive");
        always.insert(HeaderName::from_static("x-robots-tag"), unlisted);
        let transport = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        elsewhere.insert(header::STRICT_TRANSPORT_SECURITY, transport);
        if let Some(onion) = onion.and_then(|onion| HeaderValue::from_str(onion).ok()) {
            elsewhere.insert(HeaderName::from_static("onion-location"), onion);
        }
        Self { onion: always, elsewhere }
    }
}

/// The headers of every answer of a site with this onion address, as its visitors get them from
/// elsewhere than the onion.
pub fn headers(onion: Option<&str>) -> HeaderMap {
    Always::new(onion).elsewhere
}

/// Middleware of the public listener: the request is checked, and its answer gets the headers of every answer.
pub(super) async fn around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_get = matches!(*request.method(), Method::GET | Method::HEAD);
    let always = if app.came_by_onion(&request) { &app.always.onion } else { &app.always.elsewhere };
    let mut headers = always.clone();
    let mut response = checked(request, next).await;
    // Some answers have it already and some get it later: it is to stand in one place.
    response.headers_mut().remove(header::CONTENT_LENGTH);
    headers.extend(std::mem::take(response.headers_mut()));
    if !is_get {
        // Else the connection's buffers would keep the words and the token that came through them.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    *response.headers_mut() = headers;
    response
}

/// Refuses what HTTP/1.1 forbids and hyper takes: two readers of such a request may not mean the same one.
async fn checked(request: Request, next: Next) -> Response {
    match violation(&request) {
        Some(status) => status_only(status),
        None => next.run(request).await,
    }
}

/// No host or two (RFC 9112, 3.2), or a coding under the chunks that nobody here undoes (6.1).
fn violation(request: &Request) -> Option<StatusCode> {
    let headers = request.headers();
    if request.version() == Version::HTTP_11 && headers.get_all(header::HOST).iter().count() != 1 {
        return Some(StatusCode::BAD_REQUEST);
    }
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    let is_chunked = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"chunked");
    if codings.any(|coding| !is_chunked(coding)) { Some(StatusCode::NOT_IMPLEMENTED) } else { None }
}

impl App {
    /// Whether a request came through the onion service.
    pub(super) fn came_by_onion<T>(&self, request: &axum::http::Request<T>) -> bool {
        self.visitor(request).net == Net::Onion || names_an_onion(request.headers())
    }
}

fn fixed() -> [(HeaderName, HeaderValue); 9] {
    [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
        (HeaderName::from_static("x-dns-prefetch-control"), HeaderValue::from_static("off")),
    ]
}

fn policy() -> HeaderValue {
    HeaderValue::try_from(assets::policy()).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Whether the `Host` header names an onion: an onion service may lead to the ordinary listener, and
/// then only the browser says so.
fn names_an_onion(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    host.ends_with(".onion")
}

/// The origin of a post, as its browser says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PostedFrom {
    /// One of our own pages.
    OurPage,
    /// A page of another site.
    AnotherSite,
    /// The browser does not say.
    Unknown,
}

impl PostedFrom {
    /// The origin of a post by `Sec-Fetch-Site` (W3C Fetch Metadata). `Origin` cannot decide: it is `null` on our own
    /// posts, because of the referrer policy, and whoever wants to can make it so on theirs.
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
            None => Self::Unknown,
            Some(b"same-origin" | b"none") => Self::OurPage,
            Some(_) => Self::AnotherSite,
        }
    }
}

/// Middleware of the desk's listener: as [`around`], with the headers of answers that are for a program and never
/// for a browser.
pub(super) async fn around_desk(request: Request, next: Next) -> Response {
    let mut response = checked(request, next).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    response
}
