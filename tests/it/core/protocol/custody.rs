//! What the page says of withdrawals and tombstones, and of resealing, exports and backups.

use std::path::Path;

use serde_json::json;
use zegel_core::backup::{Version, check_file};
use zegel_core::document::{NoteContent, Resealed};
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{
    Bytes, MOST_TOMBSTONES, Reapplied, Replacement, Tombstones, WithdrawRequest, WithdrawnThread,
};

use super::page::{Fact, fact};
use super::{fields, json, source, values};
use crate::support::desk_client::Desk;
use crate::support::fixture::{self, keys};
use crate::support::lying_server::id;
use crate::support::site::Site;

pub fn facts() -> Vec<Fact> {
    [withdrawal(), rest()].concat()
}

fn withdrawal() -> Vec<Fact> {
    let section = "Withdrawal, and what a restore brings back";
    let keys = keys();
    let report = json(fixture::report("x", &keys));
    let digest = report["withdrawal"].as_str().unwrap();
    assert_eq!(digest, keys.withdrawal().digest().to_string());
    let mailbox = keys.mailbox_key().to_text().to_string();
    let request = WithdrawRequest { mailbox, withdrawal: keys.withdrawal().clone() };
    assert_eq!(request.mailbox.len(), request.withdrawal.to_text().len());
    let size = request.mailbox.len();
    let mut asked = values!["POST /api/v1/mailbox/withdraw"];
    asked.extend(fields(&serde_json::to_value(&request).unwrap()));
    asked.extend(values![size]);
    let (kept, before) = withdrawn(&request);
    let weeks = source::number("src/desk/trust/seen.rs", "WEEKS_GONE");
    vec![
        fact(section, "Digest", values![digest.len(), "withdrawal"]),
        fact(section, "Withdrawing", asked),
        fact(section, "Kept by the server", values![kept]),
        fact(section, "Told to a desk", values!["withdrawal", before]),
        fact(section, "Tombstones", tombstones()),
        fact(section, "Generation", values![generation()]),
        fact(section, "Kept by a desk", values![weeks]),
    ]
}

/// How many bytes of the secret a real server keeps, and what it says of a thread before.
fn withdrawn(request: &WithdrawRequest) -> (usize, String) {
    let site = Site::start();
    let token = site.report("en", "x");
    let listed =
        |site: &Site| Desk::login(site).request("GET", "/desk/v1/threads", b"").json()["threads"][0].clone();
    let before = listed(&site)["withdrawal"].to_string();
    let keys = site.keys(&token);
    let mut request = serde_json::to_value(request).unwrap();
    request["mailbox"] = json!(*keys.mailbox_key().to_text());
    request["withdrawal"] = json!(keys.withdrawal().to_text());
    assert_eq!(site.api("/api/v1/mailbox/withdraw", &request).status, 200);
    assert_eq!(site.rows(), [1, 0, 0, 1], "the thread and the id of the entry stay");
    assert_eq!(listed(&site)["withdrawal"], request["withdrawal"]);
    let kept = site.threads()[0].withdrawal.clone().unwrap();
    (kept.as_bytes().len(), before)
}

fn tombstones() -> Vec<String> {
    let thread = zegel_core::id::ThreadId::random().unwrap();
    let withdrawn = vec![WithdrawnThread { thread, withdrawal: keys().withdrawal().clone() }];
    let all = serde_json::to_value(Tombstones { withdrawn, deleted: Vec::new() }).unwrap();
    let site = Site::start();
    let refused =
        Desk::login(&site).request("POST", "/desk/v1/tombstones", all.to_string().as_bytes()).status;
    let mut values = fields(&all);
    values.extend(fields(&all["withdrawn"][0]));
    values.extend(values![MOST_TOMBSTONES]);
    values.extend(fields(&serde_json::to_value(Reapplied { count: 1 }).unwrap()));
    values.extend(values![refused]);
    values
}

/// The bytes of a generation, which is others after a restore.
fn generation() -> usize {
    let site = Site::start();
    let read = || site.runtime.block_on(site.store.generation()).unwrap();
    let before = read();
    site.runtime.block_on(site.store.begin_generation("2026-W48".parse().unwrap())).unwrap();
    assert_ne!(before, read());
    data_encoding::HEXLOWER.decode(before.as_bytes()).unwrap().len()
}

fn rest() -> Vec<Fact> {
    let section = "Resealing, export, backup";
    let most = source::number("src/desk/act/reseal.rs", "MOST_IN_A_NOTE");
    let entry = Resealed { entry: id(), was: "0".repeat(64), now: "0".repeat(64) };
    let note = NoteContent::Resealed { set: String::new(), entries: vec![entry] };
    let note_json = serde_json::to_value(&note).unwrap();
    let announced = values![note.kind().name(), "set", "entries", most, "entry", "was", "now"];
    assert_eq!(fields(&note_json), ["entries", "set", "type"]);
    assert_eq!(fields(&note_json["entries"][0]), ["entry", "now", "was"]);
    let replacement = Replacement { replaces: String::new(), sealed: Bytes(Vec::new()) };
    let mut replaced = values!["PUT"];
    replaced.extend(fields(&serde_json::to_value(&replacement).unwrap()));
    replaced.extend(values![replaced_other_bytes()]);
    let prefix = "zegel/export/v2";
    assert!(source::text("src/desk/export/plan.rs").contains(&format!("b\"{prefix}\\n\"")));
    let manifest = "src/desk/export/manifest.rs";
    let [name, schema] = ["NAME", "SCHEMA"].map(|name| source::string(manifest, name));
    let sums = source::string("src/desk/export/sums.rs", "NAME");
    let check = check_file(Path::new("")).display().to_string();
    let version = serde_json::to_value(Version::V1).unwrap();
    vec![
        fact(section, "Announcing", announced),
        fact(section, "Replacing", replaced),
        fact(section, "Asking to export", values!["content", prefix, "draft"]),
        fact(section, "Manifest", values![name, schema, "documents", sums]),
        fact(section, "Exporting", values!["exported", "manifest"]),
        fact(section, "Backup", values![check, version.as_str().unwrap()]),
    ]
}

/// What a server answers where other bytes stand than those to be replaced, or a reply does.
fn replaced_other_bytes() -> u16 {
    let site = Site::start();
    site.report("en", "x");
    let (reports, _) = site.opened();
    assert_eq!(Desk::login(&site).reply(&reports[0].writing, 1, "Thank you.").status, 200);
    let sealed = site.recipients.seal(fixture::ForDeskRaw(b"{}".to_vec())).unwrap();
    let thread = site.threads()[0].id;
    let mut statuses = Vec::new();
    for entry in site.entries() {
        let is_reply = matches!(entry.sealed, SealedEntry::ToReporter(_));
        let replaces = if is_reply { digest(entry.sealed.as_bytes()) } else { "0".repeat(64) };
        let body =
            serde_json::to_vec(&Replacement { replaces, sealed: Bytes(sealed.as_bytes().to_vec()) }).unwrap();
        let path = format!("/desk/v1/threads/{thread}/entries/{}", entry.id);
        statuses.push(Desk::login(&site).request("PUT", &path, &body).status);
    }
    assert!(statuses.len() == 2 && statuses[0] == statuses[1]);
    statuses[0]
}

fn digest(bytes: &[u8]) -> String {
    use sha2::Digest;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}
