//! What the page says of the desk's requests: sessions, signatures, and who may ask for what.

use std::collections::BTreeSet;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel::id::{EntryId, ThreadId};
use zegel::signature::{DeskKey, RequestBytes, Signable};
use zegel::wire::{COUNTER_HEADER, OpenSession, SESSION_HEADER, SIGNATURE_HEADER, Session};

use super::page::{Fact, fact};
use super::{fields, source, values};
use crate::desk_client::Desk;
use crate::fixture::{ForDeskRaw, instance};
use crate::http::{Answer, exchange};
use crate::lied::{Lied, entry, id};
use crate::site::Site;

const SECTION: &str = "Signed requests";
const SESSIONS: &str = "src/web/session.rs";
const COURIER: [u8; 32] = [3; 32];

pub fn facts() -> Vec<Fact> {
    [sessions(), requests()].concat()
}

fn sessions() -> Vec<Fact> {
    let site = Site::start();
    let asked = serde_json::to_value(OpenSession { key: String::new() }).unwrap();
    let session = Signer::new(&site).session;
    let mut opened = values!["POST", "/desk/v1/session"];
    opened.extend(fields(&asked));
    opened.extend(fields(&serde_json::to_value(&session).unwrap()));
    let signature = DeskKey::from_seed(&COURIER).sign(&any_request());
    let signature = BASE64.decode(signature.as_bytes()).unwrap().len();
    let [idle, longest] = ["IDLE", "LONGEST"].map(|name| source::number(SESSIONS, name));
    vec![
        fact(SECTION, "Session", opened),
        fact(SECTION, "Nonce", nonces()),
        fact(SECTION, "Signed bytes", signed_bytes()),
        fact(SECTION, "Signature", values![signature]),
        fact(SECTION, "Headers", values![SESSION_HEADER, COUNTER_HEADER, SIGNATURE_HEADER]),
        fact(SECTION, "Counter", values![first_counter()]),
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
    let mut lied = Lied::new();
    let mut is_taken = |nonce: String| {
        let _server = lied.with_session(|session| session["nonce"] = json!(nonce));
        !lied.anna.run(&["inbox"]).err.contains("is no nonce")
    };
    let (least, most) = (16, 128);
    for (length, taken) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
        assert_eq!(is_taken("a".repeat(length)), taken, "{length}");
    }
    let signs: Vec<char> =
        "-_.+/= :".chars().filter(|sign| is_taken(format!("{}{sign}", "a".repeat(20)))).collect();
    values![least, most, signs[0], signs[1]]
}

/// The counter of the program's first signed request.
fn first_counter() -> String {
    let mut lied = Lied::new();
    let server = lied.served(vec![entry(&id(), "from-reporter", lied.sealed(lied.report("x")).as_bytes())]);
    lied.anna.run(&["inbox"]).done();
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
        let answer = send(site, "POST", "/desk/v1/session", "", &asked);
        Self { site, session: serde_json::from_slice(&answer.body).unwrap(), key }
    }

    fn ask(&self, counter: u64) -> u16 {
        let Session { id, nonce, instance, .. } = &self.session;
        let bytes = RequestBytes::new(*instance, nonce, counter, "GET", "/desk/v1/threads", b"");
        let signature = self.key.sign(&bytes);
        let lines = format!(
            "{SESSION_HEADER}: {id}\r\n{COUNTER_HEADER}: {counter}\r\n{SIGNATURE_HEADER}: {signature}\r\n"
        );
        send(self.site, "GET", "/desk/v1/threads", &lines, "").status
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
    row: &'static str,
    method: &'static str,
    path: &'static str,
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
    let entries = "/desk/v1/threads/{id}/entries";
    let request = |row, method, path, body| Request { row, method, path, body };
    vec![
        request("Threads", "GET", "/desk/v1/threads", Value::Null),
        request("Entries", "GET", "/desk/v1/entries", Value::Null),
        request("Replies and notes", "POST", entries, json!({ "entries": [note] })),
        request("Keep longer", "POST", "/desk/v1/threads/{id}/keep", note),
        request(
            "Reseal",
            "PUT",
            "/desk/v1/threads/{id}/entries/{entry}",
            json!({ "replaces": "0".repeat(64), "sealed": sealed }),
        ),
        request("Key opens", "POST", "/desk/v1/proof", json!({ "fingerprint": "none" })),
        request("Tombstones", "POST", "/desk/v1/tombstones", json!({ "withdrawn": [], "deleted": [] })),
        request("Delete", "DELETE", "/desk/v1/threads/{id}", Value::Null),
    ]
}

/// `opens` where a caseworker who only carries is refused, and else `any`.
fn key_of(site: &Site, request: &Request, thread: ThreadId) -> &'static str {
    let path = request.path.replace("{id}", &thread.to_string());
    let path = path.replace("{entry}", &EntryId::random().unwrap().to_string());
    let body = if request.body.is_null() { String::new() } else { request.body.to_string() };
    let ask =
        |key: DeskKey| Desk::login_with(site, key).request(request.method, &path, body.as_bytes()).status;
    let courier = ask(DeskKey::from_seed(&COURIER));
    let opening = ask(DeskKey::from_seed(site.identity.signing_seed().unwrap()));
    assert!(![400, 401, 403, 405].contains(&opening), "{}: {opening}", request.row);
    if courier == 403 { "opens" } else { "any" }
}

fn requests() -> Vec<Fact> {
    let site = site_with_courier();
    let thread = site.threads()[0].id;
    let mut routes = BTreeSet::from(["GET /healthz".to_owned(), "POST /desk/v1/session".to_owned()]);
    let mut facts = Vec::new();
    for request in all(&site) {
        routes.insert(format!("{} {}", request.method, request.path));
        let mut values = values![request.method, request.path, key_of(&site, &request, thread)];
        if request.body.is_object() {
            values.extend(fields(&request.body));
        }
        values.extend(
            request.body["entries"].as_array().map(|entries| fields(&entries[0])).unwrap_or_default(),
        );
        facts.push(fact(SECTION, request.row, values));
    }
    assert_eq!(routes, source::routes("src/web/desk.rs").into_iter().collect());
    facts
}
