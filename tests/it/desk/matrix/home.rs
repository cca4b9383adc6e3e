//! The caseworker's computer: what stands on it, and what of it has changed, in words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::lies::STRANGE_INSTALLATION;
use super::world::{CASE, DELETED, EARLIER, OTHER, WITHDRAWN};
use crate::desk::offline::below;

/// Every file of a home folder.
pub struct Home(BTreeMap<String, Vec<u8>>);

impl Home {
    /// As it is now.
    pub fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        for path in below(folder) {
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            files.insert(plain(&name), std::fs::read(&path).unwrap());
        }
        Self(files)
    }

    /// What has changed since.
    pub fn changes_to(&self, now: &Self) -> BTreeSet<String> {
        let mut changes = BTreeSet::new();
        for (name, before) in &self.0 {
            match now.0.get(name) {
                None => drop(changes.insert(format!("lost {}", short(name)))),
                Some(now) if now == before => {}
                Some(now) => changes.extend(within(name, before, now)),
            }
        }
        let new = now.0.keys().filter(|name| !self.0.contains_key(*name));
        changes.extend(new.map(|name| format!("new {}", short(name))));
        changes
    }
}

/// A path in which the installations have a name.
fn plain(name: &str) -> String {
    let own = crate::support::fixture::instance().to_string();
    name.replace(&own, "OWN").replace(STRANGE_INSTALLATION, "STRANGE")
}

/// What a verb was told to make is one thing, however many files it has.
fn short(name: &str) -> String {
    let parts: Vec<&str> = name.split('/').collect();
    match parts[..] {
        ["out" | "fetched", ..] => parts[0].to_owned(),
        ["carried" | "lying", place, ..] => format!("{}/{place}", parts[0]),
        _ => name.to_owned(),
    }
}

fn within(name: &str, before: &[u8], now: &[u8]) -> Vec<String> {
    if name == "state/zegel/OWN.json" {
        return in_state(&parsed(before), &parsed(now));
    }
    if name.ends_with(".sealed") {
        return in_cache(&copies(before), &copies(now));
    }
    vec![format!("changed {}", short(name))]
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn in_state(before: &Value, now: &Value) -> Vec<String> {
    let mut changes = Vec::new();
    for field in ["fingerprint", "recipients", "retention_weeks", "earlier", "former", "generation"] {
        if before[field] != now[field] {
            changes.push(field.to_owned());
        }
    }
    if before["tombstones"] != now["tombstones"] {
        changes.push("tombstones".to_owned());
    }
    let before = before["threads"].as_object().unwrap();
    let now = now["threads"].as_object().unwrap();
    for (id, before) in before {
        match now.get(id) {
            None => changes.push(format!("forgot {}", letter(id))),
            Some(now) => {
                changes.extend(in_thread(before, now).map(|what| format!("{what} of {}", letter(id))))
            }
        }
    }
    let new = now.keys().filter(|id| !before.contains_key(*id));
    changes.extend(new.map(|id| format!("learnt {}", letter(id))));
    changes
}

fn in_thread<'a>(before: &'a Value, now: &'a Value) -> impl Iterator<Item = String> {
    let mut changes = Vec::new();
    for field in ["week", "missing", "withdrawal"] {
        if before[field] != now[field] {
            changes.push(field.to_owned());
        }
    }
    let before = before["entries"].as_object().unwrap();
    let now = now["entries"].as_object().unwrap();
    for (id, before) in before {
        let Some(now) = now.get(id) else {
            changes.push("forgot entry".to_owned());
            continue;
        };
        for field in ["sealed", "document", "accepted", "missing"] {
            if before[field] != now[field] {
                changes.push(format!("{field} of entry"));
            }
        }
    }
    if now.keys().any(|id| !before.contains_key(id)) {
        changes.push("learnt entry".to_owned());
    }
    changes.into_iter()
}

/// The copies in a cache, by thread and entry.
type Copies = BTreeMap<(String, String), Vec<u8>>;

fn copies(mut bytes: &[u8]) -> Copies {
    let mut copies = Copies::new();
    while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        let line: Vec<String> =
            String::from_utf8(bytes[..end].to_vec()).unwrap().split(' ').map(str::to_owned).collect();
        let body = &bytes[end + 1..];
        let length: usize = line[5].parse().unwrap();
        copies.insert((line[0].clone(), line[1].clone()), body[..length].to_vec());
        bytes = &body[length..];
    }
    copies
}

fn in_cache(before: &Copies, now: &Copies) -> Vec<String> {
    let mut changes = Vec::new();
    for (place, before) in before {
        match now.get(place) {
            Some(now) if now == before => {}
            Some(_) => changes.push(format!("other copy of {}", letter(&place.0))),
            None => changes.push(format!("lost copy of {}", letter(&place.0))),
        }
    }
    let new = now.keys().filter(|place| !before.contains_key(*place));
    changes.extend(new.map(|(thread, _)| format!("copy of {}", letter(thread))));
    changes
}

/// What a thread is called in a table.
pub fn letter(id: &str) -> &'static str {
    match id {
        CASE => "CASE",
        OTHER => "OTHER",
        EARLIER => "EARLIER",
        WITHDRAWN => "WITHDRAWN",
        DELETED => "DELETED",
        _ => "a strange thread",
    }
}
