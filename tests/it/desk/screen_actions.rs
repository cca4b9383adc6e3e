//! What is done on the screen arrives: at the reporter, at colleagues, and in no file.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::desk::screen::{known, row, urgent};
use crate::support::caseworker::{Caseworker, mode};
use crate::support::practice::two_desks;
use crate::support::screen_terminal::Terminal;

const CONTROL_D: &str = "\u{4}";
const CONTROL_E: &str = "\u{5}";
const ESCAPE: &str = "\u{1b}";

#[test]
fn a_day_by_keyboard_reaches_the_reporter_and_the_colleague() {
    let (site, mut anna, bea) = two_desks();
    anna.speaks_dutch();
    let reporter = urgent(&site);
    anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("\r").shows("q terug");
    assert_eq!(row(&bea)["unread"], true, "the story is closed still");
    terminal.press("\r").shows("Gelezen: collega's");
    assert_eq!(row(&bea)["unread"], false);

    terminal.press("a").shows("Geen kort antwoord");
    terminal.press("jj\r").shows("Antwoord aan de melder");
    terminal.press("Welke verdiepping?\u{1b}[D\u{1b}[D\u{1b}[D\u{1b}[D\u{7f}").shows("verdieping?");
    terminal.press(CONTROL_D).shows("Geen namen.");
    terminal.press("j").shows("Verstuurd. Dit is antwoord 1.");
    // A question was asked: the status that says so is offered.
    terminal.shows("> vraag gesteld");
    terminal.press("\r").shows("Waarom?");
    terminal.press("\r").shows("Status: vraag gesteld.");
    assert_eq!(row(&bea)["status"], "question-asked");
    let page = reporter.looks();
    assert!(page.contains("We hebben een vraag.") && page.contains("Welke verdieping?"), "{page}");

    terminal.press("o").shows("voor collega's");
    terminal.press("Het hotel gebeld.\rGeen gehoor.").shows("Geen gehoor.");
    terminal.press(CONTROL_D).shows("De notitie is bewaard.");
    let id = row(&bea)["id"].as_str().unwrap().to_owned();
    assert!(bea.run(&["read", &id]).done().out.contains("Het hotel gebeld.\n  Geen gehoor."));

    terminal.press("s").shows("> vraag gesteld");
    terminal.press("j\r").shows("Waarom?");
    // What is typed while it is on its way counts for nothing.
    terminal.press("de politie belt terug\r").hides("Waarom?");
    terminal.shows("Status: wacht");
    terminal.press("l").shows("Labels");
    terminal.press("hotel/haven\r").shows("Dit is geen label.");
    terminal.press("\r").hides("Dit is geen label.");
    terminal.press(&"\u{7f}".repeat("hotel/haven".len()));
    terminal.press("hotel, haven\r").shows("De labels zijn bewaard.");
    terminal.press("u").shows("Dringend gezet.");
    terminal.press("g").shows("> anna");
    terminal.press("\r").shows("De melding is nu van: anna.");
    terminal.press("s").shows("> wacht");
    terminal.press("\r").shows("Waarom?");
    let reason = "omdat het hotel zegt dat de kamer al een week leeg staat, en dat is niet waar";
    terminal.press(&format!("{reason}\r")).hides("Waarom?");
    terminal.press("\u{1b}[H").shows("dat is niet waar)");
    let now = row(&bea);
    assert_eq!((&now["status"], &now["assigned"]), (&json!("waiting"), &json!("anna")));
    assert_eq!(now["labels"], json!(["haven", "hotel"]));
    assert!(now["reasons"].as_array().unwrap().contains(&json!("by-hand")));

    terminal.press("h").shows("Doorgeven aan");
    terminal.press("\rBel maandag.").shows("Bel maandag.");
    terminal.press(CONTROL_D).shows("Doorgegeven aan bea.");
    terminal.press("x").shows("doorgeven: aan wie?");
    terminal.press(ESCAPE).hides("aan wie?");
    assert_eq!(row(&bea)["assigned"], "bea");
}

#[test]
fn what_is_read_and_written_is_in_no_file() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("\r").shows("q terug");
    terminal.press("\r").shows("Gelezen: collega's");
    terminal.shows("Ze is bang.");
    terminal.press("o").shows("voor collega's");
    terminal.press("GEHEIM").shows("GEHEIM");
    terminal.press(CONTROL_D).shows("De notitie is bewaard.");
    terminal.press("q").shows("q stop");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    assert!(!terminal.picture().contains("bang"), "it is gone from the terminal too");
    for file in anna.files() {
        let bytes = fs::read(anna.home().join(&file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!["bang", "GEHEIM", "Hotel X"].iter().any(|word| text.contains(word)), "{file}");
    }
}

#[test]
fn nothing_typed_is_lost_when_the_server_goes_away() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("\r\r").shows("Gelezen: collega's");
    terminal.press("o").shows("voor collega's");
    terminal.press("Lang over nagedacht.").shows("nagedacht.");
    drop(site);
    terminal.press(CONTROL_D).shows("De server geeft geen antwoord");
    terminal.press("\r").hides("De server geeft geen antwoord");
    terminal.shows("Lang over nagedacht.");
    terminal.press(ESCAPE).shows("q terug");
    // What was typed stands beside the case too: it is open again once its own keys are shown.
    let picture = terminal.press("o").shows("Ctrl-D klaar");
    assert!(picture.contains("Lang over nagedacht."), "{picture}");
    terminal.press(ESCAPE).shows("q terug");
    terminal.press("q").shows("q stop");
    terminal.press("q").shows("niet is verstuurd");
    // The q that the question names is taken where it stands.
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    assert!(terminal.is_restored());
}

/// An editor that tells where its file is and who may read it, and writes into it.
fn editor(desk: &Caseworker) -> String {
    let script = "#!/bin/sh\necho more > \"$1.swp\"\n\
                  printf ' en meer: %s %s' $(stat -c %a \"$1\" $(dirname \"$1\")) >> \"$1\"\n\
                  printf ' %s\\n%s' $(stat -f -c %T \"$1\") $(dirname \"$1\") >> \"$1\"\n";
    let path = desk.file("editor.sh", script);
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    assert_eq!(mode(&path), 0o700);
    path.display().to_string()
}

#[test]
fn an_editor_of_ones_own_gets_a_file_in_memory_only() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    let editor = editor(&anna);
    let mut terminal = Terminal::with(&anna, 80, 24, &[("EDITOR", &editor)]);
    terminal.shows("q stop");
    terminal.press("o").shows("voor collega's");
    terminal.press("Eerst dit").shows("Eerst dit");
    let picture = terminal.press(CONTROL_E).shows("Eerst dit en meer: 600 700 tmpfs");
    let folder = picture.lines().find_map(|line| line.trim().strip_prefix("/dev/shm/zegel-")).unwrap();
    assert!(!Path::new("/dev/shm").join(format!("zegel-{folder}")).exists(), "{picture}");
}

#[test]
fn no_editor_is_opened_on_a_file_of_a_disk() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    let editor = editor(&anna);
    // What the kernel keeps of processes is no tmpfs anywhere.
    let environment = [("EDITOR", editor.as_str()), ("XDG_RUNTIME_DIR", "/proc/self")];
    let mut terminal = Terminal::with(&anna, 80, 24, &environment);
    terminal.shows("q stop");
    terminal.press("o").shows("voor collega's");
    terminal.press("Eerst dit").shows("Eerst dit");
    terminal.press(CONTROL_E).shows("geen map in het geheugen");
    terminal.press("\r").hides("geen map in het geheugen");
    assert!(!terminal.shows("Eerst dit").contains("en meer"));
}

#[test]
fn a_case_that_a_colleague_deleted_leaves_the_list_and_the_next_one_stays_selected() {
    let (site, anna, bea) = two_desks();
    for story in ["Een huis.", "Een hotel.", "Een auto."] {
        site.report("nl", &[("story", story)]);
    }
    let rows = anna.json(&["inbox"]);
    let ids: Vec<&str> = (0..3).map(|at| rows[at]["id"].as_str().unwrap()).collect();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q quit");
    terminal.press("\u{1b}[F").shows(&format!("> {}", &ids[2][..4]));
    for gone in &ids[..2] {
        bea.run(&["delete", gone, "--yes"]).done();
        terminal.press("r").shows("vanished");
        terminal.press("\r").hides(&gone[..4]);
        terminal.shows(&format!("> {}", &ids[2][..4]));
    }
    bea.run(&["delete", ids[2], "--yes"]).done();
    terminal.press("r").shows("vanished");
    assert!(terminal.press("\r").hides(&ids[2][..4]).contains("q quit"));
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
}
