//! The desk API, spoken by a client that trusts nothing it hears: one connection, no redirect, no
//! proxy of the environment, every answer bounded in size and time. Each request is signed.

mod renewal;

use std::io::BufReader;
use std::sync::Arc;
use std::time::Duration;

use ureq::Body;
use ureq::http::{Request, Response};

use crate::error::{self, DeskError, Kind};
use crate::server::address::Server;
use crate::server::connection::{Connection, Incoming};
use crate::server::exchange::{MOST_SMALL, checked, json, meaning, refusal, run};
use crate::server::lines::{NdjsonLines, bounded_list};
use crate::server::outgoing::Outgoing;
use crate::server::patience::at_one_patiently;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::json::to_json;
use zegel_core::seal::Fingerprint;
use zegel_core::signature::{DeskKey, RequestBytes};
use zegel_core::wire::{
    ADD_ENTRIES, COUNTER_HEADER, Call, DELETE_THREAD, Done, FETCH_ENTRIES, KEEP_THREAD, LARGEST_FIRST_BODY,
    LIST_THREADS, Method, NewEntries, NewEntry, OPEN_SESSION, OpenSession, PROVE, Proof, REAPPLY,
    REPLACE_ENTRY, Reapplied, Refusal, Replacement, SESSION_HEADER, SIGNATURE_HEADER, Session, ThreadHead,
    Threads, Tombstones, path_to_entries,
};

/// So many threads are asked for at once, so that the address of the request stays short.
pub const THREADS_AT_ONCE: usize = 100;
/// A list of all threads: more than half a million.
const MOST_LIST: u64 = 64 * 1024 * 1024;

/// So long the first answer of a session may take: it costs the server nothing, and a tunnel that is
/// dead takes what is sent and brings nothing back.
const FIRST_ANSWER: Duration = Duration::from_secs(10);

/// A session with the server.
pub struct Client {
    connection: Connection,
    key: Arc<DeskKey>,
    session: Session,
    counter: u64,
    /// The place of the server that this session is of.
    place: usize,
}

impl Client {
    /// Opens a session for the desk with this key, at the first of these servers that is not away.
    pub fn open(servers: Vec<Server>, key: DeskKey) -> Result<Self, DeskError> {
        let key = Arc::new(key);
        let connection = Connection::new(servers, &key)?;
        let session = open_at_one(&connection, &key)?;
        let place = connection.taken();
        Ok(Self { connection, key, session, counter: 0, place })
    }

    /// What it speaks on.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What the server said of itself.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The key that signs.
    pub fn key(&self) -> &DeskKey {
        &self.key
    }

    /// All threads.
    pub fn threads(&mut self) -> Result<Vec<ThreadHead>, DeskError> {
        let answer = self.call(&LIST_THREADS, LIST_THREADS.path, &[])?;
        json(answer, MOST_LIST).and_then(|threads: Threads| bounded_list(threads.threads))
    }

    /// The entries of these threads, a line each. A failure is the last of them.
    pub fn entries(&mut self, threads: &[ThreadId]) -> NdjsonLines {
        match self.call(&FETCH_ENTRIES, &path_to_entries(threads), &[]) {
            Ok(answer) => {
                let reader = Incoming::new(answer.into_body().into_reader(), self.connection.clone());
                NdjsonLines::new(Ok(BufReader::new(reader)))
            }
            Err(error) => NdjsonLines::new(Err(error)),
        }
    }

    /// Puts a document sealed anew in the place of the bytes with this digest.
    pub fn replace(
        &mut self,
        thread: ThreadId,
        entry: EntryId,
        replacement: &Replacement,
    ) -> Result<(), DeskError> {
        let path = REPLACE_ENTRY.path_to_entry(thread, entry);
        self.done(&REPLACE_ENTRY, &path, to_json(replacement).as_bytes())
            .map_err(|error| meaning(&REPLACE_ENTRY, error))
    }

    /// Sends what was sealed, all or nothing.
    pub fn send(&mut self, thread: ThreadId, entries: &NewEntries) -> Result<(), DeskError> {
        let path = ADD_ENTRIES.path_to(thread);
        self.done(&ADD_ENTRIES, &path, to_json(entries).as_bytes()).map_err(|error| {
            match refusal(&ADD_ENTRIES, &error) {
                Some(Refusal::OtherRecipients) => error::server::moved(),
                _ => meaning(&ADD_ENTRIES, error),
            }
        })
    }

    /// Deletes a thread for everyone.
    pub fn delete(&mut self, thread: ThreadId) -> Result<(), DeskError> {
        let path = DELETE_THREAD.path_to(thread);
        self.done(&DELETE_THREAD, &path, &[]).map_err(|error| meaning(&DELETE_THREAD, error))
    }

    /// Says that a trial document was sealed and opened here. Nothing opened travels.
    pub fn prove(&mut self, fingerprint: &Fingerprint) -> Result<(), DeskError> {
        let proof = Proof { fingerprint: fingerprint.to_string() };
        self.done(&PROVE, PROVE.path, to_json(&proof).as_bytes()).map_err(error::server::of_reading)
    }

    /// Tells a server that was put back from a backup what is gone since. Gives how many threads had
    /// come back; none where the server says that nothing can have.
    pub fn reapply(&mut self, tombstones: &Tombstones) -> Result<usize, DeskError> {
        match self.call(&REAPPLY, REAPPLY.path, to_json(tombstones).as_bytes()) {
            Ok(answer) => json(answer, MOST_SMALL).map(|Reapplied { count }| count),
            Err(error) if refusal(&REAPPLY, &error) == Some(Refusal::NotRestored) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Keeps a thread for as long again as the retention, with a note that says why.
    pub fn keep_longer(&mut self, thread: ThreadId, note: &NewEntry) -> Result<(), DeskError> {
        let path = KEEP_THREAD.path_to(thread);
        self.done(&KEEP_THREAD, &path, to_json(note).as_bytes()).map_err(|error| meaning(&KEEP_THREAD, error))
    }

    fn done(&mut self, call: &Call, path: &str, body: &[u8]) -> Result<(), DeskError> {
        let answer = self.call(call, path, body)?;
        match json(answer, MOST_SMALL) {
            Ok(Done {}) => Ok(()),
            Err(error) if error.kind() == Kind::Away => Err(error::server::uncertain(error)),
            Err(error) => Err(error),
        }
    }

    /// One signed request. What reads changes nothing, whatever became of it; of anything else that
    /// left this computer nobody can say so.
    fn call(&mut self, call: &Call, path: &str, body: &[u8]) -> Result<Response<Body>, DeskError> {
        let mut request = Outgoing { method: call.method, path, body, has_left: false };
        let answer = self.answer(call, &mut request);
        self.return_after_error(answer).and_then(checked).map_err(|error| request.after(error))
    }

    fn answer(&mut self, call: &Call, request: &mut Outgoing<'_>) -> Result<Response<Body>, DeskError> {
        let connection = self.connection.clone();
        if request.is_repeated() {
            at_one_patiently(&connection, || {
                self.answer_in_session(call, request).map_err(error::server::of_reading)
            })
        } else {
            connection.at_one(|| self.answer_in_session(call, request))
        }
    }

    /// A session that ended while somebody was thinking is opened again, once. At another server it is opened first:
    /// nothing is sent to one that has not said yet what it is.
    fn answer_in_session(
        &mut self,
        call: &Call,
        request: &mut Outgoing<'_>,
    ) -> Result<Response<Body>, DeskError> {
        if self.connection.taken() != self.place {
            self.renew_for(request)?;
        }
        let answer = self.sign_and_send(request)?;
        if is_out_of_service(&answer, &self.connection) && request.is_repeated() {
            // What it has may be there all the same.
            request.has_left |= request.method == Method::Post;
            return Err(out_of_service(answer));
        }
        if call.refusal(answer.status().as_u16()) != Some(Refusal::NotSigned) {
            return Ok(answer);
        }
        self.renew_for(request)?;
        self.sign_and_send(request)
    }

    /// A new session for a request. Where that has left this computer, no other set and no other installation says
    /// what became of it.
    fn renew_for(&mut self, request: &Outgoing<'_>) -> Result<(), DeskError> {
        // What is repeated is tried anew as a whole, and where there are several servers, at the next.
        let is_tried_once = request.is_repeated() || self.connection.has_others();
        let renewed = if is_tried_once { self.renew_here() } else { self.renew() };
        if request.has_left { renewed.map_err(error::server::out_of_service) } else { renewed }
    }

    /// Sends it, after a small one if the session is too young for it.
    fn sign_and_send(&mut self, request: &mut Outgoing<'_>) -> Result<Response<Body>, DeskError> {
        if self.counter == 0 && request.body.len() > LARGEST_FIRST_BODY {
            let before = self.send_once(LIST_THREADS.method, LIST_THREADS.path, &[]);
            before.map_err(error::server::of_reading)?;
        }
        let answer = self.send_once(request.method, request.path, request.body);
        request.has_left |= answer.as_ref().is_err_and(|error| error.kind() == Kind::Uncertain);
        answer
    }

    fn send_once(&mut self, method: Method, path: &str, body: &[u8]) -> Result<Response<Body>, DeskError> {
        self.counter += 1;
        let method = method.as_str();
        let Session { id, nonce, instance, .. } = &self.session;
        let bytes = RequestBytes::new(*instance, nonce, self.counter, method, path, body);
        let request = Request::builder()
            .method(method)
            .uri(self.connection.server().url(path))
            .header(SESSION_HEADER, id)
            .header(COUNTER_HEADER, self.counter)
            .header(SIGNATURE_HEADER, self.key.sign(&bytes));
        run(&self.connection, request, body, None)
    }
}

/// A session at the first server that gives one.
fn open_at_one(connection: &Connection, key: &DeskKey) -> Result<Session, DeskError> {
    at_one_patiently(connection, || open_session(connection, key))
}

/// Of several servers, one that is out of service is as good as away.
fn is_out_of_service(answer: &Response<Body>, connection: &Connection) -> bool {
    answer.status().as_u16() == Refusal::Unavailable.status() && connection.has_others()
}

fn out_of_service(answer: Response<Body>) -> DeskError {
    checked(answer).map_or_else(error::server::out_of_service, |_| error::server::not_zegel())
}

/// A session at the server that is taken.
fn open_session(connection: &Connection, key: &DeskKey) -> Result<Session, DeskError> {
    let body = to_json(&OpenSession { key: key.public().to_string() }).into_bytes();
    let url = connection.server().url(OPEN_SESSION.path);
    let request = Request::builder().method(OPEN_SESSION.method.as_str()).uri(url);
    let answer = run(connection, request, &body, Some(FIRST_ANSWER)).map_err(error::server::of_reading)?;
    if is_page(&answer) {
        return Err(error::server::public_page());
    }
    if is_out_of_service(&answer, connection) {
        return Err(out_of_service(answer));
    }
    let answer = checked(answer).map_err(|error| meaning(&OPEN_SESSION, error))?;
    let session: Session = json(answer, MOST_SMALL)?;
    if [&session.id, &session.nonce, &session.generation].into_iter().all(|text| is_plain(text)) {
        Ok(session)
    } else {
        Err(error::server::nonce())
    }
}

/// Whether this is what a browser is answered that asks for what is not there.
fn is_page(answer: &Response<Body>) -> bool {
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    answer.status().is_client_error() && kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// A nonce, and nothing that anybody could ever want to have signed or opened.
fn is_plain(text: &str) -> bool {
    (16..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
