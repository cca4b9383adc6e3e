//! The package of an export: what is in it, what never is, and how its receiver checks it.

use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use age::secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel_browser::markup::Page;
use zegel_core::seal::decryptor;

use crate::desk::export::{export, manifest, place, text, told};
use crate::support::caseworker::{Caseworker, mode};
use crate::support::practice::Practice;
use crate::support::practice::{only, two_desks};

pub const MANY: [&str; 2] = ["--known-by", "many"];

/// All that a receiver can read of a folder: its bytes, and the words of the page.
fn everything(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
    }
    // The page is always Dutch, whatever the report is.
    all.replace("<html lang=\"nl\"", "<html") + &page_text(folder)
}

/// The page of a package, as it stands there.
pub fn html(folder: &Path) -> String {
    fs::read_to_string(folder.join("1-melding.html")).unwrap()
}

/// The words of the page.
fn page_text(folder: &Path) -> String {
    Page::parse(&html(folder)).text()
}

pub fn digest(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// What is handed to the police says nothing of the reporter, and what only one person could know goes
/// nowhere.
#[test]
fn nothing_says_who_told_it_on_which_day_in_which_language_or_by_which_id() {
    let (site, anna, _) = two_desks();
    let reporter = told(&site, None);
    reporter.writes("Nog een keer gezien.");
    let id = only(&anna);
    let case = anna.json(&["read", &id]);
    let police = Caseworker::new();
    let secret = age::x25519::Identity::generate();
    police.file("key.txt", secret.to_string().expose_secret());
    let key = secret.to_public().to_string();
    let sealed = ["export", &id, "--receiver", "P", "--kind", "police", "--recipient", &key, "--to", "p.age"];
    let sealed = [&sealed[..], &["--with-own-words", "--marks-read", "--verbatim"]].concat();
    anna.run(&[&sealed[..], &MANY].concat()).done();
    export(&anna, &id, "out", &[&MANY[..], &["--verbatim"]].concat()).done();
    unpack(&police, &place(&anna, "p.age"));
    let key_file = place(&police, "key.txt");
    let package = place(&anna, "p.age");
    police
        .run(&["export", "--identity", key_file.to_str().unwrap(), "--verify", package.to_str().unwrap()])
        .done();
    let number = fs::read_dir(place(&police, "unpacked")).unwrap().next().unwrap().unwrap().path();

    let day = case["entries"][0]["day"].as_str().unwrap();
    let mut never = vec![day.to_owned(), id.clone(), id[..8].to_owned()];
    never.extend(
        case["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()),
    );
    let words = [
        "\"role",
        "role-",
        "Ik werk daar",
        "Hoe weet je dit",
        "author",
        "reply",
        "age1",
        "marks",
        "trap",
        "language",
    ];
    never.extend(words.map(str::to_owned));
    never.extend(["\"nl\"", "sealed_for", "proof", "CreationDate", "ModDate", "Producer"].map(str::to_owned));
    for folder in [place(&anna, "out"), number] {
        let all = everything(&folder);
        assert!(all.contains("Elke avond") && all.contains("Nog een keer gezien."));
        for word in &never {
            assert!(!all.contains(word.as_str()), "{word} in {}", folder.display());
        }
    }
    let answers: Value =
        serde_json::from_slice(&fs::read(place(&anna, "out").join("3-antwoorden.json")).unwrap()).unwrap();
    let mut wanted = case["entries"][0]["answers"].clone();
    for kept_back in ["role", "care"] {
        wanted.as_object_mut().unwrap().remove(kept_back).unwrap();
    }
    assert_eq!(answers, json!([wanted, { "message": "Nog een keer gezien." }]));
}

/// As the receiver does, with the two programs that are named.
fn unpack(police: &Caseworker, sealed: &Path) {
    let folder = place(police, "unpacked");
    fs::create_dir(&folder).unwrap();
    let archive = place(police, "package.tar");
    let mut opened = Command::new("age");
    opened.arg("-d").arg("-i").arg(place(police, "key.txt")).arg("-o").arg(&archive).arg(sealed);
    assert!(opened.status().expect("age").success());
    let unpacked = Command::new("tar").arg("-xf").arg(archive).arg("-C").arg(&folder).status().unwrap();
    assert!(unpacked.success());
}

#[test]
fn what_is_left_out_is_gone_from_all_of_it_however_it_is_written() {
    let (site, anna, _) = two_desks();
    let fields = [
        ("story", "Kamer\r\n12 van Mirela.\r\nMI\u{200b}RELA riep. Op internet."),
        ("where", "kamer 12"),
        ("place", "place-hotel"),
        ("care", "Noem Mirela niet"),
    ];
    site.report("nl", &fields);
    let id = only(&anna);
    let none = [&MANY[..], &["--redact", "Samira"]].concat();
    export(&anna, &id, "out", &none).failed_with("stands nowhere in what would go: Samira");
    export(&anna, &id, "out", &[&MANY[..], &["--redact", " "]].concat()).failed_with("nothing to leave out");
    assert!(!place(&anna, "out").exists());
    let texts =
        ["--verbatim", "--redact", "mirela", "--redact", "kamer  12", "--redact", "hotel of vakantiepark"];
    export(&anna, &id, "out", &[&MANY[..], &texts].concat()).done();
    let all = everything(&place(&anna, "out")).to_lowercase();
    for word in ["mirela", "mi\u{200b}rela", "kamer", "place-hotel", "vakantiepark"] {
        assert!(!all.contains(word), "{word}");
    }
    assert_eq!(manifest(&place(&anna, "out"))["redactions"], 5);
    let text = text(&place(&anna, "out"));
    assert!(text.contains("Op 5 plaatsen staat [weggelaten]"), "{text}");
}

#[test]
fn the_manifest_names_every_byte_and_the_document_as_it_was_sealed() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    export(&anna, &only(&anna), "out", &[&MANY[..], &["--verbatim"]].concat()).done();
    let folder = place(&anna, "out");
    let manifest = manifest(&folder);
    let items = manifest["items"].as_array().unwrap();
    // And the sums name the manifest.
    assert_eq!(items.len() + 2, fs::read_dir(&folder).unwrap().count());
    for item in items {
        let bytes = fs::read(folder.join(item["name"].as_str().unwrap())).unwrap();
        assert_eq!(
            (item["size"].as_u64(), &item["sha256"]),
            (Some(bytes.len() as u64), &digest(&bytes).into())
        );
    }
    assert!(manifest["tool"].as_str().unwrap().starts_with("zegel "));
    assert!(manifest["week"].as_str().unwrap().contains("-W"));
    // The document that the cache still holds sealed, opened by another hand.
    let cached = anna.files().into_iter().filter(|name| name.starts_with("cache/"));
    let cached = cached.flat_map(|name| in_the_cache(&fs::read(anna.home().join(name)).unwrap()));
    let identity: zegel::identity::Identity = fs::read_to_string(anna.identity()).unwrap().parse().unwrap();
    let opened: Vec<String> = cached
        .map(|sealed| {
            let file = decryptor(&sealed[..]).unwrap();
            let mut plain = Vec::new();
            file.decrypt(std::iter::once(&identity as &dyn age::Identity))
                .unwrap()
                .read_to_end(&mut plain)
                .unwrap();
            digest(&plain)
        })
        .collect();
    let documents = manifest["documents"].as_array().unwrap();
    assert!(documents.len() == 1 && opened.iter().any(|digest| documents[0] == **digest));
    assert_eq!(mode(&folder), 0o700);
    assert!(fs::read_dir(&folder).unwrap().all(|entry| mode(&entry.unwrap().path()) == 0o600));
}

#[test]
fn nothing_is_written_over_and_no_note_says_what_did_not_happen() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    anna.file("out/mine.txt", "mine");
    export(&anna, &id, "out", &MANY).failed_with("exists already");
    let elsewhere = anna.file("elsewhere.txt", "mine");
    symlink(&elsewhere, place(&anna, "link")).unwrap();
    export(&anna, &id, "link", &MANY).failed_with("exists already");
    export(&anna, &id, "no/such/medium", &MANY).failed_with("cannot be made");
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "mine");
    let all =
        ["export", &id, "--receiver", "Politie", "--kind", "police", "--open", "new", "--known-by", "many"];
    let all = [&all[..], &["--with-own-words", "--marks-read"]].concat();
    anna.run(&all).failed_with("was not typed again");
    let long = "x".repeat(81);
    for name in [" ", &long] {
        anna.run(&[
            "export",
            &id,
            "--receiver",
            name,
            "--kind",
            "help",
            "--open",
            "new",
            "--known-by",
            "many",
        ])
        .failed_with("no name of a receiver");
    }
    assert_eq!(anna.run(&["export", &id, "--known-by", "many", "--open", "new"]).code, Some(2));
    assert_eq!(anna.run(&["export", &id, "--known-by", "many", "--receiver", "P"]).code, Some(2));
    assert!(!place(&anna, "new").exists());
    assert_eq!(anna.json(&["inbox"])[0]["status"], Value::Null);
}

#[test]
fn the_page_is_dutch_and_the_words_around_it_are_the_caseworkers() {
    let (site, mut anna, _) = two_desks();
    let _site: &Practice = &site;
    told(&site, None);
    anna.speaks_dutch();
    let id = only(&anna);
    export(&anna, &id, "out", &["--known-by", "one"]).failed_with("Misschien kan alleen de melder dit weten");
    let done = export(&anna, &id, "out", &["--known-by", "few", "--redact", "Mirela"]).done();
    assert!(done.out.contains("Doorgegeven aan Politie Utrecht"), "{}", done.out);
    let json = anna.run(&["export", "--verify", "out", "--json"]).done();
    let checked: Value = serde_json::from_str(&json.out).unwrap();
    assert!(checked["files"].as_array().unwrap().iter().all(|file| file["equal"] == true));
}

/// The age files in a cache: each after a line that ends with its length.
fn in_the_cache(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        let line = std::str::from_utf8(&bytes[..end]).unwrap();
        let length: usize = line.rsplit(' ').next().unwrap().parse().unwrap();
        let (file, rest) = bytes[end + 1..].split_at(length);
        files.push(file.to_vec());
        bytes = rest;
    }
    files
}
