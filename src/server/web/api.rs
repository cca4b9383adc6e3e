//! The public API: handlers of what a browser or another client asks that seals by itself, so that the
//! server sees neither words nor token. `schema/openapi.yaml` describes it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, header};
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::App;
use super::body::NoBody;
use super::fixed_time::fixed_time;
use super::limits::Action;
use super::problem::{json, not_sealed, refused, trouble};
use super::route::RouteCall;
use super::submit::{Sealed, submit_sealed};
use super::trouble::Trouble;
use crate::event::Fault;
use crate::listen::Visitor;
use zegel_core::document::MOST_CHARACTERS;
use zegel_core::token::MailboxKey;
use zegel_core::wire::{
    Bytes, COVER, Cover, Done, MESSAGE, MailboxRequest, PostEntry, REPLIES, REPORT, Refusal, Replies, SITE,
    Site, WITHDRAW, WithdrawRequest,
};

/// The largest body with a document: the largest size class, sealed for sixteen hybrid recipients, in
/// base64.
const LARGEST: usize = 256 * 1024;
/// The largest body without a document. It is padded like a report of the smallest class, which has 45 KB
/// where it is sealed for sixteen hybrid recipients.
const SMALL: usize = 64 * 1024;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .call(&SITE, async |State(app): State<Arc<App>>| show_site(&app))
        .call(&REPORT, entry)
        .call(&MESSAGE, entry)
        .call(&REPLIES, replies)
        .call(&WITHDRAW, withdraw)
        .call(&COVER, cover)
}

/// Answers [`SITE`]. Without its store a site does not know which installation it is.
fn show_site(app: &App) -> Response {
    match app.fault() {
        None | Some(Fault::Short) => json(&site(app)),
        Some(_) => trouble(Trouble::Store),
    }
}

/// The site as clients need it.
pub(super) fn site(app: &App) -> Site {
    Site::new(app.instance, app.is_accepting(), &app.recipients, MOST_CHARACTERS)
}

/// Answers [`REPORT`] and [`MESSAGE`]: the server cannot tell one from the other, and need not.
async fn entry(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let visitor = app.visitor(&request);
    let posted: PostEntry = match body(&app, request, LARGEST).await {
        Ok(posted) => posted,
        Err(response) => return response,
    };
    if let Err(closed) = app.check_accepting() {
        return trouble(closed);
    }
    // First: whoever sends much that is refused uses up what is theirs.
    if let Err(busy) = app.limits.take(Action::Write, visitor) {
        return trouble(Trouble::Busy(busy));
    }
    let document = match app.recipients.accept(posted.sealed.0) {
        Ok(document) => document,
        Err(error) => return not_sealed(error, site(&app)),
    };
    let Some(key) = MailboxKey::parse(&posted.mailbox) else { return trouble(Trouble::Unread) };
    let sealed = Sealed { mailbox: key.mailbox(), id: posted.id, document };
    match submit_sealed(&app, visitor, sealed).await {
        Ok(()) => json(&Done {}),
        Err(error) => trouble(error),
    }
}

/// Answers [`REPLIES`] with the sealed replies; an unknown mailbox gets the same answer as one without.
async fn replies(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let visitor = app.visitor(&request);
    match body(&app, request, SMALL).await {
        Ok(asked) => fixed_time(show_replies(&app, visitor, &asked)).await,
        Err(response) => response,
    }
}

async fn show_replies(app: &App, visitor: Visitor, asked: &MailboxRequest) -> Response {
    let Some(key) = MailboxKey::parse(&asked.mailbox) else { return trouble(Trouble::Unread) };
    if let Err(busy) = app.limits.take(Action::LookUp, visitor) {
        return trouble(Trouble::Busy(busy));
    }
    match app.store.replies(key.mailbox()).await {
        Ok(replies) => {
            let replies = replies.iter().map(|reply| Bytes(reply.as_bytes().to_vec())).collect();
            json(&Replies { replies })
        }
        Err(error) => trouble(error.into()),
    }
}

/// Answers [`WITHDRAW`] by removing the thread of a mailbox. The answer does not tell whether there was
/// one, and nothing here can tell whether the secret is the reporter's: the desk can.
async fn withdraw(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let visitor = app.visitor(&request);
    match body(&app, request, SMALL).await {
        Ok(asked) => fixed_time(remove(&app, visitor, asked)).await,
        Err(response) => response,
    }
}

async fn remove(app: &App, visitor: Visitor, asked: WithdrawRequest) -> Response {
    let Some(key) = MailboxKey::parse(&asked.mailbox) else { return trouble(Trouble::Unread) };
    if let Err(busy) = app.limits.take(Action::Withdraw, visitor) {
        return trouble(Trouble::Busy(busy));
    }
    match app.store.withdraw(key.mailbox(), asked.withdrawal, app.clock.week()).await {
        Ok(()) => json(&Done {}),
        Err(error) => trouble(error.into()),
    }
}

/// Answers [`COVER`] as if something was done, at the time at which the answer to a code leaves. It
/// costs less than a page: it comes to no store, and to no budget that a report needs.
async fn cover(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    match body::<Cover>(&app, request, SMALL).await {
        Ok(Cover {}) => fixed_time(async { json(&Done {}) }).await,
        Err(response) => response,
    }
}

/// The body of a request as JSON, up to a limit.
async fn body<T: DeserializeOwned>(app: &App, request: Request<Body>, limit: usize) -> Result<T, Response> {
    if !is_json(request.headers()) {
        return Err(refused(Refusal::NotJson));
    }
    let bytes = app.large_bodies.read(request.into_body(), limit).await.map_err(|nothing| match nothing {
        NoBody::TooLarge => refused(Refusal::TooLarge),
        NoBody::Broken => trouble(Trouble::Unread),
    })?;
    serde_json::from_slice(&bytes).map_err(|_| trouble(Trouble::Unread))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}
