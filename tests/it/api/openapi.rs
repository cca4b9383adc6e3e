//! `schema/openapi.yaml` says what the server does: each path, status and field.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::token::Token;
use zegel_core::wire::{COVER, DESK_API, MESSAGE, OPEN_SESSION, PUBLIC_API, REPLIES, REPORT, SITE, WITHDRAW};

use crate::support::fixture::ForDeskRaw;
use crate::support::http::{Answer, exchange};
use crate::support::programs::ROOT;
use crate::support::site::Site;
use crate::support::until::until;

fn described() -> Value {
    serde_saphyr::from_str(include_str!("../../../schema/openapi.yaml")).unwrap()
}

/// What a `$ref` names, or the thing itself.
fn follow<'a>(all: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(place) => all.pointer(place.strip_prefix('#').unwrap()).expect(place),
        None => value,
    }
}

/// A schema with everything it names, as one document.
fn whole(all: &Value, schema: &Value) -> jsonschema::Validator {
    let mut schema = schema.clone();
    schema["components"] = all["components"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

fn fits(all: &Value, path: &str, method: &str, answer: &Answer) {
    let responses = &all["paths"][path][method]["responses"];
    let response = follow(all, &responses[answer.status.to_string()]);
    assert!(response.is_object(), "{method} {path} does not say {}", answer.status);
    let kind = answer.header("content-type").unwrap();
    let schema = &response["content"][kind]["schema"];
    assert!(schema.is_object(), "{method} {path} {} does not say {kind}", answer.status);
    assert!(whole(all, schema).is_valid(&answer.json()), "{}", answer.text().trim());
    let text = response["description"].as_str().unwrap();
    if let Some(problem) = answer.json()["type"].as_str() {
        assert!(
            text.contains(&format!("`{problem}`")),
            "{problem} is not told at {} of {path}",
            answer.status
        );
    }
    for (name, _) in response["headers"].as_object().into_iter().flatten() {
        assert!(answer.header(name).is_some(), "{name}");
    }
}

#[test]
fn every_answer_of_the_api_is_described_and_every_status_that_is_described_is_given() {
    let all = described();
    let mut seen = BTreeSet::new();
    let mut fit = |path: &str, answer: Answer| {
        let call = PUBLIC_API.into_iter().find(|call| call.path == path).unwrap();
        fits(&all, path, &call.method.as_str().to_lowercase(), &answer);
        seen.insert((path.to_owned(), answer.status.to_string()));
    };
    let limited = Site::with(|setup| setup.config.client_header = Some("x-real-ip".to_owned()));
    let closed = Site::with(|setup| setup.open = false);
    fit(SITE.path, limited.get(SITE.path));
    fit(SITE.path, closed.get(SITE.path));
    let lost = Site::start();
    std::fs::remove_file(lost.file("zegel.db")).unwrap();
    until("the loss is noticed", || lost.get(SITE.path).status == 503);
    fit(SITE.path, lost.get(SITE.path));

    for path in [REPORT, MESSAGE, REPLIES, WITHDRAW].map(|call| call.path) {
        let site = &limited;
        let keys = site.keys(&Token::random().unwrap());
        let mailbox = keys.mailbox_key().to_text();
        let takes_entry = path == REPORT.path || path == MESSAGE.path;
        let withdraws = path == WITHDRAW.path;
        let posts = |bytes: &[u8]| {
            let mut body = json!({ "mailbox": *mailbox });
            if takes_entry {
                body["id"] = json!(EntryId::random().unwrap());
                body["sealed"] = json!(BASE64.encode(bytes));
            }
            if withdraws {
                body["withdrawal"] = json!(keys.withdrawal().to_text());
            }
            body
        };
        let file = site.recipients.seal(ForDeskRaw(b"{}".to_vec())).unwrap();
        let good = posts(file.as_bytes());
        let name = match (takes_entry, withdraws) {
            (true, _) => "PostEntry",
            (_, true) => "WithdrawRequest",
            _ => "MailboxRequest",
        };
        assert!(whole(&all, &all["components"]["schemas"][name]).is_valid(&good));
        fit(path, site.api(path, &good));
        fit(path, site.api(path, &json!({})));
        fit(path, site.body(path, "", b"{}"));
        fit(path, site.api(path, &json!({ "mailbox": "x".repeat(300_000) })));
        if takes_entry {
            fit(path, site.api(path, &posts(b"junk")));
            fit(path, site.api(path, &posts(&file.as_bytes()[..file.as_bytes().len() - 1])));
            let others = closed.recipients.seal(ForDeskRaw(b"{}".to_vec())).unwrap();
            let two: zegel_core::seal::Recipients =
                format!("{}{}", site.recipients.text(), closed.recipients.text().replace("anna", "bert"))
                    .parse()
                    .unwrap();
            drop(others);
            fit(path, site.api(path, &posts(two.seal(ForDeskRaw(b"{}".to_vec())).unwrap().as_bytes())));
            let withdrawal = keys.withdrawal().to_text();
            let withdraw = json!({ "mailbox": *mailbox, "withdrawal": withdrawal });
            site.api(WITHDRAW.path, &withdraw);
            fit(path, site.api(path, &good));
            let file = closed.recipients.seal(ForDeskRaw(b"{}".to_vec())).unwrap();
            fit(path, closed.api(path, &posts(file.as_bytes())));
        } else {
            let connection = rusqlite::Connection::open(site.file("zegel.db")).unwrap();
            connection.execute_batch("alter table thread rename to hidden").unwrap();
            fit(path, site.api(path, &good));
            connection.execute_batch("alter table hidden rename to thread").unwrap();
        }
        let lines = "Content-Type: application/json\r\nX-Real-IP: 192.0.2.7\r\n";
        let busy = (0..400)
            .map(|_| site.body(path, lines, good.to_string().as_bytes()))
            .find(|answer| answer.status == 429);
        fit(path, busy.expect("a limit"));
    }

    for body in [json!({}), json!({ "mailbox": "" }), json!({ "mailbox": "x".repeat(300_000) })] {
        fit(COVER.path, limited.api(COVER.path, &body));
    }
    fit(COVER.path, limited.body(COVER.path, "", b"{}"));

    let paths = all["paths"].as_object().unwrap();
    let told = paths.iter().flat_map(|(path, methods)| {
        let operations = methods.as_object().unwrap().values();
        let statuses = operations.flat_map(|operation| operation["responses"].as_object().unwrap().keys());
        statuses.map(|status| (path.clone(), status.clone()))
    });
    assert_eq!(told.collect::<BTreeSet<_>>(), seen);
}

/// Values that a program may send by mistake in the place of a good one.
fn odd(good: &Value) -> Vec<Value> {
    let mut odd = vec![json!(null), json!(true), json!(7), json!([]), json!({}), json!([good])];
    odd.extend(["", "-", "B-", "a", "word", "\u{0}", "\u{20ac}"].map(|text| json!(text)));
    if let Some(good) = good.as_str() {
        odd.extend([good.to_uppercase(), good.to_lowercase(), good[1..].to_owned()].map(|text| json!(text)));
        let around = ["=", "A", "\n", " ", "-"];
        odd.extend(
            around.iter().flat_map(|more| [json!(format!("{good}{more}")), json!(format!("{more}{good}"))]),
        );
        odd.push(json!(good.replace('-', "")));
        odd.push(json!(format!("{{{good}}}")));
    }
    odd
}

/// A body with one thing in it that is otherwise, in every way.
fn variants(good: &Value) -> Vec<Value> {
    let mut variants = odd(good);
    for (member, value) in good.as_object().unwrap() {
        let mut without = good.clone();
        without.as_object_mut().unwrap().remove(member);
        variants.push(without);
        for odd in odd(value) {
            let mut other = good.clone();
            other[member] = odd;
            variants.push(other);
        }
    }
    let mut more = good.clone();
    more["more"] = json!("");
    variants.push(more);
    variants
}

#[test]
fn what_the_description_forbids_is_refused_and_what_it_allows_is_read() {
    let all = described();
    let site = Site::start();
    let keys = site.keys(&Token::random().unwrap());
    let mailbox = keys.mailbox_key().to_text();
    let file = site.recipients.seal(ForDeskRaw(b"{}".to_vec())).unwrap();
    let entry = json!({
        "mailbox": *mailbox, "id": EntryId::random().unwrap(), "sealed": BASE64.encode(file.as_bytes()),
    });
    let of_mailbox = json!({ "mailbox": *mailbox });
    let withdrawal = json!({ "mailbox": *mailbox, "withdrawal": keys.withdrawal().to_text() });
    for (call, good) in
        [(&REPORT, &entry), (&MESSAGE, &entry), (&REPLIES, &of_mailbox), (&WITHDRAW, &withdrawal)]
    {
        let body = follow(&all, &all["paths"][call.path]["post"]["requestBody"]);
        let schema = whole(&all, &body["content"]["application/json"]["schema"]);
        assert!(schema.is_valid(good));
        for variant in variants(good) {
            let answer = site.api(call.path, &variant);
            fits(&all, call.path, "post", &answer);
            let is_refused = [400, 422].contains(&answer.status);
            let is_unread = answer.status == 400;
            let is_allowed = schema.is_valid(&variant);
            assert!(
                if is_allowed { !is_unread } else { is_refused },
                "{} {variant} {}",
                call.path,
                answer.status
            );
        }
    }
}

#[test]
fn the_calls_that_server_and_desk_share_are_those_of_the_description() {
    let all = described();
    let mut described = BTreeSet::new();
    for (path, methods) in all["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for status in operation["responses"].as_object().unwrap().keys() {
                described.insert(format!("{} {path} {status}", method.to_uppercase()));
            }
        }
    }
    let mut shared = BTreeSet::new();
    for call in PUBLIC_API {
        let name = format!("{} {}", call.method.as_str(), call.path);
        shared.insert(format!("{name} 200"));
        shared.extend(call.refusals.iter().map(|refusal| format!("{name} {}", refusal.status())));
    }
    assert_eq!(shared, described);
}

#[test]
fn each_status_of_a_call_has_one_meaning() {
    for call in PUBLIC_API.into_iter().chain(DESK_API) {
        let statuses: BTreeSet<u16> = call.refusals.iter().map(|refusal| refusal.status()).collect();
        assert_eq!(statuses.len(), call.refusals.len(), "{}", call.path);
    }
}

#[test]
fn server_and_desk_write_no_path_of_an_api_by_themselves() {
    for file in rust_files(Path::new(ROOT).join("src")) {
        let is_shared = file.to_string_lossy().contains("/src/core/wire/");
        let text = std::fs::read_to_string(&file).unwrap();
        let writes_one = text.contains("\"/api/v1/") || text.contains("/desk/v1/");
        assert!(is_shared || !writes_one, "{}", file.display());
    }
}

#[test]
fn the_desks_listener_answers_each_shared_call_and_no_other_method_of_its_path() {
    let site = Site::start();
    for call in DESK_API {
        let path = call.path_to_entry(ThreadId::random().unwrap(), EntryId::random().unwrap());
        let ask = |method: &str| {
            let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            exchange(site.desk, head.as_bytes()).status
        };
        // Nobody signed it, and only a session asks for no signature.
        let answered = if call.path == OPEN_SESSION.path { 400 } else { 401 };
        assert_eq!(ask(call.method.as_str()), answered, "{path}");
        assert_eq!(ask("PATCH"), 405, "{path}");
    }
}

fn rust_files(folder: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_name_in_the_description_is_there_and_is_used() {
    let all = described();
    let text = all.to_string();
    for kind in ["schemas", "responses", "requestBodies"] {
        for (name, _) in all["components"][kind].as_object().unwrap() {
            let place = format!("#/components/{kind}/{name}");
            assert!(text.contains(&format!("\"$ref\":\"{place}\"")), "nothing uses {place}");
        }
    }
    for place in text.split("\"$ref\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(all.pointer(&place[1..]).is_some(), "{place}");
    }
}
