//! `zegel export --verify`: how the receiver opens and checks a package, and what a hostile one cannot do.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::json;

use crate::desk::export::{export, place, told};
use crate::desk::export_out::{MANY, digest};
use crate::support::caseworker::{Caseworker, mode};
use crate::support::practice::{only, two_desks};

/// The reporter's words, to the police.
const OWN_WORDS: [&str; 4] = ["--kind", "police", "--with-own-words", "--marks-read"];

/// A receiver with a key of their own, and the key.
fn police() -> (Caseworker, String) {
    let (police, lines) = Caseworker::with_key("politie");
    (police, lines.lines().find(|line| line.starts_with("age1")).unwrap().to_owned())
}

/// Its receiver finds a changed byte, with this program or without.
#[test]
fn its_receiver_finds_one_changed_byte_and_one_file_more_or_less() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    export(&anna, &only(&anna), "out", &MANY).done();
    let folder = place(&anna, "out");
    let check = || anna.run(&["export", "--verify", "out"]);
    let good = check().done();
    assert!(good.out.contains("1-melding.html") && good.out.contains("2-tekst.txt"), "{}", good.out);
    assert!(good.out.contains(&digest(&fs::read(folder.join("manifest.json")).unwrap())));
    for name in ["1-melding.html", "2-tekst.txt", "SHA256SUMS"] {
        let path = folder.join(name);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        fs::write(&path, &changed).unwrap();
        let bad = check().failed_with("1 of 3 files");
        assert!(bad.out.contains(&format!("DIFFERS: {name}")), "{}", bad.out);
        assert_eq!(bad.out.matches("equal: ").count(), 2, "{}", bad.out);
        fs::remove_file(&path).unwrap();
        check().failed_with("1 of 3 files");
        fs::write(&path, &whole).unwrap();
        check().done();
    }
    // Who changes the manifest too has to change what the sums say of it, and then the notes tell.
    let path = folder.join("manifest.json");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.replace("Politie Utrecht", "Iemand Anders")).unwrap();
    let bad = check().failed_with("1 of 3 files");
    assert!(bad.out.contains("DIFFERS: SHA256SUMS"), "{}", bad.out);
    fs::write(&path, &whole).unwrap();
    fs::write(folder.join("4-meer.txt"), "more").unwrap();
    check().failed_with("1 of 4 files");
}

#[test]
fn a_receiver_without_this_program_checks_it_with_sha256sum() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    export(&anna, &only(&anna), "out", &[&MANY[..], &["--verbatim"]].concat()).done();
    let folder = place(&anna, "out");
    let check = || {
        let mut sha256sum = Command::new("sha256sum");
        sha256sum.args(["--check", "--strict", "SHA256SUMS"]).current_dir(&folder).output().unwrap()
    };
    let good = check();
    let said = String::from_utf8(good.stdout).unwrap();
    assert!(good.status.success(), "{said}");
    for name in ["1-melding.html", "2-tekst.txt", "3-antwoorden.json", "manifest.json"] {
        assert!(said.contains(&format!("{name}: OK")), "{said}");
    }
    fs::write(folder.join("2-tekst.txt"), "other").unwrap();
    assert!(!check().status.success());
}

#[test]
fn a_package_of_the_version_before_with_its_pdf_and_without_sums_is_still_checked() {
    let anna = Caseworker::new();
    let manifest = json!({
        "schema": "urn:zegel:export:1", "number": "1a2b3c4d", "tool": "zegel 0.1.0", "receiver": "P",
        "week": "2026-W48", "documents": [], "redactions": 0, "against_wish": null, "custody": [],
        "items": [{ "name": "1-melding.pdf", "size": 6, "sha256": digest(b"secret") }],
    });
    anna.file("old/manifest.json", manifest.to_string());
    anna.file("old/1-melding.pdf", "secret");
    anna.run(&["export", "--verify", "old"]).done();
    anna.file("old/1-melding.pdf", "secres");
    anna.run(&["export", "--verify", "old"]).failed_with("1 of 1 files");
    let later = manifest.to_string().replace("export:1", "export:3");
    anna.file("old/manifest.json", later);
    anna.run(&["export", "--verify", "old"]).failed_with("no package of zegel");
}

#[test]
fn only_its_receiver_opens_a_sealed_package() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let (police, key) = police();
    let key_file = anna.file("police.txt", format!("# the police\n{key}\n"));
    let id = only(&anna);
    let to =
        ["export", &id, "--receiver", "Politie", "--recipient", key_file.to_str().unwrap(), "--to", "p.age"];
    let to = [&to[..], &OWN_WORDS].concat();
    let before = anna.files();
    let made = anna.run(&[&to[..], &MANY].concat()).done();
    assert!(made.out.contains("age -d"), "{}", made.out);
    let mut after = anna.files();
    after.retain(|name| !before.contains(name) && !name.starts_with("cache/") && !name.starts_with("state/"));
    assert_eq!(after, ["p.age"], "nothing else was written");
    let package = place(&anna, "p.age");
    assert_eq!(mode(&package), 0o600);
    let bytes = fs::read(&package).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    let path = package.to_str().unwrap();
    anna.run(&["export", "--verify", path]).failed_with("another key");
    let checked = police.run(&["export", "--verify", path]).done();
    assert!(checked.out.contains("equal: 1-melding.html"), "{}", checked.out);
    let mut changed = bytes.clone();
    changed[bytes.len() - 20] ^= 1;
    let changed = police.file("changed.age", changed);
    police.run(&["export", "--verify", changed.to_str().unwrap()]).failed_with("no package of zegel");
    anna.run(&[&to[..], &MANY].concat()).failed_with("exists already");
    assert_eq!(fs::read(&package).unwrap(), bytes);
    let other = ["export", &id, "--receiver", "P", "--recipient", "age1yubikey1q", "--to", "q.age"];
    anna.run(&[&other[..], &OWN_WORDS, &MANY].concat()).failed_with("no key to seal for");
    assert!(!place(&anna, "q.age").exists());
}

#[test]
fn a_package_whose_names_lead_elsewhere_is_refused_and_writes_nothing() {
    let anna = Caseworker::new();
    let secret = anna.file("secret.txt", "secret");
    let manifest = |name: &str| {
        json!({
            "schema": "urn:zegel:export:2", "number": "1a2b3c4d", "tool": "zegel", "receiver": "P",
            "week": "2026-W48", "documents": [], "redactions": 0, "against_wish": null, "custody": [],
            "items": [{ "name": name, "size": 6, "sha256": digest(b"secret") }],
        })
        .to_string()
    };
    for name in [
        "../secret.txt",
        "/etc/hostname",
        "a/../../secret.txt",
        "..",
        ".secret",
        "manifest.json",
        "SHA256SUMS",
        "",
    ] {
        anna.file("bad/manifest.json", manifest(name));
        anna.run(&["export", "--verify", "bad"]).failed_with("no package of zegel");
    }
    anna.file("bad/manifest.json", manifest("link.txt"));
    symlink(&secret, place(&anna, "bad/link.txt")).unwrap();
    anna.run(&["export", "--verify", "bad"]).failed_with("no package of zegel");
    for junk in ["", "{}", "[[[[", "\u{1b}[31m"] {
        anna.file("junk/manifest.json", junk);
        anna.run(&["export", "--verify", "junk"]).failed_with("no package of zegel");
    }

    let (police, key) = police();
    let recipients: zegel_core::seal::Recipients = key.parse().unwrap();
    let before = police.files();
    let inside = |name: &'static str, kind: tar::EntryType| {
        let mut archive = tar::Builder::new(Vec::new());
        let manifest = manifest("a.txt").into_bytes();
        let sums = format!("{}  a.txt\n{}  manifest.json\n", digest(b"secret"), digest(&manifest));
        for (path, bytes, kind) in [
            ("m/manifest.json", manifest, tar::EntryType::Regular),
            ("m/SHA256SUMS", sums.into_bytes(), tar::EntryType::Regular),
            (name, b"secret".to_vec(), kind),
        ] {
            let mut header = tar::Header::new_ustar();
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_entry_type(kind);
            header.set_mode(0o644);
            header.set_cksum();
            archive.append(&header, &bytes[..]).unwrap();
        }
        archive.into_inner().unwrap()
    };
    let check = |tar: Vec<u8>| {
        let sealed = recipients.seal_package(&zegel_core::seal::Plain::new(tar)).unwrap();
        let path = anna.file("hostile.age", sealed);
        police.run(&["export", "--verify", path.to_str().unwrap()])
    };
    check(inside("m/a.txt", tar::EntryType::Regular)).done();
    for name in [
        "../a.txt",
        "m/../../a.txt",
        "/m/a.txt",
        "n/a.txt",
        "a.txt",
        "m/x/a.txt",
        "m/manifest.json",
        "m/SHA256SUMS",
    ] {
        check(inside(name, tar::EntryType::Regular)).failed_with("no package of zegel");
    }
    for kind in [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Directory] {
        check(inside("m/a.txt", kind)).failed_with("no package of zegel");
    }
    assert_eq!(police.files(), before);
}
