//! Session offers: the id and nonce that whoever names a key of the recipients file is given, before
//! anything is proved.
//!
//! Nothing is kept of an offer. Its id holds the key and the time, under a MAC of this server (the
//! technique of SYN cookies), and its nonce follows from them: so nobody can use up room for offers,
//! and push out those of others, by asking for many.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::App;
use super::body::read_bounded;
use super::limits::Action;
use super::problem::{json, refused, status_only};
use super::session::caseworker;
use crate::event::Fault;
use zegel_core::calendar::Clock;
use zegel_core::id::{NoRandomness, random};
use zegel_core::seal::Caseworker;
use zegel_core::signature::DeskPublicKey;
use zegel_core::wire::{OpenSession, Refusal, Session};

/// The largest request for a session, which names one key.
const LARGEST_QUESTION: usize = 1024;
/// Bytes of an offer under its MAC: key, time and random bytes.
const CONTENT: usize = 32 + 8 + 16;

/// The maker of offers, which recognises its own.
pub(super) struct Offers {
    secret: [u8; 32],
    clock: Clock,
}

/// An offer that this server made.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    /// The public key it was made for.
    pub(super) key: [u8; 32],
    /// When it was made, in microseconds of [`Clock::uptime`].
    pub(super) made: u64,
    content: [u8; CONTENT],
}

impl Offers {
    pub(super) fn new(clock: Clock) -> Result<Self, NoRandomness> {
        Ok(Self { secret: random()?, clock })
    }

    /// An offer for this key: its id and its nonce.
    pub(super) fn make(&self, key: [u8; 32]) -> Result<(String, String), NoRandomness> {
        let mut content = [0; CONTENT];
        content[..32].copy_from_slice(&key);
        content[32..40].copy_from_slice(&self.now().to_be_bytes());
        content[40..].copy_from_slice(&random::<16>()?);
        let tag = self.mac("id", &content).finalize().into_bytes();
        let id = BASE64URL_NOPAD.encode(&[&content[..], &tag].concat());
        Ok((id, self.nonce(&content)))
    }

    /// The offer with this id; nothing if this server did not make it.
    pub(super) fn find(&self, id: &str) -> Option<Offer> {
        let bytes = BASE64URL_NOPAD.decode(id.as_bytes()).ok()?;
        let (content, tag) = bytes.split_first_chunk::<CONTENT>()?;
        self.mac("id", content).verify_slice(tag).ok()?;
        let (key, rest) = content.split_first_chunk()?;
        let made = u64::from_be_bytes(*rest.first_chunk()?);
        Some(Offer { key: *key, made, content: *content })
    }

    /// The nonce over which requests of the session are signed.
    pub(super) fn nonce_of(&self, offer: &Offer) -> String {
        self.nonce(&offer.content)
    }

    /// The time since an offer was made.
    pub(super) fn age(&self, offer: &Offer) -> Duration {
        Duration::from_micros(self.now().saturating_sub(offer.made))
    }

    /// The time now, by which offers and sessions end.
    pub(super) fn uptime(&self) -> Duration {
        self.clock.uptime()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.uptime().as_micros()).unwrap_or(u64::MAX)
    }

    fn nonce(&self, content: &[u8; CONTENT]) -> String {
        BASE64URL_NOPAD.encode(&self.mac("nonce", content).finalize().into_bytes())
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, purpose: &str, content: &[u8; CONTENT]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.update(content);
        mac
    }
}

/// Answers [`OPEN_SESSION`](zegel_core::wire::OPEN_SESSION) with an offer for a key of the recipients file. It proves nothing yet.
pub(super) async fn session(State(app): State<Arc<App>>, request: Request) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        return status_only(StatusCode::FORBIDDEN);
    }
    if app.fault().is_some_and(|fault| fault != Fault::Short) {
        return refused(Refusal::Unavailable);
    }
    let visitor = app.visitor(&request);
    let asked = match read_bounded(request.into_body(), LARGEST_QUESTION).await {
        Ok(body) => serde_json::from_slice::<OpenSession>(&body).ok(),
        Err(nothing) => return refused(nothing.refusal()),
    };
    // Known or not is looked at first: what strangers use up is theirs alone.
    let Some(caseworker) = asked.as_ref().and_then(|asked| caseworker_of(&app, asked)) else {
        return match app.limits.take(Action::UnknownKey, visitor) {
            Ok(()) if asked.is_some() => refused(Refusal::UnknownKey),
            Ok(()) => refused(Refusal::Unread),
            Err(_) => refused(Refusal::Busy),
        };
    };
    match app.sessions.offer(caseworker.signing_key) {
        Ok((id, nonce)) => json(&Session {
            id,
            nonce,
            instance: app.instance,
            recipients: app.recipients.text().to_owned(),
            proof_wanted: app.is_proof_wanted(caseworker),
            retention_weeks: app.config.retention.weeks,
            generation: app.generation.clone(),
            week: Some(app.clock.week()),
            alarms: app.alarms(),
        }),
        Err(_) => refused(Refusal::Unavailable),
    }
}

/// The caseworker whose key is named.
fn caseworker_of<'a>(app: &'a App, asked: &OpenSession) -> Option<&'a Caseworker> {
    let key = BASE64.decode(asked.key.as_bytes()).ok()?.try_into().ok()?;
    caseworker(&app.recipients, DeskPublicKey::from_bytes(key))
}
