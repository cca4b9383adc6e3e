//! Manual pages and completions of both programs come from the same help as `--help`.

use std::collections::HashMap;
use std::process::Command;

use tempfile::TempDir;

use crate::support::programs::{ROOT, zegeld_path};

/// Each program with a verb that no other has.
fn programs() -> [(&'static str, &'static str, &'static str); 2] {
    [("zegel", crate::support::programs::zegel_path(), "restore-key"), ("zegeld", zegeld_path(), "purge")]
}

/// Where the manual has a program's pages: user commands, or system administration.
fn section(name: &str) -> u8 {
    if name == "zegeld" { 8 } else { 1 }
}

fn printed(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_verb_is_completed_in_three_shells() {
    for (_, program, verb) in programs() {
        for shell in ["bash", "zsh", "fish"] {
            assert!(printed(program, &["completions", shell]).contains(verb), "{program} {shell}");
        }
    }
}

#[test]
fn there_is_a_manual_page_of_the_program_and_of_every_verb() {
    for (name, program, verb) in programs() {
        let section = section(name);
        assert!(printed(program, &["man"]).contains(&format!(".TH {name} {section}")), "{name}");
        let folder = TempDir::new().unwrap();
        printed(program, &["man", "--dir", folder.path().to_str().unwrap()]);
        let page = std::fs::read_to_string(folder.path().join(format!("{name}-{verb}.{section}"))).unwrap();
        assert!(page.contains(&format!(".TH {name}-{verb} {section}")), "{page}");
    }
}

/// The sections of a page in roff, by their names.
fn sections(page: &str) -> HashMap<&str, &str> {
    page.split("\n.SH ").skip(1).filter_map(|section| section.split_once('\n')).collect()
}

#[test]
fn the_page_of_each_program_says_its_files_and_how_it_ends() {
    for (name, program, files, wrong) in [
        ("zegel", crate::support::programs::zegel_path(), ["config.toml", "identity.txt"], "fetch"),
        ("zegeld", zegeld_path(), ["/etc/zegel/zegeld.toml", "/var/lib/zegel/zegel.db"], "restore"),
    ] {
        let folder = TempDir::new().unwrap();
        printed(program, &["man", "--dir", folder.path().to_str().unwrap()]);
        let written =
            std::fs::read_to_string(folder.path().join(format!("{name}.{}", section(name)))).unwrap();
        for page in [printed(program, &["man"]), written] {
            let page = page.replace("\\-", "-");
            let sections = sections(&page);
            for file in files {
                assert!(sections["FILES"].contains(file), "{page}");
            }
            let usage = Command::new(program).arg(wrong).output().unwrap().status.code().unwrap();
            assert!(sections["\"EXIT STATUS\""].contains(&format!("{usage}")), "{page}");
        }
    }
}

#[test]
fn the_page_of_the_server_says_what_each_signal_does() {
    let page = printed(zegeld_path(), &["man"]);
    let said = sections(&page)["SIGNALS"];
    let code = std::fs::read_to_string(format!("{ROOT}/src/server/admin/signals.rs")).unwrap();
    let registered = code.matches("SignalKind::").count();
    assert_eq!(said.matches(".TP").count(), registered);
    for signal in ["SIGTERM", "SIGINT", "SIGHUP"] {
        assert!(said.contains(signal), "{said}");
    }
}

#[test]
fn the_configuration_has_a_manual_page_that_explains_every_key() {
    let folder = TempDir::new().unwrap();
    printed(zegeld_path(), &["man", "--dir", folder.path().to_str().unwrap()]);
    let page = std::fs::read_to_string(folder.path().join("zegeld.toml.5")).unwrap();
    assert!(page.contains(".TH zegeld.toml 5"), "{page}");
    let words = page.replace("\\-", "-");
    // Every line of the file that `zegeld init` writes stands in it, and none stands alone: below the last key
    // that a paragraph of the file has is what explains it.
    for line in zegeld::config::EXAMPLE.lines().map(|line| line.trim_start_matches(['#', ' '])) {
        assert!(words.contains(line), "{line}");
    }
    let keys = words.lines().filter(|line| line.starts_with("\\fB") && line.contains(" = ")).count();
    assert!(keys > 20, "only {keys} keys");
    assert!(
        words.contains(".TP\n\\fBweeks = 26\\fR\nA report goes so many weeks after the last words"),
        "{words}"
    );
    assert!(words.contains(".SH [backup]\n.PP\nSealed backups,"), "{words}");
}

#[test]
fn a_folder_that_is_not_there_is_named_with_an_advice() {
    for (name, program, _) in programs() {
        let output = Command::new(program).args(["man", "--dir", "/nowhere/at-all"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("/nowhere/at-all"), "{name}: {said}");
        assert!(said.trim().lines().count() >= 2, "no advice: {said}");
    }
}
