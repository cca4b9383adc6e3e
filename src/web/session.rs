//! Caseworkers' sessions, and [`Signed`]: the one way a handler learns which caseworker asks.
//!
//! Nothing here can be stolen and used again: there is no password and no bearer token. Each
//! request is signed over the session's nonce and a number that rises.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;

use super::App;
use super::form::read;
use super::problem::of;
use crate::id::{NoRandomness, random};
use crate::seal::{Caseworker, Recipients};
use crate::signature::{DeskPublicKey, RequestBytes};
use crate::wire::{COUNTER_HEADER, SESSION_HEADER, SIGNATURE_HEADER};

/// After so long without a request a session ends.
const IDLE: Duration = Duration::from_secs(15 * 60);
/// A session ends then in any case: a working day and a bit.
const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// The most sessions at once; the one that was used longest ago makes room.
const MOST: usize = 64;
/// Sixteen replies with their copies, and room around them.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// The sessions there are, in memory only.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Session>>);

struct Session {
    key: DeskPublicKey,
    nonce: String,
    counter: u64,
    began: Instant,
    used: Instant,
}

impl Session {
    fn is_over(&self) -> bool {
        self.used.elapsed() > IDLE || self.began.elapsed() > LONGEST
    }
}

impl Sessions {
    /// A new session: its name and its nonce.
    pub(super) fn open(&self, key: DeskPublicKey) -> Result<(String, String), NoRandomness> {
        let (id, nonce) = (text()?, text()?);
        let Ok(mut sessions) = self.0.lock() else { return Err(NoRandomness) };
        sessions.retain(|_, session| !session.is_over());
        if sessions.len() >= MOST {
            let oldest = sessions.iter().min_by_key(|(_, session)| session.used).map(|(id, _)| id.clone());
            sessions.remove(&oldest.unwrap_or_default());
        }
        let now = Instant::now();
        let session = Session { key, nonce: nonce.clone(), counter: 0, began: now, used: now };
        sessions.insert(id.clone(), session);
        Ok((id, nonce))
    }

    /// Takes a request's signature, once.
    fn take(
        &self,
        headers: &SignedHeaders<'_>,
        bytes: impl FnOnce(&str) -> RequestBytes,
    ) -> Option<DeskPublicKey> {
        let mut sessions = self.0.lock().ok()?;
        let session = sessions.get_mut(headers.session).filter(|session| !session.is_over())?;
        let rises = headers.counter > session.counter;
        if !rises || !session.key.verifies(&bytes(&session.nonce), headers.signature) {
            return None;
        }
        session.counter = headers.counter;
        session.used = Instant::now();
        Some(session.key)
    }
}

fn text() -> Result<String, NoRandomness> {
    Ok(BASE64URL_NOPAD.encode(&random::<24>()?))
}

/// The three headers of a signed request.
struct SignedHeaders<'a> {
    session: &'a str,
    counter: u64,
    signature: &'a str,
}

impl<'a> SignedHeaders<'a> {
    fn of(headers: &'a HeaderMap) -> Option<Self> {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let counter = text(COUNTER_HEADER)?.parse().ok()?;
        Some(Self { session: text(SESSION_HEADER)?, counter, signature: text(SIGNATURE_HEADER)? })
    }
}

/// A request that a caseworker of this desk signed: its body, `()` if it has none, and what the
/// line of the recipients file lets that caseworker do.
pub(super) struct Signed<T>(pub(super) T, pub(super) May);

/// What a caseworker may do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// A key that only signs carries what is sealed to a computer without a network, and back.
    FetchAndSend,
    /// A key that opens may also replace and delete.
    All,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Signed<T> {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, app: &Arc<App>) -> Result<Self, Response> {
        let SignedBy(body, caseworker) = SignedBy::from_request(request, app).await?;
        Ok(Self(body, may(&caseworker)))
    }
}

/// The same, with the caseworker who signed it, as the recipients file has them.
pub(super) struct SignedBy<T>(pub(super) T, pub(super) Caseworker);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for SignedBy<T> {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, app: &Arc<App>) -> Result<Self, Response> {
        let refused = || of(StatusCode::UNAUTHORIZED);
        if request.headers().contains_key(header::ORIGIN) {
            return Err(of(StatusCode::FORBIDDEN));
        }
        let (parts, body) = request.into_parts();
        let headers = SignedHeaders::of(&parts.headers).ok_or_else(refused)?;
        let body = read(body, LARGEST_BODY).await.map_err(|_| of(StatusCode::PAYLOAD_TOO_LARGE))?;
        let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
        let bytes = |nonce: &str| {
            RequestBytes::new(app.instance, nonce, headers.counter, parts.method.as_str(), path, &body)
        };
        let key = app.sessions.take(&headers, bytes).ok_or_else(refused)?;
        // A caseworker who was taken out of the file since is no longer one.
        let caseworker = caseworker(&app.recipients, key).ok_or_else(refused)?.clone();
        let body = if body.is_empty() { b"null" } else { body.as_slice() };
        let body = serde_json::from_slice(body).map_err(|_| of(StatusCode::BAD_REQUEST))?;
        Ok(Self(body, caseworker))
    }
}

/// Whose key this is. A former caseworker's is nobody's.
pub(super) fn caseworker(recipients: &Recipients, key: DeskPublicKey) -> Option<&Caseworker> {
    let mut desks = recipients.desks().iter();
    desks.find(|desk| DeskPublicKey::from_bytes(desk.signing_key) == key)
}

fn may(caseworker: &Caseworker) -> May {
    if caseworker.opens() { May::All } else { May::FetchAndSend }
}
