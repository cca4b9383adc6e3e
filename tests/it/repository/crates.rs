//! Every crate has a reason and a licence that fits; what is cryptographic is pinned exactly.
//!
//! `deploy/crates.md`, the list of all that is built in, made from the lock file and held to it.
//! After a change: `CRATES=overwrite cargo test -p zegel-tests -- repository::crates`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const HEAD: &str = "# Every crate, its licence and its reason

Made from `Cargo.lock` for Linux on x86_64, and held to it by a test (`tests/it/repository/crates.rs`), so it is not written by hand.
*In* says where it goes: `zegeld`, `zegel`, both, `zegeld` with the feature `postgres` alone, or only tests and tools that build. The reason of a crate that is ours to choose stands
beside it in `Cargo.toml`; of any other, which crates ask for it. What the lock file names beyond these is for other systems.
The packages of the page's script stand in `src/browser/script/package-lock.json`.

| crate | version | licence | in | why |
|---|---|---|---|---|
";

/// What is written here, and no crate of others.
const OURS: [&str; 5] = ["zegel-core", "zegel-browser", "zegeld", "zegel", "zegel-tests"];

fn root() -> &'static Path {
    Path::new(crate::support::programs::ROOT)
}

fn cargo(arguments: &[&str]) -> String {
    let out =
        Command::new(env!("CARGO")).args(arguments).arg("--locked").current_dir(root()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// `name version` of what a program is linked of or built with.
fn built_in(program: &str) -> BTreeSet<String> {
    built_in_with(&["--package", program])
}

fn built_in_with(package: &[&str]) -> BTreeSet<String> {
    let options = ["tree", "--offline", "-e", "normal", "--prefix", "none", "-f", "{p}"];
    let tree = cargo(&[&options[..], package].concat());
    tree.lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ").replace(" v", " "))
        .collect()
}

/// The comment beside each direct dependency.
fn reasons() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let sections = text.split("\n[").filter(|section| section.contains("dependencies]\n"));
    let lines = sections.flat_map(str::lines).filter(|line| line.contains(" = "));
    let split = |line: &str| {
        let (name, rest) = line.split_once(" = ").unwrap();
        let reason = rest.rsplit_once(" # ").or_else(|| rest.rsplit_once("\t# ")).map(|(_, reason)| reason);
        (name.to_owned(), reason.unwrap_or_default().trim().to_owned())
    };
    let mut reasons = BTreeMap::new();
    for (name, reason) in lines.filter(|line| !line.starts_with('#')).map(split) {
        // One that tests use as well has its reason where the programs use it.
        reasons.entry(name).or_insert(reason);
    }
    reasons
}

/// Who asks for each crate, by `name version`.
fn asked_by(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let by = name_of(metadata, &node["id"]);
        for dependency in node["dependencies"].as_array().unwrap() {
            asked.entry(name_of(metadata, dependency)).or_default().insert(by.clone());
        }
    }
    asked
}

fn name_of(metadata: &Value, id: &Value) -> String {
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let package = packages.find(|package| package["id"] == *id).unwrap();
    format!("{} {}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap())
}

fn list() -> String {
    let filter = ["--filter-platform", "x86_64-unknown-linux-gnu"];
    let text = cargo(&[&["metadata", "--offline", "--format-version", "1"][..], &filter[..]].concat());
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let server = built_in("zegeld");
    let desk = built_in("zegel");
    let postgres = built_in_with(&["--package", "zegeld", "--features", "zegeld/postgres"]);
    let reasons = reasons();
    let asked = asked_by(&metadata);
    let mut rows = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let version = package["version"].as_str().unwrap();
        let key = format!("{name} {version}");
        let Some(by) = asked.get(&key).filter(|_| !OURS.contains(&name)) else { continue };
        let place = match (server.contains(&key), desk.contains(&key)) {
            (true, true) => "both",
            (true, false) => "zegeld",
            (false, true) => "zegel",
            (false, false) if postgres.contains(&key) => "zegeld with postgres",
            (false, false) => "build, tests",
        };
        let ours = by.iter().any(|by| OURS.contains(&by.split(' ').next().unwrap()));
        let why = if ours { reasons[name].clone() } else { format!("for {}", some(by)) };
        assert!(!why.is_empty(), "{name} stands in Cargo.toml without a reason");
        let licence = package["license"].as_str().unwrap();
        rows.insert(format!("| {name} | {version} | {licence} | {place} | {why} |\n"));
    }
    format!("{HEAD}{}", rows.into_iter().collect::<String>())
}

fn some(names: &BTreeSet<String>) -> String {
    let first: Vec<&str> = names.iter().take(3).map(|name| name.split(' ').next().unwrap()).collect();
    let more = names.len().saturating_sub(3);
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}

#[test]
fn every_crate_that_is_built_in_stands_in_the_list_with_its_licence_and_reason() {
    let file = root().join("deploy/crates.md");
    let list = list();
    if std::env::var_os("CRATES").is_some_and(|value| value == "overwrite") {
        fs::write(&file, &list).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    for (written, now) in written.lines().zip(list.lines()) {
        assert_eq!(written, now, "deploy/crates.md is not of this lock file: CRATES=overwrite");
    }
    assert_eq!(written.len(), list.len());
}

#[test]
fn what_is_cryptographic_is_pinned_exactly() {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (ours, _) = text.split_once("# The tests.").unwrap();
    for name in [
        "age",
        "age-core",
        "bech32",
        "blahaj",
        "ed25519-dalek",
        "getrandom",
        "hkdf",
        "hmac",
        "hpke-rs",
        "hpke-rs-crypto",
        "rustls",
        "sha2",
        "tokio-rustls",
        "zeroize",
        "zeroizing-alloc",
    ] {
        let line = ours.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap();
        assert!(line.contains("\"="), "{line}");
    }
}
