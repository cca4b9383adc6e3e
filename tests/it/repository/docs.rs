//! Commands in documents: each verb and option that a document tells people to type is one that the programs know.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const DOCUMENTS: [&str; 4] = ["README.md", "SECURITY.md", "deploy/README.md", "deploy/GOING-LIVE.md"];

/// What stands between backticks, a command of a pipe or chain each.
fn commands(text: &str) -> BTreeSet<String> {
    let blocks = text.split("```").skip(1).step_by(2).flat_map(str::lines);
    let inline = text.split("```").step_by(2).flat_map(|part| part.split('`').skip(1).step_by(2));
    let lines = blocks
        .chain(inline)
        .filter(|line| !line.contains("cargo "))
        .map(|line| line.split(" #").next().unwrap().to_owned());
    let parts = lines
        .flat_map(|line| line.split(['|', '&', '\'']).map(|part| part.trim().to_owned()).collect::<Vec<_>>());
    let ours = parts.filter_map(|part| {
        let start = ["zegel ", "zegeld "].iter().filter_map(|name| part.rfind(name)).max()?;
        // A path or a word that ends so is none of ours.
        let before = part[..start].chars().next_back();
        (before.is_none_or(|before| before == ' ' || before == '/')).then(|| part[start..].to_owned())
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
