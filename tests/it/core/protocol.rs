//! `schema/protocol.md`, the protocol for people: every number, label and name in it is what the
//! code does, and a constant that was changed there is found.

mod canonical;
mod custody;
mod example;
mod notes;
mod page;
mod reporter;
mod requests;
mod sealing;
mod source;
mod typing;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, Mutex};

use serde_json::Value;
use zegel_core::seal::Document;

use page::{Fact, breaches, fact, fixed};

/// Values of several types as texts.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($value.to_string()),*] };
}
use values;

pub const PAGE: &str = include_str!("../../../schema/protocol.md");

/// What the code says, computed once.
static FACTS: LazyLock<Vec<Fact>> = LazyLock::new(|| {
    [
        reporter::facts(),
        sealing::facts(),
        requests::facts(),
        notes::facts(),
        custody::facts(),
        example::facts(),
    ]
    .concat()
});

/// One vector of `schema/vectors.json`.
fn vector(group: &str, place: usize) -> Value {
    crate::core::vectors::file()[group]["vectors"][place].clone()
}

/// A document as it is before it is padded and sealed.
fn json(document: impl Document) -> Value {
    serde_json::from_slice(document.into_json().as_bytes()).unwrap()
}

/// The names of an object's fields, in alphabetical order.
fn fields(object: &Value) -> Vec<String> {
    let mut fields: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
    fields.sort();
    fields
}

/// Whether what the page refers to is there: a group of vectors, a file, a test, or a verb.
fn shows(name: &str) -> bool {
    static KNOWN: LazyLock<Mutex<BTreeMap<String, bool>>> = LazyLock::new(Mutex::default);
    let known = KNOWN.lock().unwrap().get(name).copied();
    known.unwrap_or_else(|| {
        let is_there = is_file(name) || is_vector(name) || is_test(name) || is_verb(name);
        KNOWN.lock().unwrap().insert(name.to_owned(), is_there);
        is_there
    })
}

fn is_file(name: &str) -> bool {
    let root = Path::new(crate::support::programs::ROOT);
    !name.contains("..") && (root.join("schema").join(name).is_file() || root.join(name).exists())
}

/// A group of vectors.
fn is_vector(name: &str) -> bool {
    crate::core::vectors::file()[name]["vectors"].is_array()
}

/// `module::test`, or `module::…`.
fn is_test(name: &str) -> bool {
    let Some((module, test)) = name.split_once("::") else { return false };
    let Some(source) = crate::support::sources::module_source(module) else { return false };
    test == "…" || source.contains(&format!("fn {test}("))
}

/// `zegel VERB`, or a program itself.
fn is_verb(name: &str) -> bool {
    if ["zegel", "zegeld"].contains(&name) {
        return true;
    }
    let Some(verb) = name.strip_prefix("zegel ") else { return false };
    let mut help = Command::new(crate::support::programs::zegel_path());
    help.args([verb, "--help"]).output().unwrap().status.success()
}

fn found(page: &str) -> Vec<String> {
    breaches(page, &FACTS, &shows)
}

#[test]
fn everything_the_page_says_is_what_the_code_does() {
    let found = found(PAGE);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The page with one thing in fixed type changed, as many times as there are such things.
fn changed_pages() -> Vec<(String, String)> {
    let parts: Vec<&str> = PAGE.split('`').collect();
    let mut pages = Vec::new();
    for place in (1..parts.len()).step_by(2) {
        let mut parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        let change = format!("{} for {}", another(&parts[place]), parts[place]);
        parts[place] = another(&parts[place]);
        pages.push((change, parts.join("`")));
    }
    pages
}

/// The same with its last digit or letter changed.
fn another(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let last = characters.iter().rposition(char::is_ascii_alphanumeric);
    match last.map(|place| &mut characters[place]) {
        Some(last @ ('9' | 'z' | 'Z')) => *last = if last.is_ascii_digit() { '0' } else { 'a' },
        Some(last) => *last = char::from(*last as u8 + 1),
        None => characters.push('x'),
    }
    characters.into_iter().collect()
}

#[test]
fn each_constant_that_is_changed_on_the_page_is_found() {
    assert!(found(PAGE).is_empty());
    let pages = changed_pages();
    assert!(pages.len() > 300, "only {} constants", pages.len());
    for (change, page) in pages {
        assert!(!found(&page).is_empty(), "nobody noticed {change}");
    }
}

#[test]
fn a_row_that_goes_comes_or_stands_there_twice_is_found() {
    assert!(found(PAGE).is_empty());
    let rows: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("| ")).collect();
    let mut gone = 0;
    for row in rows {
        let line = format!("{row}\n");
        // The first line of a table says what its columns are.
        if PAGE.contains(&format!("{line}|--")) {
            continue;
        }
        gone += 1;
        assert!(!found(&PAGE.replacen(&line, "", 1)).is_empty(), "nobody missed {row}");
        assert!(!found(&PAGE.replacen(&line, &line.repeat(2), 1)).is_empty(), "nobody saw twice {row}");
        let more = format!("{line}| One more | `1` |\n");
        assert!(!found(&PAGE.replacen(&line, &more, 1)).is_empty(), "nobody saw one more after {row}");
    }
    assert_eq!(gone, FACTS.len());
}

#[test]
fn what_is_compared_with_nothing_is_found() {
    let facts = [fact("A section", "Size", values![7]), fact("A section", "Name", values!["zegel/x"])];
    let check = |prose: &str, size: &str| {
        let page = format!(
            "# A page\n\n{prose}\n\n## 1. A section\n\n| What | Bytes |\n|---|---|\n| Size | {size} |\n| Name | `zegel/x` |\n"
        );
        breaches(&page, &facts, &|name| name == "vectors.json")
    };
    assert!(
        check("HKDF-SHA256 (RFC 5869) of `zegel/x`, see section 1 and `vectors.json`.", "`7`").is_empty()
    );
    for prose in
        ["Six and 6.", "`7` bytes.", "`zegel/y`", "`other.json`", "See section 2.", "SHA-512", "RFC 5869a1"]
    {
        assert!(!check(prose, "`7`").is_empty(), "{prose}");
    }
    for size in ["`8`", "`7` and `7`", "`7` of 8", "7", ""] {
        assert!(!check("", size).is_empty(), "{size}");
    }
}

#[test]
fn every_vector_and_every_schema_has_its_place_on_the_page() {
    let (named, _) = fixed(PAGE);
    for group in crate::core::vectors::file().as_object().unwrap().keys().filter(|name| *name != "comment") {
        assert!(named.contains(group), "{group}");
    }
    let schema = Path::new(crate::support::programs::ROOT).join("schema");
    // What is asked and configured, and how another engine keeps it, is no protocol.
    let other = ["postgres", "questionnaire.toml", "zegeld.toml", "protocol.md"];
    for file in schema.read_dir().unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(other.contains(&name.as_str()) || named.contains(&name), "{name}");
    }
}
