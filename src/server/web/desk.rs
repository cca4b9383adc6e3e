//! The desk's API: handlers of what caseworkers' clients ask, on a listener of its own. Sealed bytes go
//! out and come in.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::HEXLOWER;
use futures_util::stream;

use super::App;
use super::api::site;
use super::headers;
use super::offer::session;
use super::problem::{json, not_sealed, problem, refused, status_of, status_only};
use super::route::RouteCall;
use super::session::{May, Signed, SignedBy};
use super::trouble::Trouble;
use crate::health::maintenance;
use crate::store::StoreError;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::{ForReporter, LARGEST};
use zegel_core::thread::{Direction, Entry, SealedEntry, Thread, Version};
use zegel_core::wire::{
    ADD_ENTRIES, DELETE_THREAD, Done, EntryHead, EntryLine, FETCH_ENTRIES, KEEP_THREAD, LIST_THREADS,
    MOST_TOMBSTONES, NewEntries, NewEntry, OPEN_SESSION, PROVE, Proof, REAPPLY, REPLACE_ENTRY, Reapplied,
    Refusal, Replacement, ThreadHead, Threads, Tombstones, threads_in,
};

/// Ids in the path. A path without any is answered only after the signature was verified.
type InPath<T> = Result<Path<T>, PathRejection>;

/// The answer of the health check while the daily maintenance fails.
pub const UNMAINTAINED: &str = "the daily maintenance failed\n";
/// Its answer while no key has proved itself, which is no failure: nobody has begun.
pub const UNPROVED: &str = "closed: no key has proved itself yet\n";

/// So long the health check waits for the store. While the database is written anew it does not answer, and
/// takes no report either.
const STORE_LIMIT: Duration = Duration::from_secs(10);

/// The least bytes of a piece of a streamed answer; only the last may be shorter.
const PIECE: usize = 128 * 1024;

pub(super) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .call(&OPEN_SESSION, session)
        .call(&PROVE, proof)
        .call(&REAPPLY, tombstones)
        .call(&LIST_THREADS, threads)
        .call(&FETCH_ENTRIES, entries)
        .call(&ADD_ENTRIES, add)
        .call(&KEEP_THREAD, keep)
        .call(&REPLACE_ENTRY, replace)
        .call(&DELETE_THREAD, remove)
        .fallback(async || status_only(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || status_only(StatusCode::METHOD_NOT_ALLOWED))
        .layer(middleware::from_fn(headers::around_desk))
        .with_state(app.clone())
}

/// Answers a monitoring program, which often looks at nothing but the status: it is 200 only while a report
/// would be taken and what is past its retention goes.
async fn healthz(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if headers.contains_key(header::ORIGIN) {
        return status_only(StatusCode::FORBIDDEN);
    }
    match ailment(&app).await {
        None => "ok: open\n".into_response(),
        Some(ailment) => (StatusCode::SERVICE_UNAVAILABLE, ailment).into_response(),
    }
}

/// What is wrong, the worst first: a store that does not answer cannot say more.
async fn ailment(app: &App) -> Option<&'static str> {
    let store = async { app.store.instance().await.and(app.store.has_room_for(LARGEST).await) };
    let Ok(Ok(has_room)) = tokio::time::timeout(STORE_LIMIT, store).await else {
        return Some("the store does not answer\n");
    };
    if maintenance::last(&app.config.database) != maintenance::Last::Worked {
        return Some(UNMAINTAINED);
    }
    match app.check_accepting() {
        Ok(()) if has_room => None,
        Ok(()) | Err(Trouble::Full) => Some("closed: there is no room for a report\n"),
        Err(Trouble::Closed) => Some(UNPROVED),
        Err(_) => Some("closed: the store takes no report\n"),
    }
}

/// Answers [`PROVE`]: a caseworker says that the key below their name opens what was sealed for this
/// set. Then reports are accepted. What is believed is the signature of a key of the recipients file, about the recipient
/// that stands there with it; nothing that was opened travels.
async fn proof(State(app): State<Arc<App>>, SignedBy(proof, caseworker): SignedBy<Proof>) -> Response {
    let Some(prover) = caseworker.recipient else { return refused(Refusal::OnlyWhoOpens) };
    if proof.fingerprint != app.fingerprint {
        return refused(Refusal::OtherSet);
    }
    done(app.record_proof(&prover).await)
}

/// Answers [`REAPPLY`]: a desk says what had been withdrawn or deleted before a restore brought it back.
async fn tombstones(State(app): State<Arc<App>>, Signed(tombstones, may): Signed<Tombstones>) -> Response {
    if may != May::All {
        return refused(Refusal::OnlyWhoOpens);
    }
    let Tombstones { withdrawn, deleted } = tombstones;
    if withdrawn.len() + deleted.len() > MOST_TOMBSTONES {
        return refused(Refusal::TooLarge);
    }
    let withdrawn = withdrawn.into_iter().map(|tombstone| (tombstone.thread, tombstone.withdrawal)).collect();
    let retention = app.config.retention.weeks;
    match app.store.reapply(withdrawn, deleted, app.clock.week(), retention).await {
        Ok(count) => json(&Reapplied { count }),
        Err(error) => failed(error),
    }
}

/// Answers [`LIST_THREADS`]. Whoever opens what is sealed and looks at the list has collected, also where
/// all of it lies on their computer already.
async fn threads(State(app): State<Arc<App>>, Signed((), may): Signed<()>) -> Response {
    if may == May::All {
        app.set_collected().await;
    }
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

/// Answers [`FETCH_ENTRIES`] with all entries, or those of some threads, a line each, in one stream.
async fn entries(State(app): State<Arc<App>>, uri: Uri, _: Signed<()>) -> Response {
    let threads = match uri.query().map(threads_in) {
        Some(Some(threads)) => Ok(threads),
        Some(None) => return refused(Refusal::Unread),
        None => {
            app.store.threads().await.map(|threads| threads.iter().map(|(thread, _)| thread.id).collect())
        }
    };
    match threads {
        Ok(threads) => {
            app.set_collected().await;
            lines(app, threads)
        }
        Err(error) => failed(error),
    }
}

/// The entries of these threads as a stream of NDJSON. One thread at a time is read, and a piece of the
/// answer made of a few, so that no long answer is held in memory or keeps the store busy.
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
    let _ = serde_json::to_writer(&mut *piece, &line);
    piece.push(b'\n');
}

/// Answers [`ADD_ENTRIES`]: stores replies and notes, all or none.
async fn add(
    State(app): State<Arc<App>>,
    thread: InPath<ThreadId>,
    Signed(posted, _): Signed<NewEntries>,
) -> Response {
    let Ok(Path(thread)) = thread else { return refused(Refusal::NoThread) };
    let entries = posted.entries.into_iter().map(|entry| accept(&app, entry)).collect();
    match entries {
        Ok(entries) => done(app.store.add(thread, entries, app.clock.week()).await),
        Err(response) => response,
    }
}

/// Answers [`KEEP_THREAD`]: stores a note that says why, and keeps the thread for a whole retention from
/// now on.
async fn keep(
    State(app): State<Arc<App>>,
    thread: InPath<ThreadId>,
    Signed(note, may): Signed<NewEntry>,
) -> Response {
    if may != May::All {
        return refused(Refusal::OnlyWhoOpens);
    }
    let Ok(Path(thread)) = thread else { return refused(Refusal::NoThread) };
    if note.direction != Direction::Desk {
        return refused(Refusal::NotSealed);
    }
    match accept(&app, note) {
        Ok(note) => done(app.store.keep_longer(thread, note, app.clock.week()).await),
        Err(response) => response,
    }
}

/// An entry from a desk, whose sealed bytes are inspected like those of a reporter's client.
fn accept(app: &App, entry: NewEntry) -> Result<Entry, Response> {
    let sealed = match entry.direction {
        Direction::FromReporter => return Err(refused(Refusal::NotSealed)),
        Direction::ToReporter => {
            let sealed = ForReporter::from_bytes(entry.sealed.0).ok();
            let sealed = sealed.filter(|sealed| sealed.outside().is_ok_and(|(_, stanzas)| stanzas == 1));
            SealedEntry::ToReporter(sealed.ok_or_else(|| refused(Refusal::NotSealed))?)
        }
        Direction::Desk => {
            let sealed = app.recipients.accept(entry.sealed.0);
            SealedEntry::Desk(sealed.map_err(|error| not_sealed(error, site(app)))?)
        }
    };
    Ok(Entry { id: entry.id, sealed })
}

/// Answers [`REPLACE_ENTRY`]: puts a document sealed anew in the place of what it was opened from.
async fn replace(
    State(app): State<Arc<App>>,
    entry: InPath<(ThreadId, EntryId)>,
    Signed(posted, may): Signed<Replacement>,
) -> Response {
    if may != May::All {
        return refused(Refusal::OnlyWhoOpens);
    }
    let Ok(Path((thread, entry))) = entry else { return refused(Refusal::NoThread) };
    let digest = HEXLOWER.decode(posted.replaces.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    let Some(replaces) = digest else { return refused(Refusal::Unread) };
    match app.recipients.accept(posted.sealed.0) {
        Ok(sealed) => done(app.store.replace(thread, entry, replaces, sealed).await),
        Err(error) => not_sealed(error, site(&app)),
    }
}

/// Answers [`DELETE_THREAD`].
async fn remove(
    State(app): State<Arc<App>>,
    thread: InPath<ThreadId>,
    Signed((), may): Signed<()>,
) -> Response {
    if may != May::All {
        return refused(Refusal::OnlyWhoOpens);
    }
    match thread {
        Ok(Path(thread)) => done(app.store.delete(thread).await),
        Err(_) => refused(Refusal::NoThread),
    }
}

fn done(result: Result<(), StoreError>) -> Response {
    match result {
        Ok(()) => json(&Done {}),
        Err(error) => failed(error),
    }
}

fn failed(error: StoreError) -> Response {
    match error {
        StoreError::NoThread => refused(Refusal::NoThread),
        StoreError::Changed => refused(Refusal::Changed),
        StoreError::NotRestored => {
            let title = "This server did not come out of a backup, or too long ago; nothing was erased";
            problem(status_of(Refusal::NotRestored), "/problems/not-restored", title, None)
        }
        StoreError::Full => refused(Refusal::Full),
        StoreError::Failed | StoreError::Clock => refused(Refusal::Unavailable),
    }
}
