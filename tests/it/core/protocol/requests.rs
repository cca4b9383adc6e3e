//! What the page says of the desk's requests: sessions, signatures, and who may ask for what.

use std::collections::BTreeSet;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::Fingerprint;
use zegel_core::signature::{DeskKey, RequestBytes, Signable};
use zegel_core::wire::{
    ADD_ENTRIES, COUNTER_HEADER, Call, DELETE_THREAD, DESK_API, FETCH_ENTRIES, KEEP_THREAD,
    LARGEST_FIRST_BODY, LIST_THREADS, OPEN_SESSION, OpenSession, PROVE, REAPPLY, REPLACE_ENTRY, Refusal,
    SESSION_HEADER, SIGNATURE_HEADER, Session,
};

use zegeld::listen::ConnectionLimits;

use super::page::{Fact, fact};
use super::{fields, source, values};
use crate::support::desk_client::Desk;
use crate::support::fixture::{ForDeskRaw, instance};
use crate::support::http::{Answer, exchange};
use crate::support::lying_server::{LyingServer, entry, id};
use crate::support::site::Site;

const SECTION: &str = "Signed requests";
const SESSIONS: &str = "src/server/web/session.rs";
const COURIER: [u8; 32] = [3; 32];

pub fn facts() -> Vec<Fact> {
    [sessions(), requests(), vec![tls()]].concat()
}

/// What is shown of a server's key, and how soon a connection ends by which none of ours was shown.
fn tls() -> Fact {
    let fingerprint = Fingerprint::of_server_key(b"").to_string();
    let bytes = fingerprint.replace(' ', "").len() / 2;
    let handshake = ConnectionLimits::DESK.header.as_secs();
    let farewell = source::number("src/server/listen/desk_tls.rs", "FAREWELL");
    fact(SECTION, "TLS", values![bytes, handshake, farewell])
}

fn sessions() -> Vec<Fact> {
    let site = Site::start();
    let asked = serde_json::to_value(OpenSession { key: String::new() }).unwrap();
    let session = Signer::new(&site).session;
    let mut opened = vec![named(&OPEN_SESSION)];
    opened.extend(fields(&asked));
    opened.extend(fields(&serde_json::to_value(&session).unwrap()));
    let signature = DeskKey::from_seed(&COURIER).sign(&any_request());
    let signature = BASE64.decode(signature.as_bytes()).unwrap().len();
    let [idle, longest, largest] =
        ["IDLE", "LONGEST", "LARGEST_BODY"].map(|name| source::number(SESSIONS, name));
    vec![
        fact(SECTION, "Session", opened),
        fact(SECTION, "Nonce", nonces()),
        fact(SECTION, "Signed bytes", signed_bytes()),
        fact(SECTION, "Signature", values![signature]),
        fact(SECTION, "Headers", values![SESSION_HEADER, COUNTER_HEADER, SIGNATURE_HEADER]),
        fact(SECTION, "Counter", values![first_counter()]),
        fact(SECTION, "Length", values![LARGEST_FIRST_BODY / 1024, largest / 1024 / 1024]),
        fact(SECTION, "End", values![idle / 60, longest / 3600]),
    ]
}

fn any_request() -> RequestBytes {
    RequestBytes::new(instance(), "nonce", 1, "GET", "/path?query", b"body")
}

/// The lines in their order, the last of them ended like the others.
fn signed_bytes() -> Vec<String> {
    let lines = ["zegel/desk/v1", "instance", "nonce", "counter", "method", "path", "SHA-256"];
    let body = HEXLOWER.encode(&Sha256::digest(b"body"));
    let mut text = String::new();
    for line in lines {
        let line = match line {
            "instance" => instance().to_string(),
            "nonce" => "nonce".to_owned(),
            "counter" => "1".to_owned(),
            "method" => "GET".to_owned(),
            "path" => "/path?query".to_owned(),
            "SHA-256" => body.clone(),
            literal => literal.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
    }
    assert_eq!(any_request().bytes(), text.as_bytes());
    lines.map(str::to_owned).into()
}

/// The shortest and the longest that the client signs, and the signs that may stand in one.
fn nonces() -> Vec<String> {
    let mut liar = LyingServer::new();
    let mut is_taken = |nonce: String| {
        let _server = liar.with_session(|session| session["nonce"] = json!(nonce));
        !liar.anna.run(&["inbox"]).err.contains("is no nonce")
    };
    let least = 16;
    let most = 128;
    for (length, taken) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
        assert_eq!(is_taken("a".repeat(length)), taken, "{length}");
    }
    let signs: Vec<char> =
        "-_.+/= :".chars().filter(|sign| is_taken(format!("{}{sign}", "a".repeat(20)))).collect();
    values![least, most, signs[0], signs[1]]
}

/// The counter of the program's first signed request.
fn first_counter() -> String {
    let mut liar = LyingServer::new();
    let server = liar.serve(vec![entry(&id(), "from-reporter", liar.sealed(liar.report("x")).as_bytes())]);
    liar.anna.run(&["inbox"]).done();
    let heard = server.heard();
    let signed = heard.iter().find(|heard| heard.headers.contains(COUNTER_HEADER)).unwrap();
    let line = signed.headers.lines().find_map(|line| line.strip_prefix(&format!("{COUNTER_HEADER}: ")));
    line.unwrap().to_owned()
}

/// A caseworker who chooses the counter.
struct Signer<'a> {
    site: &'a Site,
    session: Session,
    key: DeskKey,
}

impl<'a> Signer<'a> {
    fn new(site: &'a Site) -> Self {
        let key = DeskKey::from_seed(site.identity.signing_seed().unwrap());
        let asked = serde_json::to_string(&OpenSession { key: key.public().to_string() }).unwrap();
        let answer = send(site, OPEN_SESSION.method.as_str(), OPEN_SESSION.path, "", &asked);
        Self { site, session: serde_json::from_slice(&answer.body).unwrap(), key }
    }

    fn ask(&self, counter: u64) -> u16 {
        let Session { id, nonce, instance, .. } = &self.session;
        let bytes = RequestBytes::new(*instance, nonce, counter, "GET", LIST_THREADS.path, b"");
        let signature = self.key.sign(&bytes);
        let lines = format!(
            "{SESSION_HEADER}: {id}\r\n{COUNTER_HEADER}: {counter}\r\n{SIGNATURE_HEADER}: {signature}\r\n"
        );
        send(self.site, LIST_THREADS.method.as_str(), LIST_THREADS.path, &lines, "").status
    }
}

fn send(site: &Site, method: &str, path: &str, lines: &str, body: &str) -> Answer {
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: {length}\r\n\r\n");
    exchange(site.desk, format!("{head}{body}").as_bytes())
}

#[test]
fn each_counter_of_a_session_has_to_be_greater_than_the_last_that_was_taken() {
    let site = Site::start();
    let signer = Signer::new(&site);
    let asked = [1, 1, 5, 4, 5, 6, u64::MAX, u64::MAX, 7].map(|counter| signer.ask(counter));
    assert_eq!(asked, [200, 401, 200, 401, 401, 200, 200, 401, 401]);
}

/// A request, with a body that the server reads.
struct Request {
    call: Call,
    body: Value,
}

/// A site with a second caseworker who only carries.
fn site_with_courier() -> Site {
    let site = Site::with(|setup| {
        let file = &setup.config.recipients;
        let lines = std::fs::read_to_string(file).unwrap();
        let courier = DeskKey::from_seed(&COURIER).public();
        std::fs::write(file, format!("{lines}# desk courier ed25519:{courier}\n")).unwrap();
    });
    site.report("en", "Here.");
    site
}

fn all(site: &Site) -> Vec<Request> {
    let sealed = BASE64.encode(site.recipients.seal(ForDeskRaw(b"{}".to_vec())).unwrap().as_bytes());
    let note = json!({ "id": EntryId::random().unwrap(), "direction": "desk", "sealed": sealed });
    let replacement = json!({ "replaces": "0".repeat(64), "sealed": sealed });
    let request = |call, body| Request { call, body };
    vec![
        request(LIST_THREADS, Value::Null),
        request(FETCH_ENTRIES, Value::Null),
        request(ADD_ENTRIES, json!({ "entries": [note] })),
        request(KEEP_THREAD, note),
        request(REPLACE_ENTRY, replacement),
        request(PROVE, json!({ "fingerprint": "none" })),
        request(REAPPLY, json!({ "withdrawn": [], "deleted": [] })),
        request(DELETE_THREAD, Value::Null),
    ]
}

/// A call as the page names it.
fn named(call: &Call) -> String {
    format!("{} {}", call.method.as_str(), call.path)
}

/// Whether a caseworker who only carries is refused.
fn needs_to_open(site: &Site, request: &Request, thread: ThreadId) -> bool {
    let method = request.call.method.as_str();
    let path = request.call.path_to_entry(thread, EntryId::random().unwrap());
    let body = if request.body.is_null() { String::new() } else { request.body.to_string() };
    let ask = |key: DeskKey| Desk::login_with(site, key).request(method, &path, body.as_bytes()).status;
    let carrying = ask(DeskKey::from_seed(&COURIER));
    let opening = ask(DeskKey::from_seed(site.identity.signing_seed().unwrap()));
    assert!(![400, 401, 403, 405].contains(&opening), "{path}: {opening}");
    carrying == 403
}

/// Every call that is signed, by who may ask for it.
fn requests() -> Vec<Fact> {
    let site = site_with_courier();
    let thread = site.threads()[0].id;
    let mut of_any = BTreeSet::new();
    let mut of_opening = BTreeSet::new();
    for request in all(&site) {
        let opening = needs_to_open(&site, &request, thread);
        assert_eq!(opening, request.call.refusals.contains(&Refusal::OnlyWhoOpens), "{}", request.call.path);
        let may = if opening { &mut of_opening } else { &mut of_any };
        may.insert(named(&request.call));
    }
    let asked: BTreeSet<String> = of_any.union(&of_opening).cloned().collect();
    let signed = DESK_API.iter().map(named).filter(|call| *call != named(&OPEN_SESSION));
    assert_eq!(asked, signed.collect());
    vec![
        fact(SECTION, "Any caseworker", of_any.into_iter().collect()),
        fact(SECTION, "Only who opens", of_opening.into_iter().collect()),
    ]
}
