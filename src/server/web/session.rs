//! Caseworkers' sessions, and [`Signed`]: the extractor that verifies a request, the one way by which
//! a handler learns which caseworker asks.
//!
//! Nothing here can be stolen and used again: there is no password and no bearer token. Each
//! request is signed over the session's nonce and a number that rises.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::App;
use super::body::read_bounded;
use super::offer::{Offer, Offers};
use super::problem::{refused, status_only};
use crate::listen::Connection;
use zegel_core::calendar::Clock;
use zegel_core::id::NoRandomness;
use zegel_core::seal::{Caseworker, Recipients};
use zegel_core::signature::{DeskPublicKey, RequestBytes};
use zegel_core::wire::{COUNTER_HEADER, LARGEST_FIRST_BODY, Refusal, SESSION_HEADER, SIGNATURE_HEADER};

/// The time without a request after which a session ends.
const IDLE: Duration = Duration::from_secs(15 * 60);
/// The longest life of a session: a working day and a bit.
const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// The most sessions of one key at once; the one that was used longest ago ends for another.
const MOST: usize = 64;
/// The largest body of a session in use: sixteen replies with their copies.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// The sessions in use, in memory only, and what is offered to whoever asks for one.
///
/// A session is in use once a request of it was signed right. Only then it is kept, beside those of
/// the same key: who knows no more than a public key can end none.
pub(super) struct Sessions {
    offers: Offers,
    in_use: Mutex<HashMap<[u8; 32], KeySessions>>,
}

/// The sessions of one key.
#[derive(Default)]
struct KeySessions {
    sessions: Vec<Session>,
    /// The offers up to here, in the order in which they were made, become no session any more: one
    /// that made room is not to come back with its counter at the beginning.
    closed: Option<u64>,
}

/// A session of which a request was signed right.
struct Session {
    id: String,
    made: u64,
    counter: u64,
    /// Both by [`Offers::uptime`].
    began: Duration,
    used: Duration,
}

/// The claim of a request: which session it names, before its body is read and its signature verified.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// It names a session that was offered to whoever asked.
    Offered,
    /// It names one in use, which only its holder can know.
    InUse,
}

impl Session {
    fn is_over(&self, now: Duration) -> bool {
        now.saturating_sub(self.used) > IDLE || now.saturating_sub(self.began) > LONGEST
    }
}

impl KeySessions {
    fn find(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.id == id)
    }

    fn claim(&mut self, headers: &SignedHeaders<'_>, offer: &Offer, offers: &Offers) -> Option<Claim> {
        let now = offers.uptime();
        self.sessions.retain(|session| !session.is_over(now));
        // An offer lasts as long as a session may rest: one that has ended cannot begin anew with its
        // counter at the beginning, so no recorded request is accepted twice.
        let may_begin = offers.age(offer) < IDLE && self.closed.is_none_or(|closed| offer.made > closed);
        match self.find(headers.session) {
            Some(session) if headers.counter > session.counter => Some(Claim::InUse),
            None if may_begin => Some(Claim::Offered),
            Some(_) | None => None,
        }
    }

    fn record_use(&mut self, headers: &SignedHeaders<'_>, offer: &Offer, used: Duration) {
        let counter = headers.counter;
        if let Some(session) = self.find(headers.session) {
            session.counter = counter;
            session.used = used;
            return;
        }
        if self.sessions.len() >= MOST {
            self.close_oldest();
        }
        let id = headers.session.to_owned();
        self.sessions.push(Session { id, made: offer.made, counter, began: used, used });
    }

    fn close_oldest(&mut self) {
        let oldest = (0..self.sessions.len()).min_by_key(|place| self.sessions[*place].used);
        if let Some(oldest) = oldest {
            let oldest = self.sessions.swap_remove(oldest);
            self.closed = self.closed.max(Some(oldest.made));
        }
    }
}

impl Sessions {
    pub(super) fn new(clock: Clock) -> Result<Self, NoRandomness> {
        Ok(Self { offers: Offers::new(clock)?, in_use: Mutex::default() })
    }

    /// Offers a session for this key: its id and its nonce.
    pub(super) fn offer(&self, key: [u8; 32]) -> Result<(String, String), NoRandomness> {
        self.offers.make(key)
    }

    /// The claim of a request by its headers; nothing if it is refused whatever its signature.
    fn claim(&self, headers: &SignedHeaders<'_>) -> Option<Claim> {
        let offer = self.offers.find(headers.session)?;
        let mut in_use = self.in_use.lock().ok()?;
        in_use.entry(offer.key).or_default().claim(headers, &offer, &self.offers)
    }

    /// Accepts a request's signature, once. Gives the key that made it.
    fn take(
        &self,
        headers: &SignedHeaders<'_>,
        bytes: impl FnOnce(&str) -> RequestBytes,
    ) -> Option<DeskPublicKey> {
        let offer = self.offers.find(headers.session)?;
        let key = DeskPublicKey::from_bytes(offer.key);
        if !key.verifies(&bytes(&self.offers.nonce_of(&offer)), headers.signature) {
            return None;
        }
        let mut in_use = self.in_use.lock().ok()?;
        let sessions_of_key = in_use.entry(offer.key).or_default();
        // Looked at again: the body may have taken its time, and another request have come first.
        sessions_of_key.claim(headers, &offer, &self.offers)?;
        sessions_of_key.record_use(headers, &offer, self.offers.uptime());
        Some(key)
    }
}

/// The three headers of a signed request.
struct SignedHeaders<'a> {
    session: &'a str,
    counter: u64,
    signature: &'a str,
}

impl<'a> SignedHeaders<'a> {
    fn parse(headers: &'a HeaderMap) -> Option<Self> {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let counter = text(COUNTER_HEADER)?.parse().ok()?;
        Some(Self { session: text(SESSION_HEADER)?, counter, signature: text(SIGNATURE_HEADER)? })
    }
}

/// A request that a caseworker signed: its body, `()` if it has none, and what the line of the
/// recipients file lets that caseworker do.
pub(super) struct Signed<T>(pub(super) T, pub(super) May);

/// The rights of a caseworker.
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

/// A request that a caseworker signed, with the caseworker as the recipients file has them.
pub(super) struct SignedBy<T>(pub(super) T, pub(super) Caseworker);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for SignedBy<T> {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, app: &Arc<App>) -> Result<Self, Response> {
        let not_signed = || refused(Refusal::NotSigned);
        if request.headers().contains_key(header::ORIGIN) {
            return Err(status_only(StatusCode::FORBIDDEN));
        }
        let (parts, body) = request.into_parts();
        let headers = SignedHeaders::parse(&parts.headers).ok_or_else(not_signed)?;
        // Before the body is read: a stranger's is not.
        let claim = app.sessions.claim(&headers).ok_or_else(not_signed)?;
        let body = match claim {
            Claim::Offered => read_bounded(body, LARGEST_FIRST_BODY).await,
            Claim::InUse => {
                authenticate(&parts);
                app.desk_bodies.read(body, LARGEST_BODY).await
            }
        };
        let body = body.map_err(|nothing| refused(nothing.refusal()))?;
        let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
        let bytes = |nonce: &str| {
            RequestBytes::new(app.instance, nonce, headers.counter, parts.method.as_str(), path, &body)
        };
        let key = app.sessions.take(&headers, bytes).ok_or_else(not_signed)?;
        authenticate(&parts);
        // A caseworker who was taken out of the file since is no longer one.
        let caseworker = caseworker(&app.recipients, key).ok_or_else(not_signed)?.clone();
        let body = if body.is_empty() { b"null" } else { &body[..] };
        let body = serde_json::from_slice(body).map_err(|_| refused(Refusal::Unread))?;
        Ok(Self(body, caseworker))
    }
}

impl App {
    /// Whether a key is a caseworker's, as the recipients file has them now.
    pub fn admits(&self, key: DeskPublicKey) -> bool {
        caseworker(self.recipients(), key).is_some()
    }
}

/// Marks the connection as a caseworker's: it is not ended in favour of another.
fn authenticate(parts: &Parts) {
    if let Some(connection) = parts.extensions.get::<Connection>() {
        connection.authenticate();
    }
}

/// The caseworker of a key. A former caseworker's key is nobody's.
pub(super) fn caseworker(recipients: &Recipients, key: DeskPublicKey) -> Option<&Caseworker> {
    let mut desks = recipients.caseworkers().iter();
    desks.find(|desk| DeskPublicKey::from_bytes(desk.signing_key) == key)
}

fn may(caseworker: &Caseworker) -> May {
    if caseworker.opens() { May::All } else { May::FetchAndSend }
}
