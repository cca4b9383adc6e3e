//! Port 80 of a server that speaks TLS itself: it leads every visitor to the page, and shows who gives out the
//! certificate that the name is ours. Nothing of what was asked for is said back, or looked at.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::live_site::LiveSite;

/// Below the folder of the certificate, where certbot puts what it has to show (`--webroot`).
const CHALLENGES: &str = ".well-known/acme-challenge";
/// Several times the length of a token or of what answers it (RFC 8555, 8.3).
const LONGEST: u64 = 512;

/// What is answered without encryption. While there is no certificate nobody can be led to the page, which is
/// closed then: it is shown here, with the numbers.
pub(super) fn router(site: &LiveSite, has_certificate: bool) -> Router {
    let config = site.config();
    let beside = config.tls.as_ref().and_then(|tls| tls.certificate.parent());
    let challenges: Arc<PathBuf> = Arc::new(beside.unwrap_or("".as_ref()).join(CHALLENGES));
    let router = Router::new().route("/.well-known/acme-challenge/{token}", get(challenge));
    let router = router.with_state(challenges);
    match &config.organisation.page {
        Some(page) if has_certificate => {
            let page = page.clone();
            router.fallback(move || std::future::ready(to_page(&page)))
        }
        _ => router.fallback_service(site.public()),
    }
}

fn to_page(page: &str) -> Response {
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, page)]).into_response()
}

/// The file that certbot has put there.
async fn challenge(State(folder): State<Arc<PathBuf>>, Path(token): Path<String>) -> Response {
    // base64url, so that no name leads out of the folder.
    let is_token =
        !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !is_token || token.len() as u64 > LONGEST {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut answer = Vec::new();
    let read = File::open(folder.join(token)).and_then(|file| file.take(LONGEST).read_to_end(&mut answer));
    match read {
        Ok(_) => answer.into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
