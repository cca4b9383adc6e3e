//! The order for a colleague who leaves and for a stolen laptop works as written.
//!
//! Commands of GOING-LIVE for a colleague who leaves and a laptop that is stolen: its blocks are run in
//! their order, with the real programs; the page stays open, and nothing that was written is lost.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, only};
use crate::support::terminal::Terminal;

const DOCUMENT: &str = include_str!("../../../deploy/GOING-LIVE.md");

/// The command lines of a part of the document, block by block.
fn blocks(heading: &str) -> Vec<Vec<&'static str>> {
    let part = DOCUMENT.split_once(&format!("\n### {heading}\n")).expect(heading).1;
    let part = part.split("\n### ").next().unwrap().split("\n## ").next().unwrap();
    part.split("\n```\n").skip(1).step_by(2).map(|block| block.lines().collect()).collect()
}

/// A real site with three caseworkers, who all have proved themselves.
struct Team {
    site: Practice,
    anna: Caseworker,
    bea: Caseworker,
    cem: Caseworker,
}

impl Team {
    fn new() -> Self {
        let (mut anna, first) = Caseworker::with_key("anna");
        let (mut bea, second) = Caseworker::with_key("bea");
        let (mut cem, third) = Caseworker::with_key("cem");
        let site = Practice::for_real(&format!("{first}{second}{third}"));
        for desk in [&mut anna, &mut bea, &mut cem] {
            desk.at(&site.desk);
            desk.run(&["inbox"]).done();
        }
        Self { site, anna, bea, cem }
    }

    /// What is typed on the server, as the document has it; gives what the doctor printed.
    fn on_the_server(&self, line: &str) -> String {
        if line == "systemctl reload zegeld" {
            self.site.reload();
            return String::new();
        }
        let folder = self.site.folder().display().to_string();
        let program = std::path::Path::new(crate::support::programs::zegeld_path()).parent().unwrap();
        let line = line.replace("NAME", "bea").replace("/etc/zegel", &folder);
        let path = format!("{}:/usr/bin:/bin", program.display());
        // Here the configuration is that of the folder; on a server it is that of the package.
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).env("PATH", path).current_dir(self.site.folder());
        let ran = shell.output().unwrap();
        String::from_utf8(ran.stdout).unwrap()
    }

    fn server_block(&self, block: &[&str]) -> String {
        let printed: Vec<String> = block.iter().map(|line| self.on_the_server(line)).collect();
        let doctor = printed.concat();
        assert!(doctor.contains("bea") && doctor.contains("former"), "{doctor}");
        fingerprint(&doctor)
    }
}

/// Ten groups of four hex digits, as the doctor prints them.
fn fingerprint(printed: &str) -> String {
    let words: Vec<&str> = printed.split_whitespace().map(|word| word.trim_end_matches(['.', ','])).collect();
    let is_group = |word: &&str| word.len() == 4 && word.chars().all(|c| c.is_ascii_hexdigit());
    let groups = words.windows(10).find(|ten| ten.iter().all(is_group)).expect(printed);
    groups.join(" ")
}

/// What is typed on a caseworker's computer, with a yes where it asks.
fn at_the_desk(desk: &Caseworker, line: &str, fingerprint: &str) {
    let line = line.replace("FINGERPRINT", fingerprint);
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["zegel", rest @ ..] = words.as_slice() else { panic!("{line}") };
    let (verb, joined);
    let arguments: &[&str] = if let ["recipients", "accept", groups @ ..] = rest {
        joined = groups.join(" ");
        verb = ["recipients", "accept", &joined];
        &verb
    } else {
        rest
    };
    if arguments == ["attest"] {
        let mut terminal = Terminal::of(desk, arguments);
        terminal.shows("[y/N]").types("y");
        let (code, seen) = terminal.ends();
        assert_eq!(code, Some(0), "{seen}");
    } else {
        desk.run(arguments).done();
    }
}

fn is_open(site: &Practice) -> bool {
    site.first_page().contains("name=\"story\"")
}

fn walk(heading: &str) {
    let team = Team::new();
    let reporter = team.site.report("en", &[("story", "He locks them in.")]);
    let id = only(&team.anna);
    team.cem.run(&["inbox"]).done();
    team.bea.run(&["read", &id]).done();
    team.bea.run(&["note", &id, "--text", "police called"]).done();
    team.bea.run(&["status", &id, "waiting"]).done();
    team.bea.run(&["reply", &id, "--text", "We look into it.", "--yes"]).done();
    assert!(is_open(&team.site));

    let blocks = blocks(heading);
    let [on_server, each, one, ..] = blocks.as_slice() else { panic!("{blocks:?}") };
    let fingerprint = team.server_block(on_server);
    assert!(is_open(&team.site), "taking somebody out closes nothing");
    team.bea.run(&["inbox"]).failed_with("does not know this key");
    let later = team.site.report("en", &[("story", "Also on Tuesdays.")]);
    for desk in [&team.anna, &team.cem] {
        each.iter().for_each(|line| at_the_desk(desk, line, &fingerprint));
    }
    one.iter().for_each(|line| at_the_desk(&team.anna, line, &fingerprint));
    assert!(is_open(&team.site));

    // Cem had seen none of it while bea was there.
    for desk in [&team.anna, &team.cem] {
        let rows = desk.json(&["inbox"]);
        let row = rows.as_array().unwrap().iter().find(|row| row["id"] == json!(id)).unwrap();
        assert_eq!(
            (&row["status"], &row["unread"], &row["junk"]),
            (&json!("waiting"), &json!(false), &json!(0))
        );
        let shown = desk.run(&["read", &id]).done();
        for words in
            ["He locks them in.", "police called", "We look into it.", "bea (no longer here; anna attests)"]
        {
            assert!(shown.out.contains(words), "{words}: {}", shown.out);
        }
        assert!(!shown.err.contains("Please note"), "{}", shown.err);
    }
    assert_eq!(team.anna.json(&["inbox"]).as_array().map(Vec::len), Some(2));
    assert!(reporter.looks().contains("We look into it."));
    // The old key opens nothing that is stored.
    let key = crate::desk::case_work::identity(&team.bea);
    for entry in team.site.stored() {
        if let zegel_core::thread::SealedEntry::FromReporter(sealed)
        | zegel_core::thread::SealedEntry::Desk(sealed) = entry
        {
            assert!(key.open(&sealed).is_err());
        }
    }
    drop(later);
    let state: Value = team.anna.json(&["recipients"]);
    assert_eq!(state["pinned"]["former"], json!(["bea"]));
}

#[test]
fn a_colleague_leaves_as_the_document_says() {
    walk("A colleague leaves");
}

#[test]
fn a_laptop_is_stolen_and_all_is_done_as_the_document_says() {
    walk("A laptop is stolen");
}
