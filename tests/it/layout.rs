//! Who may import whom. The table is the law; the checker below it is shown to find breaches.

mod paths;

use std::path::{Path, PathBuf};

use paths::{File, Finding};

/// Every room in reading order, and the rooms it may import.
const ROOMS: [(&str, &[&str]); 22] = [
    ("event", &[]),
    ("calendar", &[]),
    ("id", &[]),
    ("front", &[]),
    ("questionnaire", &[]),
    ("seal", &[]),
    ("signature", &["id"]),
    ("withdrawal", &[]),
    ("document", &["calendar", "id", "questionnaire", "seal", "signature", "withdrawal"]),
    ("thread", &["calendar", "id", "seal", "withdrawal"]),
    ("backup", &["calendar", "id"]),
    ("token", &["document", "id", "seal", "thread", "withdrawal"]),
    ("wire", &["calendar", "id", "seal", "signature", "thread", "token", "withdrawal"]),
    ("health", &["calendar", "backup", "wire"]),
    ("words", &["questionnaire"]),
    ("config", &["seal", "signature", "words"]),
    ("store", &["backup", "calendar", "event", "id", "seal", "thread", "withdrawal"]),
    ("listen", &["event"]),
    ("web", ABOVE_WEB),
    ("manual", &[]),
    ("keeper", ABOVE_KEEPER),
    (
        "desk",
        &[
            "backup",
            "calendar",
            "document",
            "front",
            "id",
            "manual",
            "questionnaire",
            "seal",
            "signature",
            "thread",
            "wire",
            "withdrawal",
            "words",
        ],
    ),
];

const ABOVE_WEB: &[&str] = &[
    "event",
    "calendar",
    "id",
    "front",
    "questionnaire",
    "seal",
    "signature",
    "withdrawal",
    "document",
    "thread",
    "backup",
    "token",
    "wire",
    "health",
    "words",
    "config",
    "store",
    "listen",
];

const ABOVE_KEEPER: &[&str] = &[
    "event",
    "calendar",
    "id",
    "front",
    "questionnaire",
    "seal",
    "signature",
    "withdrawal",
    "document",
    "thread",
    "backup",
    "token",
    "wire",
    "health",
    "words",
    "config",
    "store",
    "listen",
    "web",
    "manual",
];

/// `bin/` wires one of these two and is no room itself.
const BIN: &[&str] = &["keeper", "desk"];

/// What opens something, and where it may be named.
const OPENERS: [(&[&str], &[&str]); 2] = [
    (&["seal", "Identity"], &["seal", "desk", "keeper"]),
    (&["seal", "hybrid", "Identity"], &["seal", "token"]),
];

const LONGEST_FILE: usize = 300;
const LONGEST_BIN: usize = 40;

/// What breaks the law in one file, whose path is given from `src/`.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let lines = text.lines().count();
    let longest = if path.starts_with("bin/") { LONGEST_BIN } else { LONGEST_FILE };
    if lines > longest {
        breaches.push(format!("has {lines} lines, and {longest} is the most"));
    }
    if !text.starts_with("//!") {
        breaches.push("does not open with //!".to_owned());
    }
    let file = File::of(path);
    match paths::findings(&file, text) {
        Ok(findings) => breaches.extend(findings.into_iter().filter_map(|finding| breach(&file, finding))),
        Err(error) => breaches.push(format!("is not Rust: {error}")),
    }
    breaches.into_iter().map(|breach| format!("{path} {breach}")).collect()
}

fn breach(file: &File, finding: Finding) -> Option<String> {
    let path = match finding {
        Finding::Forbidden(what) => return Some(what),
        Finding::Path(path) => path,
    };
    let own = file.room();
    let shown = path.join("::");
    let room = path.first().map(String::as_str).unwrap_or_default();
    if opens(&path).is_some_and(|rooms| !rooms.contains(&own)) {
        return Some(format!("names {shown}, which opens"));
    }
    if room == own || own == "lib" {
        return None;
    }
    (!may_import(own).contains(&room)).then(|| format!("imports {shown}"))
}

fn opens(path: &[String]) -> Option<&'static [&'static str]> {
    let begins = |opener: &[&str]| path.len() >= opener.len() && path.iter().zip(opener).all(|(a, b)| a == b);
    OPENERS.iter().find(|(opener, _)| begins(opener)).map(|(_, rooms)| *rooms)
}

fn may_import(room: &str) -> &'static [&'static str] {
    match room {
        "bin" => BIN,
        room => ROOMS.iter().find(|(name, _)| *name == room).map_or(&[], |(_, may)| may),
    }
}

/// Whether `lib.rs` has the rooms, only rooms, and those in reading order.
fn lib_breaches(text: &str) -> Vec<String> {
    let declared = paths::modules(text);
    let order: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let mut breaches = Vec::new();
    let mut last = 0;
    for room in &declared {
        match order.iter().position(|known| known == room) {
            None => breaches.push(format!("lib.rs declares {room}, which is no room")),
            Some(place) if place < last => breaches.push(format!("lib.rs declares {room} too late")),
            Some(place) => last = place,
        }
    }
    breaches
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_keeps_to_the_law_of_rooms() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.sort();
    let mut broken = lib_breaches(&std::fs::read_to_string(src.join("lib.rs")).unwrap());
    for file in &files {
        let path = file.strip_prefix(&src).unwrap().to_str().unwrap();
        broken.extend(breaches(path, &std::fs::read_to_string(file).unwrap()));
    }
    assert!(files.len() > 20);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_table_lets_nobody_import_a_room_that_comes_later() {
    for (place, (room, may)) in ROOMS.iter().enumerate() {
        for other in *may {
            let found = ROOMS.iter().position(|(name, _)| name == other);
            assert!(found.is_some_and(|found| found < place), "{room} imports {other}");
        }
    }
    assert!(!may_import("desk").contains(&"store") && !may_import("store").contains(&"document"));
    let above =
        |room: &str| ROOMS.iter().map(|(name, _)| *name).take_while(|name| *name != room).collect::<Vec<_>>();
    assert_eq!((above("web"), above("keeper")), (may_import("web").to_vec(), may_import("keeper").to_vec()));
}

/// A snippet in a file, and a word of the breach that is found; none for what is allowed.
const SNIPPETS: [(&str, &str, &str); 43] = [
    ("store/mod.rs", "use crate::thread::Thread;", ""),
    ("store/mod.rs", "use crate::document::Report;", "imports document::Report"),
    ("store/mod.rs", "use crate::{thread::Thread, token::Token};", "imports token::Token"),
    ("store/mod.rs", "use crate::token as t;", "imports token"),
    ("store/mod.rs", "pub(crate) use crate::token::{self as t, Keys};", "imports token"),
    ("store/mod.rs", "fn f() { crate::token::Token::random(); }", "imports token::Token"),
    ("store/mod.rs", "fn f(x: crate::token::Token) {}", "imports token::Token"),
    ("store/mod.rs", "fn f() { use zegel::token::Token; }", "imports token::Token"),
    ("store/mod.rs", "fn f() -> impl Into<crate::web::Page> { g::<crate::id::EntryId>() }", "imports web"),
    ("store/mod.rs", "impl crate::desk::Verb for X {}", "imports desk::Verb"),
    ("store/mod.rs", "#[derive(crate::web::D)] struct X;", "imports web::D"),
    ("store/mod.rs", "fn f() { vec![crate::token::Token::random()]; }", "imports token::Token"),
    ("store/mod.rs", "fn f() { println!(\"{}\", (1, [crate :: token :: X])); }", "imports token::X"),
    ("store/mod.rs", "macro_rules! m { () => { $crate::token::X } }", "imports token::X"),
    ("store/mod.rs", "macro_rules! m { () => { use crate::{id::A, token::{B}}; } }", "imports token::B"),
    ("store/mod.rs", "macro_rules! m { () => { use crate::id::*; } }", "glob"),
    ("store/mod.rs", "use crate::thread::*;", "glob"),
    ("store/mod.rs", "use crate::{thread::{Thread, *}};", "glob"),
    ("store/mod.rs", "use crate::*;", "glob"),
    ("store/mod.rs", "use super::*;", "glob"),
    ("store/rows.rs", "use super::*;", ""),
    ("store/rows.rs", "use super::super::*;", "glob"),
    ("store/rows.rs", "use super::Store; use self::inner::*; mod inner { use super::super::Store; }", ""),
    ("store/rows.rs", "use super::super::token::Token;", "imports token::Token"),
    ("store/rows.rs", "mod inner { use super::super::super::token::Token; }", "imports token::Token"),
    ("store/rows.rs", "fn f() { super::super::token::f(); }", "imports token::f"),
    ("id.rs", "use super::seal::Plain;", "imports seal::Plain"),
    ("store/mod.rs", "use crate as c;", "crate itself"),
    ("store/mod.rs", "use crate::{self as c};", "crate itself"),
    ("store/mod.rs", "use super as c;", "crate itself"),
    ("store/mod.rs", "extern crate self as c;", "extern crate"),
    ("store/mod.rs", "#[path = \"../token.rs\"] mod t;", "#[path]"),
    ("store/mod.rs", "include!(\"../token.rs\");", "include!"),
    ("web/mod.rs", "use crate::seal::{Recipients, hybrid};", ""),
    ("web/mod.rs", "use crate::seal::Identity;", "opens"),
    ("web/mod.rs", "use crate::seal; fn f(x: seal::Identity) {}", "opens"),
    ("web/mod.rs", "use crate::seal as s; fn f() { s::hybrid::Identity::from_seed(); }", "opens"),
    ("web/mod.rs", "use crate::seal::hybrid as h; fn f() { m!(h::Identity::from_seed()); }", "opens"),
    ("desk/mod.rs", "use crate::seal::hybrid::Identity;", "opens"),
    ("desk/mod.rs", "use crate::seal::Identity; use crate::wire::Site;", ""),
    ("token.rs", "use crate::seal::{hybrid, ForReporter}; type I = hybrid::Identity;", ""),
    ("bin/zegel.rs", "use zegel::store::Store; fn main() {}", "imports store::Store"),
    ("bin/zegel.rs", "fn main() { zegel::desk::main() }", ""),
];

#[test]
fn the_checker_finds_each_way_around_the_law() {
    for (path, snippet, word) in SNIPPETS {
        let found = breaches(path, &format!("//! A snippet.\n{snippet}\n"));
        let right = if word.is_empty() { found.is_empty() } else { found.iter().any(|f| f.contains(word)) };
        assert!(right, "{path}: {snippet}\nfound {found:?}, expected {word:?}");
    }
}

#[test]
fn the_checker_finds_long_files_and_files_without_a_first_sentence() {
    assert!(breaches("id.rs", "use std::fmt;")[0].contains("//!"));
    assert!(breaches("id.rs", &"//! x\n".repeat(300)).is_empty());
    assert!(breaches("id.rs", &"//! x\n".repeat(301))[0].contains("301 lines"));
    assert!(breaches("bin/zegel.rs", &"//! x\n".repeat(41))[0].contains("41 lines"));
    assert!(breaches("id.rs", "//! x\nfn {")[0].contains("not Rust"));
    assert!(breaches("shelf.rs", "//! x\nuse crate::id::EntryId;")[0].contains("imports id"));
}

#[test]
fn the_checker_finds_rooms_out_of_order() {
    assert!(lib_breaches("pub mod event; pub mod id; mod seal;").is_empty());
    assert!(lib_breaches("pub mod id; pub mod event;")[0].contains("event too late"));
    assert!(lib_breaches("pub mod id; pub mod shelf;")[0].contains("shelf"));
}
