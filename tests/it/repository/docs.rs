//! Commands and paths in documents: each verb and option that a document tells people to type is one that
//! the programs know, and each path that it names is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const DOCUMENTS: [&str; 6] = [
    "README.md",
    "SECURITY.md",
    "deploy/README.md",
    "deploy/GOING-LIVE.md",
    "deploy/OTHER-SYSTEMS.md",
    "tests/bench/peers.md",
];

/// What stands between backticks, a command of a pipe or chain each.
fn commands(text: &str) -> BTreeSet<String> {
    let blocks = text.split("```").skip(1).step_by(2).flat_map(str::lines);
    let lines = blocks
        .chain(quoted(text))
        .filter(|line| !line.contains("cargo "))
        .map(|line| line.split(" #").next().unwrap().to_owned());
    let parts = lines
        .flat_map(|line| line.split(['|', '&', '\'']).map(|part| part.trim().to_owned()).collect::<Vec<_>>());
    let ours = parts.filter_map(|part| {
        let start = ["zegel ", "zegeld "].iter().filter_map(|name| part.rfind(name)).max()?;
        // A path or a word that ends so, and the user of that name, are none of ours.
        let before = &part[..start];
        let is_ours = before.is_empty() || before.ends_with([' ', '/']) && !before.ends_with("-u ");
        is_ours.then(|| part[start..].to_owned())
    });
    ours.collect()
}

/// The help of the verb, or nothing if there is no such verb.
fn help(program: &str, verbs: &[&str]) -> Option<String> {
    let path = if program == "zegel" {
        crate::support::programs::zegel_path()
    } else {
        crate::support::programs::zegeld_path()
    };
    let out = Command::new(path).args(verbs).arg("--help").env("LC_ALL", "C").output().unwrap();
    out.status.success().then(|| String::from_utf8(out.stdout).unwrap())
}

fn check(command: &str) -> Result<(), String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let (program, rest) = words.split_first().unwrap();
    // Options for all verbs may stand before the verb.
    let verb = rest
        .iter()
        .enumerate()
        .find(|(place, word)| !word.starts_with('-') && (*place == 0 || !rest[place - 1].starts_with("--")));
    let verbs: Vec<&str> = match verb {
        Some((place, &"recipients")) if rest.get(place + 1) == Some(&"accept") => {
            vec!["recipients", "accept"]
        }
        Some((_, verb)) => vec![verb],
        None => vec![],
    };
    let help = help(program, &verbs).ok_or_else(|| format!("{program} has no {verbs:?}"))?;
    for option in rest.iter().filter(|word| word.starts_with("--")) {
        let option = option.trim_end_matches([',', '.']);
        if !help.split([' ', '\n', ',', '=']).any(|word| word == option) {
            return Err(format!("{program} {verbs:?} has no {option}"));
        }
    }
    Ok(())
}

/// What the documents tell people to type is something that the programs know.
#[test]
fn every_command_in_the_documents_is_one_that_the_programs_know() {
    let root = Path::new(crate::support::programs::ROOT);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for document in DOCUMENTS {
        for command in commands(&fs::read_to_string(root.join(document)).unwrap()) {
            seen += 1;
            if let Err(reason) = check(&command) {
                wrong.push(format!("{document}: {command}: {reason}"));
            }
        }
    }
    assert!(seen > 40, "only {seen} commands were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every command in the guide, which is plain text: a command ends with its line or before two spaces.
fn commands_in_guide(guide: &str) -> Vec<&str> {
    let mut commands = Vec::new();
    for line in guide.lines() {
        for (start, _) in line.match_indices("zegel ") {
            if line[..start].is_empty() || line[..start].ends_with(' ') {
                commands.push(line[start..].split("  ").next().unwrap().trim());
            }
        }
    }
    commands
}

#[test]
fn every_command_in_the_guides_is_one_that_the_program_knows() {
    for language in ["nl", "en"] {
        let path = format!("{}/src/desk/texts/guide.{language}.txt", crate::support::programs::ROOT);
        let guide = fs::read_to_string(path).unwrap();
        let commands = commands_in_guide(&guide);
        assert!(commands.len() > 12, "{commands:?}");
        let wrong: Vec<String> = commands.iter().filter_map(|command| check(command).err()).collect();
        assert!(wrong.is_empty(), "{language}: {}", wrong.join("\n"));
    }
}

/// Where the paths begin that a document may name.
const FOLDERS: [&str; 4] = ["src/", "tests/", "schema/", "deploy/"];

/// What stands between backticks within a line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split("```").step_by(2).flat_map(|part| part.split('`').skip(1).step_by(2))
}

/// Paths between backticks, without those that stand for any name.
fn paths(text: &str) -> BTreeSet<&str> {
    quoted(text)
        .filter(|path| FOLDERS.iter().any(|folder| path.starts_with(folder)))
        .filter(|path| {
            !path.contains(['*', ' ']) && !["NAME", "CODE", "00N"].iter().any(|any| path.contains(any))
        })
        .collect()
}

#[test]
fn every_path_in_the_documents_leads_somewhere() {
    let root = Path::new(crate::support::programs::ROOT);
    let mut missing = Vec::new();
    let mut seen = 0;
    for document in DOCUMENTS.iter().chain(&[
        "schema/protocol.md",
        "schema/backup.md",
        "deploy/crates.md",
        "deploy/audits.md",
        "deploy/maintainer/README.md",
    ]) {
        let text = fs::read_to_string(root.join(document)).unwrap();
        for path in paths(&text) {
            seen += 1;
            if !root.join(path).exists() {
                missing.push(format!("{document}: {path}"));
            }
        }
    }
    assert!(seen > 20, "only {seen} paths were found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_module_of_tests_that_the_readme_names_is_there() {
    let root = Path::new(crate::support::programs::ROOT);
    let text = fs::read_to_string(root.join("README.md")).unwrap();
    let mut seen = 0;
    let names = quoted(&text).filter(|name| !name.contains(' '));
    for (folder, module) in names.filter_map(|name| name.split_once("::")) {
        seen += 1;
        let file = root.join(format!("tests/it/{folder}/{module}.rs"));
        assert!(file.is_file(), "there is no {folder}::{module}");
    }
    assert!(seen > 5, "only {seen} modules are named");
}
