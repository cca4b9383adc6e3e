//! The desk's API, on a listener of its own: sealed bytes out, sealed bytes in.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use data_encoding::HEXLOWER;
use futures_util::stream;

use super::App;
use super::api::site;
use super::headers;
use super::offer::session;
use super::problem::{json, not_sealed, problem, status_only};
use super::session::{May, Signed, SignedBy};
use crate::store::StoreError;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::ForReporter;
use zegel_core::thread::{Direction, Entry, SealedEntry, Thread, Version};
use zegel_core::wire::{
    Done, EntryHead, EntryLine, MOST_TOMBSTONES, NewEntries, NewEntry, Proof, Reapplied, Replacement,
    ThreadHead, Threads, Tombstones,
};

/// A piece of a streamed answer has at least so many bytes, but for the last.
const PIECE: usize = 128 * 1024;

pub(super) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/desk/v1/session", post(session))
        .route("/desk/v1/proof", post(proof))
        .route("/desk/v1/tombstones", post(tombstones))
        .route("/desk/v1/threads", get(threads))
        .route("/desk/v1/entries", get(entries))
        .route("/desk/v1/threads/{id}/entries", post(add))
        .route("/desk/v1/threads/{id}/keep", post(keep))
        .route("/desk/v1/threads/{id}/entries/{entry}", put(replace))
        .route("/desk/v1/threads/{id}", delete(remove))
        .fallback(async || status_only(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || status_only(StatusCode::METHOD_NOT_ALLOWED))
        .layer(middleware::from_fn(headers::add_to_desk))
        .with_state(app.clone())
}

/// Whether the store answers, and whether reports are taken: for a program that watches.
async fn healthz(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if headers.contains_key(header::ORIGIN) {
        return status_only(StatusCode::FORBIDDEN);
    }
    match app.store.instance().await {
        Ok(_) if app.is_accepting() => "ok: open\n".into_response(),
        Ok(_) => "ok: closed\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response(),
    }
}

/// A caseworker says that the key below their name opens what was sealed for this set. Then reports
/// are taken. What is believed is the signature of a key of the recipients file, about the recipient
/// that stands there with it; nothing that was opened travels.
async fn proof(State(app): State<Arc<App>>, SignedBy(proof, caseworker): SignedBy<Proof>) -> Response {
    let Some(prover) = caseworker.recipient else { return status_only(StatusCode::FORBIDDEN) };
    if proof.fingerprint != app.fingerprint {
        return status_only(StatusCode::CONFLICT);
    }
    done(app.record_proof(&prover).await)
}

/// A desk says what had been withdrawn or deleted before a restore brought it back.
async fn tombstones(State(app): State<Arc<App>>, Signed(tombstones, may): Signed<Tombstones>) -> Response {
    if may != May::All {
        return status_only(StatusCode::FORBIDDEN);
    }
    let Tombstones { withdrawn, deleted } = tombstones;
    if withdrawn.len() + deleted.len() > MOST_TOMBSTONES {
        return status_only(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let withdrawn = withdrawn.into_iter().map(|tombstone| (tombstone.thread, tombstone.withdrawal)).collect();
    let retention = app.config.retention.weeks;
    match app.store.reapply(withdrawn, deleted, app.clock.week(), retention).await {
        Ok(count) => json(&Reapplied { count }),
        Err(error) => failed(error),
    }
}

async fn threads(State(app): State<Arc<App>>, _: Signed<()>) -> Response {
    let entry = |(id, version): (EntryId, Version)| EntryHead { id, version: version.to_number() };
    let head = |(thread, entries): (Thread, Vec<_>)| ThreadHead {
        id: thread.id,
        week: thread.week,
        withdrawal: thread.withdrawal,
        entries: entries.into_iter().map(entry).collect(),
    };
    match app.store.threads().await {
        Ok(threads) => json(&Threads { threads: threads.into_iter().map(head).collect() }),
        Err(error) => failed(error),
    }
}

/// All entries, or those of some threads, a line each, as one streamed answer.
async fn entries(State(app): State<Arc<App>>, uri: Uri, _: Signed<()>) -> Response {
    let asked = |query: &str| {
        let threads = query.split('&').map(|part| part.strip_prefix("thread=")?.parse().ok());
        threads.collect::<Option<Vec<ThreadId>>>()
    };
    let threads = match uri.query().map(asked) {
        Some(Some(threads)) => Ok(threads),
        Some(None) => return status_only(StatusCode::BAD_REQUEST),
        None => {
            app.store.threads().await.map(|threads| threads.iter().map(|(thread, _)| thread.id).collect())
        }
    };
    match threads {
        Ok(threads) => match app.set_collected().await {
            Ok(()) => lines(app, threads),
            Err(error) => failed(error),
        },
        Err(error) => failed(error),
    }
}

/// One thread at a time is read, and a piece of the answer made of a few, so that no long answer is
/// held in memory or keeps the store busy.
fn lines(app: Arc<App>, threads: Vec<ThreadId>) -> Response {
    let lines = stream::unfold((app, threads), |(app, mut threads)| async move {
        let mut piece = Vec::with_capacity(2 * PIECE);
        while piece.len() < PIECE
            && let Some(thread) = threads.pop()
        {
            match app.store.entries(thread).await {
                Ok(entries) => entries.into_iter().for_each(|entry| add_line(&mut piece, thread, entry)),
                Err(error) => return Some((Err(error), (app, Vec::new()))),
            }
        }
        (!piece.is_empty()).then(|| (Ok(Bytes::from(piece)), (app, threads)))
    });
    let kind = HeaderValue::from_static("application/x-ndjson");
    ([(header::CONTENT_TYPE, kind)], Body::from_stream(lines)).into_response()
}

fn add_line(piece: &mut Vec<u8>, thread: ThreadId, (entry, version): (Entry, Version)) {
    let NewEntry { id, direction, sealed } = NewEntry::new(entry.id, &entry.sealed);
    let line = EntryLine { thread, id, version: version.to_number(), direction, sealed };
    // Writing into memory: there is nothing that can fail.
    drop(serde_json::to_writer(&mut *piece, &line));
    piece.push(b'\n');
}

/// Takes replies and notes, all or none.
async fn add(State(app): State<Arc<App>>, uri: Uri, Signed(posted, _): Signed<NewEntries>) -> Response {
    let Some(thread) = thread_of(&uri) else { return status_only(StatusCode::NOT_FOUND) };
    let entries = posted.entries.into_iter().map(|entry| accept(&app, entry)).collect();
    match entries {
        Ok(entries) => done(app.store.add(thread, entries, app.clock.week()).await),
        Err(response) => response,
    }
}

/// Takes a note that says why, and keeps the thread for a whole retention from now on.
async fn keep(State(app): State<Arc<App>>, uri: Uri, Signed(note, may): Signed<NewEntry>) -> Response {
    if may != May::All {
        return status_only(StatusCode::FORBIDDEN);
    }
    let Some(thread) = thread_of(&uri) else { return status_only(StatusCode::NOT_FOUND) };
    if note.direction != Direction::Desk {
        return status_only(StatusCode::UNPROCESSABLE_ENTITY);
    }
    match accept(&app, note) {
        Ok(note) => done(app.store.keep_longer(thread, note, app.clock.week()).await),
        Err(response) => response,
    }
}

/// What a desk says is sealed is looked at like what a reporter's client says.
fn accept(app: &App, entry: NewEntry) -> Result<Entry, Response> {
    let sealed = match entry.direction {
        Direction::FromReporter => return Err(status_only(StatusCode::UNPROCESSABLE_ENTITY)),
        Direction::ToReporter => {
            let sealed = ForReporter::from_bytes(entry.sealed.0).ok();
            let sealed = sealed.filter(|sealed| sealed.outside().is_ok_and(|(_, stanzas)| stanzas == 1));
            SealedEntry::ToReporter(sealed.ok_or_else(|| status_only(StatusCode::UNPROCESSABLE_ENTITY))?)
        }
        Direction::Desk => {
            let sealed = app.recipients.accept(entry.sealed.0);
            SealedEntry::Desk(sealed.map_err(|refused| not_sealed(refused, site(app)))?)
        }
    };
    Ok(Entry { id: entry.id, sealed })
}

/// Puts a document sealed anew in the place of what it was opened from.
async fn replace(
    State(app): State<Arc<App>>,
    uri: Uri,
    Signed(posted, may): Signed<Replacement>,
) -> Response {
    if may != May::All {
        return status_only(StatusCode::FORBIDDEN);
    }
    let (Some(thread), Some(entry)) = (thread_of(&uri), entry_of(&uri)) else {
        return status_only(StatusCode::NOT_FOUND);
    };
    let digest = HEXLOWER.decode(posted.replaces.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    let Some(replaces) = digest else { return status_only(StatusCode::BAD_REQUEST) };
    match app.recipients.accept(posted.sealed.0) {
        Ok(sealed) => done(app.store.replace(thread, entry, replaces, sealed).await),
        Err(refused) => not_sealed(refused, site(&app)),
    }
}

async fn remove(State(app): State<Arc<App>>, uri: Uri, Signed((), may): Signed<()>) -> Response {
    if may != May::All {
        return status_only(StatusCode::FORBIDDEN);
    }
    match thread_of(&uri) {
        Some(thread) => done(app.store.delete(thread).await),
        None => status_only(StatusCode::NOT_FOUND),
    }
}

/// The id in `/desk/v1/threads/{id}…`, in its one accepted form.
fn thread_of(uri: &Uri) -> Option<ThreadId> {
    uri.path().strip_prefix("/desk/v1/threads/")?.split('/').next()?.parse().ok()
}

/// The second id in `/desk/v1/threads/{id}/entries/{id}`.
fn entry_of(uri: &Uri) -> Option<EntryId> {
    uri.path().rsplit('/').next()?.parse().ok()
}

fn done(result: Result<(), StoreError>) -> Response {
    match result {
        Ok(()) => json(&Done {}),
        Err(error) => failed(error),
    }
}

fn failed(error: StoreError) -> Response {
    match error {
        StoreError::NoThread => status_only(StatusCode::NOT_FOUND),
        StoreError::Changed => status_only(StatusCode::CONFLICT),
        StoreError::NotRestored => {
            let title = "This server did not come out of a backup, or too long ago; nothing was erased";
            problem(StatusCode::CONFLICT, "/problems/not-restored", title, None)
        }
        StoreError::Full => status_only(StatusCode::INSUFFICIENT_STORAGE),
        StoreError::Failed | StoreError::Clock => status_only(StatusCode::SERVICE_UNAVAILABLE),
    }
}
