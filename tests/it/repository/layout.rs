//! The dependency table, which says what module may import which, held against the source. It stands in
//! `layout/table.rs`; the checker below is shown to find breaches of it.

mod paths;
mod rings;
mod table;

use std::path::{Path, PathBuf};

use paths::{File, Finding};
use table::{CRATES, OPENERS, may_import, rows};

const LONGEST_FILE: usize = 300;

/// What breaks the table in one file, whose path is given from `src/`.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        breaches.push(format!("has {lines} lines, and {LONGEST_FILE} is the most"));
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
    let shown = path.join("::");
    let own = (file.folder(), file.module()?);
    let other = (path[0].as_str(), path[1].as_str());
    let own_name = format!("{}::{}", own.0, own.1);
    if opens(&path).is_some_and(|modules| !modules.contains(&own_name.as_str())) {
        return Some(format!("names {shown}, which opens"));
    }
    (own != other && !may_import(own, other)).then(|| format!("imports {shown}"))
}

fn opens(path: &[String]) -> Option<&'static [&'static str]> {
    let begins = |opener: &[&str]| path.len() >= opener.len() && path.iter().zip(opener).all(|(a, b)| a == b);
    OPENERS.iter().find(|(opener, _)| begins(opener)).map(|(_, modules)| *modules)
}

/// Whether a `lib.rs` has the modules of its rows, only those, and in reading order.
fn lib_breaches(folder: &str, text: &str) -> Vec<String> {
    let order: Vec<&str> = rows(folder).iter().map(|(module, _)| *module).collect();
    let mut breaches = Vec::new();
    let mut last = 0;
    for module in paths::modules(text) {
        match order.iter().position(|known| *known == module) {
            None => breaches.push(format!("{folder}/lib.rs declares {module}, which has no row")),
            Some(place) if place < last => {
                breaches.push(format!("{folder}/lib.rs declares {module} too late"))
            }
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

/// Every file of `src/`, by its path from there, with its text.
pub fn all() -> Vec<(String, String)> {
    let src = Path::new(crate::support::programs::ROOT).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.sort();
    let path = |file: &PathBuf| file.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
    files.iter().map(|file| (path(file), std::fs::read_to_string(file).unwrap())).collect()
}

#[test]
fn every_file_keeps_to_the_dependency_table() {
    let files = all();
    let mut broken = Vec::new();
    for (path, text) in &files {
        broken.extend(breaches(path, text));
        if let Some(folder) = path.strip_suffix("/lib.rs") {
            broken.extend(lib_breaches(folder, text));
        }
    }
    assert!(files.len() > 200);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_table_lets_nobody_import_a_module_that_comes_later() {
    for (folder, _, rows) in CRATES {
        for (place, (module, allowed)) in rows.iter().enumerate() {
            for other in allowed.iter().filter(|other| !other.contains("::")) {
                let found = rows.iter().position(|(name, _)| name == other);
                assert!(found.is_some_and(|found| found < place), "{folder}: {module} imports {other}");
            }
        }
    }
}

#[test]
fn no_files_of_the_desk_import_each_other_in_a_ring() {
    let desk: Vec<(String, String)> =
        all().into_iter().filter(|(path, _)| path.starts_with("desk/")).collect();
    let rings = rings::in_rings(&desk);
    assert!(rings.is_empty(), "{} imports are in rings:\n{}", rings.len(), rings.join("\n"));
}

/// A snippet in a file, and a word of the breach that is found; none for what is allowed.
const SNIPPETS: [(&str, &str, &str); 50] = [
    ("server/store/mod.rs", "use zegel_core::thread::Thread;", ""),
    ("server/store/mod.rs", "use zegel_core::document::Report;", "imports core::document::Report"),
    ("server/store/mod.rs", "use zegel_core::{thread::Thread, token::Token};", "imports core::token::Token"),
    ("server/store/mod.rs", "use zegel_core::token as t;", "imports core::token"),
    ("server/store/mod.rs", "pub(crate) use zegel_core::token::{self as t, Keys};", "imports core::token"),
    ("server/store/mod.rs", "fn f() { zegel_core::token::Token::random(); }", "imports core::token::Token"),
    ("server/store/mod.rs", "fn f(x: zegel_core::token::Token) {}", "imports core::token::Token"),
    ("server/store/mod.rs", "fn f() { use ::zegel_core::token::Token; }", "imports core::token::Token"),
    (
        "server/store/mod.rs",
        "fn f() -> impl Into<crate::web::Page> { g::<zegel_core::id::EntryId>() }",
        "imports server::web",
    ),
    ("server/store/mod.rs", "impl crate::admin::Verb for X {}", "imports server::admin::Verb"),
    ("server/store/mod.rs", "#[derive(crate::web::D)] struct X;", "imports server::web::D"),
    (
        "server/store/mod.rs",
        "fn f() { vec![zegel_core::token::Token::random()]; }",
        "imports core::token::Token",
    ),
    (
        "server/store/mod.rs",
        "fn f() { println!(\"{}\", (1, [zegel_core :: token :: X])); }",
        "imports core::token::X",
    ),
    ("core/thread.rs", "macro_rules! m { () => { $crate::token::X } }", "imports core::token::X"),
    (
        "core/thread.rs",
        "macro_rules! m { () => { use crate::{id::A, token::{B}}; } }",
        "imports core::token::B",
    ),
    ("core/thread.rs", "macro_rules! m { () => { use crate::id::*; } }", "glob"),
    ("server/store/mod.rs", "use zegel_core::thread::*;", "glob"),
    ("server/store/mod.rs", "use zegel_core::{thread::{Thread, *}};", "glob"),
    ("server/store/mod.rs", "use crate::*;", "glob"),
    ("server/store/mod.rs", "use zegel_core::*;", "glob"),
    ("server/store/mod.rs", "use super::*;", "glob"),
    ("server/store/rows.rs", "use super::*;", ""),
    ("server/store/rows.rs", "use super::super::*;", "glob"),
    (
        "server/store/rows.rs",
        "use super::Store; use self::inner::*; mod inner { use super::super::Store; }",
        "",
    ),
    ("server/store/rows.rs", "use super::super::web::App;", "imports server::web::App"),
    ("server/store/rows.rs", "mod inner { use super::super::super::web::App; }", "imports server::web::App"),
    ("server/store/rows.rs", "fn f() { super::super::web::f(); }", "imports server::web::f"),
    ("core/id.rs", "use super::seal::Plain;", "imports core::seal::Plain"),
    ("server/store/mod.rs", "use crate as c;", "crate itself"),
    ("server/store/mod.rs", "use crate::{self as c};", "crate itself"),
    ("server/store/mod.rs", "use zegel_core as c;", "crate itself"),
    ("server/store/mod.rs", "use super as c;", "crate itself"),
    ("server/store/mod.rs", "extern crate self as c;", "extern crate"),
    ("server/store/mod.rs", "#[path = \"../token.rs\"] mod t;", "#[path]"),
    ("server/store/mod.rs", "include!(\"../token.rs\");", "include!"),
    ("server/web/mod.rs", "use zegel_core::seal::{Recipients, hybrid};", ""),
    ("server/web/mod.rs", "use zegel_core::seal::ThrowawayKey;", "opens"),
    ("server/web/mod.rs", "use zegel_core::seal; fn f(x: seal::ThrowawayKey) {}", "opens"),
    ("server/web/mod.rs", "use zegel_core::seal as s; fn f() { s::hybrid::Identity::from_seed(); }", "opens"),
    (
        "server/web/mod.rs",
        "use zegel_core::seal::hybrid as h; fn f() { m!(h::Identity::from_seed()); }",
        "opens",
    ),
    ("server/admin/mod.rs", "use zegel_core::seal::hybrid::Identity;", "opens"),
    ("server/admin/mod.rs", "use zegel_core::seal::ThrowawayKey; use zegel_core::wire::Site;", ""),
    ("core/token.rs", "use crate::seal::{hybrid, ForReporter}; type I = hybrid::Identity;", ""),
    ("server/admin/mod.rs", "use zegel::identity::Identity;", "imports desk::identity::Identity"),
    ("desk/export/mod.rs", "use crate::screen::Screen;", "imports desk::screen::Screen"),
    ("desk/case/mod.rs", "use crate::server::Client;", "imports desk::server::Client"),
    ("desk/screen/mod.rs", "use crate::verb::read;", "imports desk::verb::read"),
    ("desk/trust/mod.rs", "use zegeld::store::Store;", "imports server::store::Store"),
    ("server/main.rs", "use zegeld::store::Store; fn main() {}", ""),
    ("desk/main.rs", "fn main() { zegel::run() }", ""),
];

#[test]
fn the_checker_finds_each_way_around_the_table() {
    for (path, snippet, word) in SNIPPETS {
        let found = breaches(path, &format!("//! A snippet.\n{snippet}\n"));
        let right = if word.is_empty() { found.is_empty() } else { found.iter().any(|f| f.contains(word)) };
        assert!(right, "{path}: {snippet}\nfound {found:?}, expected {word:?}");
    }
}

#[test]
fn the_checker_finds_long_files_and_files_without_a_first_sentence() {
    assert!(breaches("core/id.rs", "use std::fmt;")[0].contains("//!"));
    assert!(breaches("core/id.rs", &"//! x\n".repeat(300)).is_empty());
    assert!(breaches("core/id.rs", &"//! x\n".repeat(301))[0].contains("301 lines"));
    assert!(breaches("core/id.rs", "//! x\nfn {")[0].contains("not Rust"));
    assert!(breaches("core/shelf.rs", "//! x\nuse crate::id::EntryId;")[0].contains("imports core::id"));
}

#[test]
fn the_checker_finds_modules_that_are_out_of_order() {
    assert!(lib_breaches("core", "pub mod calendar; pub mod id; mod seal;").is_empty());
    assert!(lib_breaches("core", "pub mod id; pub mod calendar;")[0].contains("calendar too late"));
    assert!(lib_breaches("core", "pub mod id; pub mod shelf;")[0].contains("shelf"));
}

/// Files by their paths, with what each says.
type Files = &'static [(&'static str, &'static str)];

/// Files of one crate, and the imports of a ring.
const RINGS: [(Files, &[&str]); 5] = [
    (&[("desk/a.rs", "use crate::b::B;"), ("desk/b.rs", "")], &[]),
    (
        &[("desk/a.rs", "use crate::b::B;"), ("desk/b.rs", "fn f() { crate::a::f() }")],
        &["desk/a.rs imports desk/b.rs", "desk/b.rs imports desk/a.rs"],
    ),
    (
        &[
            ("desk/a/mod.rs", "mod x; mod y; pub use y::Y; use x::X;"),
            ("desk/a/x.rs", "use super::Y;"),
            ("desk/a/y.rs", ""),
        ],
        &[],
    ),
    (
        &[("desk/a/mod.rs", "mod x; pub struct Z; use x::X;"), ("desk/a/x.rs", "use super::Z;")],
        &["desk/a/mod.rs imports desk/a/x.rs", "desk/a/x.rs imports desk/a/mod.rs"],
    ),
    (
        &[
            ("desk/a/mod.rs", "mod x; pub use x::X;"),
            ("desk/a/x.rs", "use crate::b::B;"),
            ("desk/b.rs", "use crate::a::X;"),
        ],
        &["desk/a/x.rs imports desk/b.rs", "desk/b.rs imports desk/a/x.rs"],
    ),
];

#[test]
fn the_search_for_rings_finds_them_and_follows_what_is_exported_again() {
    for (files, ring) in RINGS {
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let found = rings::in_rings(&files);
        assert_eq!(found, ring, "{files:?}");
    }
}
