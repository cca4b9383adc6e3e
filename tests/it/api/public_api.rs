//! The public API, used as a client of another make would, and misused.

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel_core::document::{Message, Position, Report};
use zegel_core::id::{EntryId, FormId};
use zegel_core::seal::ForReporter;
use zegel_core::token::{Kind, Token};

use crate::page::bad_input::has_no_internal_word;
use crate::support::desk_client::Desk;
use crate::support::fixture::{ForDeskRaw, answers, hybrid_desk, writing, x25519_desk};
use crate::support::http::{Answer, find};
use crate::support::site::{Site, said};

const REPORTS: &str = "/api/v1/reports";

/// What a client posts, with a fresh mailbox and id.
pub fn entry(site: &Site, sealed: &[u8]) -> Value {
    let keys = site.keys(&Token::random().unwrap());
    let id = EntryId::random().unwrap();
    json!({ "mailbox": *keys.mailbox_key().to_text(), "id": id, "sealed": BASE64.encode(sealed) })
}

pub fn sealed(site: &Site) -> Vec<u8> {
    site.recipients.seal(ForDeskRaw(b"{}".to_vec())).unwrap().as_bytes().to_vec()
}

/// The stanzas of an age file's header, and what follows them: the MAC and the payload.
fn taken_apart(sealed: &[u8]) -> (Vec<String>, Vec<u8>) {
    let end = find(sealed, b"\n--- ").unwrap() + 1;
    let header = std::str::from_utf8(&sealed[..end]).unwrap();
    let stanzas = header.split("-> ").skip(1).map(|stanza| format!("-> {stanza}")).collect();
    (stanzas, sealed[end..].to_vec())
}

fn put_together(stanzas: &[&str], rest: &[u8]) -> Vec<u8> {
    [b"age-encryption.org/v1\n", stanzas.concat().as_bytes(), rest].concat()
}

fn is_problem(answer: &Answer, status: u16, kind: &str) {
    assert_eq!(
        (answer.status, answer.json()["type"].as_str()),
        (status, Some(kind)),
        "{}",
        answer.text().trim()
    );
    assert_eq!(answer.json()["status"], status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.body.len() % (24 * 1024), 0);
    has_no_internal_word(answer);
}

#[test]
fn a_client_that_seals_by_itself_lives_the_same_story() {
    let site = Site::start();
    let token = Token::random().unwrap();
    let keys = site.keys(&token);
    let mailbox = keys.mailbox_key().to_text();
    let words = || writing(answers(&[("story", "Sealed in the browser.")]), &keys);
    let id = keys.entry_id(FormId::random().unwrap(), Kind::Report, &words().answers);
    let report = site.recipients.seal(Report::new(words(), keys.author_key())).unwrap();
    let post = json!({ "mailbox": *mailbox, "id": id, "sealed": BASE64.encode(report.as_bytes()) });
    for _ in 0..2 {
        let done = site.api(REPORTS, &post);
        assert_eq!((done.status, done.json()), (200, json!({})));
    }
    assert_eq!(site.rows(), [1, 1, 1, 0]);

    // The desk answers; the client opens it, and so does the page with the code.
    let (reports, _) = site.opened();
    assert_eq!(Desk::login(&site).reply(&reports[0].writing, 1, "Thank you.").status, 200);
    let replies = site.api("/api/v1/mailbox", &json!({ "mailbox": *mailbox })).json();
    let reply = BASE64.decode(replies["replies"][0].as_str().unwrap().as_bytes()).unwrap();
    let opened = keys.open(&ForReporter::from_bytes(reply).unwrap()).unwrap();
    assert!(find(opened.as_bytes(), b"Thank you.").is_some());
    assert!(site.look("en", &token).says("Thank you."));

    let position = Position { after: 1, previous: Some(id) };
    let id = EntryId::random().unwrap();
    let message = site.recipients.seal(Message::new(words(), position, id, &keys.author_key())).unwrap();
    let message = json!({ "mailbox": *mailbox, "id": id, "sealed": BASE64.encode(message.as_bytes()) });
    assert_eq!(site.api("/api/v1/mailbox/messages", &message).status, 200);
    assert!(reports[0].wrote(id, &site.opened().1[0]));

    let secret = keys.withdrawal().to_text();
    let withdraw = json!({ "mailbox": *mailbox, "withdrawal": secret });
    let withdrawn = site.api("/api/v1/mailbox/withdraw", &withdraw);
    assert_eq!((withdrawn.status, withdrawn.json()), (200, json!({})));
    let shown = site.threads()[0].withdrawal.clone().unwrap();
    assert!(reports[0].writing.withdrawal.unwrap().is_proved_by(&shown));
    assert_eq!(site.rows(), [1, 0, 0, 2]);
    is_problem(&site.api(REPORTS, &post), 410, "/problems/withdrawn");
    assert_eq!(site.look("en", &token).h1(), said("en").replies.none);
}

#[test]
fn what_is_no_age_file_is_refused() {
    let site = Site::start();
    for junk in [
        &b""[..],
        b"plain words",
        b"age-encryption.org/v1",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\nplain words",
        b"age-encryption.org/v1\n---\n",
        b"age-encryption.org/v2\n-> X25519 a\n\n--- a\n",
        &[0xff; 9000],
        &[b' '; 9000],
    ] {
        is_problem(&site.api(REPORTS, &entry(&site, junk)), 422, "/problems/not-age");
    }
    // Armored it is one for people, not for the store.
    let armored = format!(
        "-----BEGIN AGE ENCRYPTED FILE-----\n{}\n-----END AGE ENCRYPTED FILE-----\n",
        BASE64.encode(&sealed(&site))
    );
    is_problem(&site.api(REPORTS, &entry(&site, armored.as_bytes())), 422, "/problems/not-age");
    assert_eq!(site.rows(), [0; 4]);
}

/// A client's word that something is sealed is not believed.
#[test]
fn what_is_not_sealed_for_exactly_this_desk_gets_the_present_set() {
    let site = Site::start();
    let (stanzas, rest) = taken_apart(&sealed(&site));
    let grease = stanzas
        .iter()
        .find(|stanza| stanza.lines().next().unwrap().split(' ').nth(1).unwrap().ends_with("-grease"))
        .unwrap();
    let own = stanzas.iter().find(|stanza| stanza.starts_with("-> mlkem768x25519 ")).unwrap();
    assert_eq!(stanzas.len(), 2);
    let scrypt = own.replacen("mlkem768x25519", "scrypt", 1);
    let classical = own.replacen("mlkem768x25519", "X25519", 1);
    for set in [
        &[own.as_str()][..],
        &[grease],
        &[own, grease, grease],
        &[own, own, grease],
        &[&classical, grease],
        &[own, &classical, grease],
    ] {
        let answer = site.api(REPORTS, &entry(&site, &put_together(set, &rest)));
        is_problem(&answer, 409, "/problems/other-recipients");
        assert_eq!(answer.json()["site"], site.get("/api/v1/site").json());
    }
    // A passphrase goes with nothing else, says age itself.
    is_problem(
        &site.api(REPORTS, &entry(&site, &put_together(&[&scrypt, grease], &rest))),
        422,
        "/problems/not-age",
    );
    // For other desks: two of the same kind, and one of another kind.
    let two = format!("{}{}", site.recipients.text(), hybrid_desk().1.text());
    let two: zegel_core::seal::Recipients = two.parse().unwrap();
    for other in [two, x25519_desk().1] {
        let file = other.seal(ForDeskRaw(b"{}".to_vec())).unwrap();
        is_problem(&site.api(REPORTS, &entry(&site, file.as_bytes())), 409, "/problems/other-recipients");
    }
    assert_eq!(site.rows(), [0; 4]);
    // In the other order it is the same set.
    assert_eq!(site.api(REPORTS, &entry(&site, &put_together(&[grease, own], &rest))).status, 200);
}

#[test]
fn a_header_is_refused_at_its_eighteenth_stanza_or_after_64_kib_whatever_follows() {
    let site = Site::start();
    let (_, rest) = taken_apart(&sealed(&site));
    let stanzas = |count: usize| put_together(&vec!["-> a\n\n"; count], &rest);
    let long = |bytes: usize| put_together(&[&format!("-> a {}\n\n", "b".repeat(bytes))], &rest);
    // What may be a header of ours is parsed to its end.
    for parsed in [stanzas(17), long(64_000)] {
        is_problem(&site.api(REPORTS, &entry(&site, &parsed)), 409, "/problems/other-recipients");
    }
    for refused in [stanzas(18), stanzas(8_000), stanzas(25_000), long(66_000), long(150_000)] {
        is_problem(&site.api(REPORTS, &entry(&site, &refused)), 422, "/problems/not-age");
    }
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn what_is_not_padded_is_refused() {
    let site = Site::start();
    let whole = sealed(&site);
    let all = whole.len();
    for length in [all - 1, all - 16, all - 8192, all - 8192 - 16] {
        is_problem(&site.api(REPORTS, &entry(&site, &whole[..length])), 422, "/problems/no-class");
    }
    // Without the nonce nothing of it can be an age file's payload.
    is_problem(&site.api(REPORTS, &entry(&site, &whole[..all - 8192 - 32])), 422, "/problems/not-age");
    for more in [1, 16, 100_000] {
        let longer = [whole.clone(), vec![0; more]].concat();
        is_problem(&site.api(REPORTS, &entry(&site, &longer)), 422, "/problems/no-class");
    }
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn what_is_no_request_of_this_api_is_not_understood() {
    let site = Site::start();
    let good = entry(&site, &sealed(&site));
    let with = |field: &str, value: Value| {
        let mut changed = good.clone();
        changed[field] = value;
        changed
    };
    let key = good["mailbox"].as_str().unwrap();
    for body in [
        json!(null),
        json!([]),
        json!({}),
        json!("x"),
        with("extra", json!(1)),
        with("mailbox", json!("")),
        with("mailbox", json!(key[..42])),
        with("mailbox", json!(format!("{key}="))),
        with("mailbox", json!(key.replace('_', "/") + "A")),
        with("mailbox", json!([1, 2])),
        with("id", json!("x")),
        with("id", json!(null)),
        with("id", json!(good["id"].as_str().unwrap().to_uppercase())),
        with("id", json!(format!("{{{}}}", good["id"].as_str().unwrap()))),
        with("sealed", json!("?")),
        with("sealed", json!(17)),
    ] {
        is_problem(&site.api(REPORTS, &body), 400, "/problems/unread");
    }
    let deep = "[".repeat(100_000);
    let twice = good.to_string().replacen('{', &format!("{{\"mailbox\":\"{key}\","), 1);
    for body in
        ["", "{", "\u{feff}{}", &deep, &format!("{{\"mailbox\":{deep}"), &twice, "{\"mailbox\":\"\u{0}\"}"]
    {
        let answer = site.body(REPORTS, "Content-Type: application/json\r\n", body.as_bytes());
        is_problem(&answer, 400, "/problems/unread");
    }
    is_problem(
        &site.body(REPORTS, "Content-Type: application/json\r\n", b"{\"id\":\"\xff\"}"),
        400,
        "/problems/unread",
    );
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        let answer = site.body(REPORTS, &format!("Content-Type: {kind}\r\n"), good.to_string().as_bytes());
        is_problem(&answer, 415, "about:blank");
    }
    for path in ["/api/v1/mailbox", "/api/v1/mailbox/withdraw"] {
        is_problem(&site.api(path, &json!({ "mailbox": key, "more": 1 })), 400, "/problems/unread");
        is_problem(&site.api(path, &json!({ "mailbox": "x".repeat(70_000) })), 413, "about:blank");
    }
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn the_largest_document_fits_and_more_does_not() {
    let site = Site::start();
    let largest = site.recipients.seal(ForDeskRaw(vec![b'x'; 96 * 1024])).unwrap();
    assert_eq!(site.api(REPORTS, &entry(&site, largest.as_bytes())).status, 200);
    is_problem(&site.api(REPORTS, &entry(&site, &vec![b'x'; 230_000])), 413, "about:blank");
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn a_closed_site_says_so_and_tells_what_it_is() {
    let site = Site::with(|setup| setup.open = false);
    is_problem(&site.api(REPORTS, &entry(&site, &sealed(&site))), 503, "/problems/closed");
    assert_eq!(site.get("/api/v1/site").json()["open"], false);
    assert_eq!(site.rows(), [0; 4]);
}
