//! Requests to the server, in words: each by what is in it once it is opened.

use data_encoding::BASE64;
use serde_json::Value;
use zegel_core::seal::{ForDesk, ForReporter};

use super::home::letter;
use super::world::{CANARY, World};
use crate::support::hostile::Heard;

/// What was sent, but for the session and what only asks.
pub fn acts(world: &World, heard: &[Heard]) -> Vec<String> {
    let mut acts = Vec::new();
    for request in heard {
        if request.body.contains(CANARY) || request.headers.contains(CANARY) || request.line.contains(CANARY)
        {
            acts.push("OPENED WORDS".to_owned());
        }
        // A connection on which nothing was asked: the program ended in between.
        if request.line.is_empty() {
            continue;
        }
        let (method, path) = request.line.split_once(' ').unwrap_or((&request.line, ""));
        let path: Vec<&str> = path.trim_start_matches("/desk/v1/").split('/').collect();
        match (method, path.as_slice()) {
            ("POST", ["session"]) => acts.extend(session(world, &request.body)),
            ("GET", _) => {}
            ("POST", ["threads", thread, "entries"]) => acts.extend(entries(world, thread, &request.body)),
            ("POST", ["threads", thread, "keep"]) => {
                acts.push(format!("keep {}: {}", letter(thread), sealed(world, &parsed(&request.body))));
            }
            ("PUT", ["threads", thread, "entries", _]) => {
                acts.push(format!(
                    "replace {}{}",
                    letter(thread),
                    for_the_set(world, &bytes(&parsed(&request.body)))
                ));
            }
            ("DELETE", ["threads", thread]) => acts.push(format!("delete {}", letter(thread))),
            ("POST", ["proof"]) => acts.push("proof".to_owned()),
            ("POST", ["tombstones"]) => acts.push(tombstones(&parsed(&request.body))),
            _ => acts.push(format!("UNKNOWN {}", request.line)),
        }
    }
    acts
}

fn parsed(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

/// Nothing, if only the public key is in it.
fn session(world: &World, body: &str) -> Option<String> {
    let expected = serde_json::json!({ "key": world.anna.key.public().to_string() });
    (parsed(body) != expected).then(|| "MORE THAN A KEY".to_owned())
}

/// The entries in a body for this thread.
pub fn entries(world: &World, thread: &str, body: &str) -> Vec<String> {
    let body = parsed(body);
    let sent = body["entries"].as_array().unwrap().iter();
    sent.map(|entry| format!("{}: {}", letter(thread), sealed(world, entry))).collect()
}

fn bytes(entry: &Value) -> Vec<u8> {
    BASE64.decode(entry["sealed"].as_str().unwrap().as_bytes()).unwrap()
}

/// Whom it is for, and what it is.
fn sealed(world: &World, entry: &Value) -> String {
    let bytes = bytes(entry);
    if entry["direction"] != "desk" {
        return reply(world, &bytes).to_owned();
    }
    format!("{}{}", note(world, &bytes), for_the_set(world, &bytes))
}

fn reply(world: &World, bytes: &[u8]) -> &'static str {
    let sealed = ForReporter::from_bytes(bytes.to_vec()).unwrap();
    if world.reporter.open(&sealed).is_ok() {
        "reply"
    } else if world.other_reporter.open(&sealed).is_ok() {
        "reply FOR ANOTHER REPORTER"
    } else {
        "reply FOR THE SERVER"
    }
}

/// Nothing is added where it is sealed for the pinned set and nobody else.
fn for_the_set(world: &World, bytes: &[u8]) -> &'static str {
    let sealed = ForDesk::from_bytes(bytes.to_vec()).unwrap();
    let recipients = sealed.outside().unwrap().1;
    let is_whole = [&world.anna, &world.bea].iter().all(|person| person.identity.open(&sealed).is_ok());
    if is_whole && recipients == world.set.recipients().count() { "" } else { " FOR ANOTHER SET" }
}

/// The kind of a note; in capitals what no note of an honest case may say.
fn note(world: &World, bytes: &[u8]) -> String {
    let sealed = ForDesk::from_bytes(bytes.to_vec()).unwrap();
    let Ok(plain) = world.bea.identity.open(&sealed) else { return "SOMETHING".to_owned() };
    let document: Value = serde_json::from_slice(plain.as_bytes()).unwrap();
    let note: Value = serde_json::from_str(document["note"].as_str().unwrap()).unwrap();
    let content = &note["content"];
    let mut said = content["type"].as_str().unwrap().to_owned();
    // The case has one answer, and fewer notes than this.
    let is_next = said != "copy" || content["number"] == 2;
    if note["author"] != "anna" || note["lamport"].as_u64().unwrap() > 20 || !is_next {
        said.push_str(" OUT OF ORDER");
    }
    let named = [&content["entries"], &content["notes"]].into_iter().filter_map(Value::as_array).flatten();
    let named = named.chain(content.get("reply_to")).filter(|named| named.get("document").is_some());
    for named in named {
        let entry = named["entry"].as_str().unwrap().parse().unwrap();
        if world.documents.get(&entry).map(String::as_str) != named["document"].as_str() {
            said.push_str(" OF A FORGED DOCUMENT");
        }
    }
    said
}

fn tombstones(body: &Value) -> String {
    let withdrawn = body["withdrawn"].as_array().unwrap().iter().map(|thread| &thread["thread"]);
    let deleted = body["deleted"].as_array().unwrap().iter();
    let named = |ids: Vec<&Value>| {
        let letters: Vec<&str> = ids.into_iter().map(|id| letter(id.as_str().unwrap())).collect();
        letters.join(" ")
    };
    format!("tombstones {}, {}", named(withdrawn.collect()), named(deleted.collect()))
}
