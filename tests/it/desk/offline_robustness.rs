//! Robustness of a carried folder: lies, links, other servers, and a key that may only carry.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel_core::signature::DeskKey;

use crate::desk::offline::{Desks, below, texts};
use crate::support::caseworker::is_harmless;
use crate::support::desk_client::Desk;
use crate::support::lying_server::THREAD;
use crate::support::site::Site;

#[test]
fn the_server_lets_a_key_that_only_signs_fetch_and_send_and_nothing_more() {
    let seed = [7; 32];
    let site = Site::with(|setup| {
        let file = fs::read_to_string(&setup.config.recipients).unwrap();
        let line = format!("# desk carrier ed25519:{}\n", DeskKey::from_seed(&seed).public());
        fs::write(&setup.config.recipients, line + &file).unwrap();
        setup.open = false;
    });
    let mut carrier = Desk::login_with(&site, DeskKey::from_seed(&seed));
    let proof = json!({ "fingerprint": site.recipients.fingerprint().to_string() }).to_string();
    assert_eq!(carrier.request("POST", "/desk/v1/proof", proof.as_bytes()).status, 403);
    let mut opens = Desk::login(&site);
    assert_eq!(opens.request("POST", "/desk/v1/proof", proof.as_bytes()).status, 200);

    site.report("en", "a story");
    let thread = site.threads()[0].id;
    let sealed = site.entries()[0].sealed.as_bytes().to_vec();
    let lines = carrier.collect();
    assert_eq!(lines.status, 200);
    let line: Value = serde_json::from_slice(&lines.body).unwrap();
    let id = line["id"].as_str().unwrap();
    let replacement = json!({ "replaces": digest(&sealed), "sealed": BASE64.encode(&sealed) }).to_string();
    let entry = format!("/desk/v1/threads/{thread}/entries/{id}");
    let thread = format!("/desk/v1/threads/{thread}");
    assert_eq!(carrier.request("PUT", &entry, replacement.as_bytes()).status, 403);
    assert_eq!(carrier.request("DELETE", &thread, b"").status, 403);
    let gone = json!({ "withdrawn": [], "deleted": [site.threads()[0].id] }).to_string();
    assert_eq!(carrier.request("POST", "/desk/v1/tombstones", gone.as_bytes()).status, 403);
    assert_eq!(site.threads().len(), 1);
    let written = &site.opened().0[0].writing;
    assert_eq!(carrier.reply(written, 1, "An answer that was carried.").status, 200);
    assert_eq!(opens.request("PUT", &entry, replacement.as_bytes()).status, 200);
    assert_eq!(opens.request("DELETE", &thread, b"").status, 200);
}

fn digest(sealed: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(sealed))
}

#[test]
fn a_folder_of_another_server_is_refused_everywhere() {
    let desks = Desks::new();
    let other = Desks::new();
    desks.report("one");
    other.report("other");
    desks.fetch().done();
    other.fetch().done();
    let id = desks.only();
    desks.offline(&["note", &id, "--text", "for the one"]).done();
    let folder = other.folder_text();
    desks.anna.run(&["fetch", "--to", &folder]).failed_with("comes from another server");
    desks.anna.run(&["send", "--from", &folder]).failed_with("comes from another server");
    desks.bea.run(&["open", &folder]).failed_with("This is another installation than the one pinned");
    desks.bea.run(&["--folder", &folder, "inbox"]).failed_with("fingerprint");
    // Somebody changed what the folder says of itself, or for whom to seal.
    let list = desks.folder().join("desk.json");
    let mut facts: Value = serde_json::from_slice(&fs::read(&list).unwrap()).unwrap();
    let theirs: Value = serde_json::from_slice(&fs::read(other.folder().join("desk.json")).unwrap()).unwrap();
    facts["recipients"] = theirs["recipients"].clone();
    fs::write(&list, facts.to_string()).unwrap();
    desks.offline(&["reply", "--yes", &id, "--text", "to whom?"]).failed_with("other keys than those pinned");
}

#[test]
fn a_hostile_folder_harms_nothing() {
    let desks = Desks::new();
    desks.report("the true one");
    desks.fetch().done();
    let id = desks.only();
    desks.offline(&["note", &id, "--text", "a true note"]).done();
    let folder = desks.folder();
    let secret = desks.bea.file("secret", "SECRETFILE");
    let sealed = below(&folder).into_iter().find(|file| file.extension().unwrap() != "json").unwrap();
    let inner = sealed.parent().unwrap().to_owned();
    let out = folder.join("out");
    let name = |number: usize| format!("{THREAD}.6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d{number:02x}");
    let rest = format!("0.{:016x}.{}", 1, "a".repeat(64));
    // Beside what is sealed: links, a pipe, a huge file, a folder, names that are none.
    symlink(&secret, inner.join(format!("{}.{rest}", name(1)))).unwrap();
    fs::create_dir(inner.join(format!("{}.{rest}", name(2)))).unwrap();
    let huge = fs::File::create(inner.join(format!("{}.{rest}", name(3)))).unwrap();
    huge.set_len(1 << 40).unwrap();
    fs::write(inner.join("..%2f..%2fetc.passwd"), "x").unwrap();
    fs::write(inner.join("NOT-A-UUID.NOT-ONE.0.1.x"), "x").unwrap();
    pipe(&inner.join(format!("{}.{rest}", name(4))));
    // Among what is to be sent: the same, and plain words.
    symlink(&secret, out.join(format!("{}.json", name(1)))).unwrap();
    fs::File::create(out.join(format!("{}.json", name(3)))).unwrap().set_len(1 << 40).unwrap();
    pipe(&out.join(format!("{}.json", name(4))));
    let plain = json!({ "entries": [{ "id": THREAD, "direction": "desk", "sealed": "U0VDUkVURklMRQ==" }] });
    fs::write(out.join(format!("{}.json", name(5))), plain.to_string()).unwrap();
    fs::write(out.join(format!("{id}.{THREAD}.json")), &plain.to_string()[..40]).unwrap();
    fs::write(out.join("......json"), plain.to_string()).unwrap();

    // The list names what is not there, and the same entry twice.
    let list = folder.join("desk.json");
    let mut facts: Value = serde_json::from_slice(&fs::read(&list).unwrap()).unwrap();
    let mut head = facts["threads"][0].clone();
    head["id"] = json!(THREAD);
    head["entries"] = (1..5).map(|n| json!({ "id": name(n)[37..], "version": 1 })).collect();
    facts["threads"].as_array_mut().unwrap().push(head);
    fs::write(&list, facts.to_string()).unwrap();

    let before = desks.bea.files();
    let shown = desks.offline(&["inbox"]).done();
    assert!(is_harmless(&shown.out) && is_harmless(&shown.err));
    assert_eq!(desks.offline_json(&["inbox"]).as_array().unwrap().len(), 2);
    let case = desks.offline_json(&["read", &id]);
    assert_eq!(case["entries"][0]["answers"]["story"], "the true one");
    assert_eq!(texts(&case, "note"), ["a true note"]);
    assert_eq!(desks.bea.files(), before, "no file appears");

    let ended = desks.send().failed_with("Not sent: 3.");
    assert!(ended.said().contains("damaged, or is not sealed"), "{}", ended.err);
    assert_eq!(texts(&desks.cas.json(&["read", &id]), "note"), ["a true note"]);
    assert_eq!(desks.cas.json(&["inbox"]).as_array().unwrap().len(), 1);
    assert_eq!(fs::read_to_string(&secret).unwrap(), "SECRETFILE");
    desks.fetch().done();
    assert_eq!(desks.offline_json(&["inbox"]).as_array().unwrap().len(), 1);
}

#[test]
fn no_link_in_a_folder_leads_what_is_written_elsewhere() {
    let desks = Desks::new();
    desks.report("one");
    desks.fetch().done();
    let id = desks.only();
    let elsewhere = desks.medium.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, desks.folder().join("out")).unwrap();
    desks.offline(&["note", &id, "--text", "x"]).failed_with("is no folder of zegel");
    assert!(below(&elsewhere).is_empty());
    fs::remove_file(desks.folder().join("out")).unwrap();
    desks.offline(&["note", &id, "--text", "x"]).done();
    symlink(&elsewhere, desks.folder().join("sent")).unwrap();
    desks.send().failed_with("is no folder of zegel");
    assert!(below(&elsewhere).is_empty());
    fs::remove_file(desks.folder().join("sent")).unwrap();
    assert_eq!(desks.out().len(), 1, "it goes with the next");
    desks.send().done();
}

#[test]
fn ids_and_lists_that_are_none_are_said_to_be_damaged() {
    let desks = Desks::new();
    desks.report("one");
    desks.fetch().done();
    let list = desks.folder().join("desk.json");
    let good = fs::read_to_string(&list).unwrap();
    let facts: Value = serde_json::from_str(&good).unwrap();
    let thread = facts["threads"][0]["id"].as_str().unwrap();
    let bad = [
        good.replace(thread, "../../../etc/passwd"),
        good.replace(facts["instance"].as_str().unwrap(), "../x"),
        good[..good.len() / 2].to_owned(),
        "[".repeat(10_000),
        String::new(),
    ];
    for text in bad {
        fs::write(&list, text).unwrap();
        desks.offline(&["inbox"]).failed_with("is damaged");
        desks.send().failed_with("is damaged");
    }
    fs::write(&list, &good).unwrap();
    fs::File::options().write(true).open(&list).unwrap().set_len(1 << 40).unwrap();
    desks.offline(&["inbox"]).failed_with("is damaged");
}

fn pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}
