//! The screen obeys no text.
//!
//! Robustness of the screen: hostile reports, a server that changes what it showed, and long lists.

use serde_json::json;
use zegel_core::id::ThreadId;
use zegel_core::seal::{Document, Recipients};

use crate::support::caseworker::Caseworker;
use crate::support::fixture::ForDeskRaw;
use crate::support::hostile::{ok, week};
use crate::support::lying_server::{LyingServer, entry, id};
use crate::support::practice::Practice;
use crate::support::screen_terminal::Terminal;

#[test]
fn a_hostile_story_moves_colours_and_hides_nothing() {
    let mut liar = LyingServer::new();
    // Sealed by a client of its own: the page would have taken most of it out.
    let story = "voor\u{1b}[31mROOD\u{1b}]8;;http://x\u{7}LINK\u{202e}MOT\u{200b}\u{9b}2Jna";
    let plain = liar.report("HOSTILE").into_json();
    let plain = String::from_utf8(plain.as_bytes().to_vec()).unwrap();
    let plain = plain.replace("\"HOSTILE\"", &serde_json::to_string(story).unwrap());
    let report = liar.set.seal(ForDeskRaw(plain.into_bytes())).unwrap();
    let _server = liar.serve(vec![entry(&id(), "from-reporter", report.as_bytes())]);
    liar.anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&liar.anna);
    terminal.shows("q quit");
    terminal.press("\r").shows("Closed.");
    terminal.press("\r").shows("voorROOD]8;;http://xLINKMOTna");
    for bad in ["\u{1b}[31m", "\u{1b}]8", "\u{202e}", "\u{200b}", "\u{9b}", "\u{7}"] {
        assert!(!terminal.raw().contains(bad), "{bad:?}");
    }
}

#[test]
fn sixty_four_kibibytes_of_one_wide_letter_are_shown_to_the_last() {
    let mut liar = LyingServer::new();
    let story = format!("{}einde", "\u{2000b}".repeat(16_384));
    let report = liar.sealed(liar.report(&story));
    let _server = liar.serve(vec![entry(&id(), "from-reporter", report.as_bytes())]);
    liar.anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&liar.anna);
    terminal.shows("q quit");
    terminal.press("\r").shows("Closed.");
    // Marking it as read is answered by this server with nothing that could be a list.
    terminal.press("\r").shows("\u{2000b}\u{2000b}");
    terminal.press("\u{1b}[F").shows("einde");
}

#[test]
fn what_the_server_changed_stands_over_everything() {
    let mut liar = LyingServer::new();
    let one = id();
    let first = entry(&one, "from-reporter", liar.sealed(liar.report("one")).as_bytes());
    let other = entry(&one, "from-reporter", liar.sealed(liar.report("one")).as_bytes());
    let before = liar.serve(vec![first]);
    liar.anna.run(&["inbox"]).done();
    drop(before);
    let server = liar.serve(vec![other]);
    let mut terminal = Terminal::of(&liar.anna);
    // Also before the screen, where it would be gone at once.
    terminal.shows("q quit");
    terminal.shows("Please note: ");
    terminal.press("qj\r").hides("Please note: ");
    // Opened, it is not marked as read: nobody signs for what was put there since.
    terminal.press("\r").shows("q back");
    terminal.press("q").shows("q quit");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    let asks = |line: &str| line.starts_with("GET") || line == "POST /desk/v1/session";
    assert!(server.heard().iter().all(|heard| asks(&heard.line)));
}

#[test]
fn ten_thousand_reports_are_walked_from_end_to_end() {
    let mut liar = LyingServer::new();
    let mut ids: Vec<String> = (0..10_000).map(|_| ThreadId::random().unwrap().to_string()).collect();
    ids.sort();
    let thread = |id: &String| json!({ "id": id, "week": week(), "withdrawal": null, "entries": [] });
    let list = json!({ "threads": ids.iter().map(thread).collect::<Vec<_>>() }).to_string();
    let _server = liar.raw(move |line| ok(if line.contains("threads") { list.as_str() } else { "" }));
    liar.anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&liar.anna);
    terminal.shows("to do (10000)");
    let marked = |at: usize| format!("> {}", &ids[at][..6]);
    terminal.shows(&marked(0));
    terminal.press("\u{1b}[F").shows(&marked(9_999));
    terminal.press("\u{1b}[5~k").shows(&marked(9_989));
    terminal.press("\u{1b}[H").shows(&marked(0));
}

#[test]
fn what_is_pasted_is_text_and_never_keys() {
    let mut liar = LyingServer::new();
    let report = liar.sealed(liar.report("one"));
    let _server = liar.serve(vec![entry(&id(), "from-reporter", report.as_bytes())]);
    liar.anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&liar.anna);
    terminal.shows("q quit");
    terminal.press("\u{1b}[200~q?\r\u{1b}[201~").shows("Pasted text is no key: nothing was done.");
    terminal.press("o").shows("for colleagues");
    terminal.press("\u{1b}[200~two\rlines\u{1b}[201~");
    assert!(terminal.shows("lines").contains("  two"));
}

#[test]
fn another_set_of_keys_whose_fingerprint_nobody_types_stops_it_before_anything_is_shown() {
    let mut liar = LyingServer::new();
    let report = liar.sealed(liar.report("one"));
    let honest = liar.serve(vec![entry(&id(), "from-reporter", report.as_bytes())]);
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let (_, added) = Caseworker::with_key("mallory");
    let both = format!("{}{added}", liar.lines);
    let _server = liar.with_session(|session| session["recipients"] = json!(both));
    let print = both.parse::<Recipients>().unwrap().fingerprint().to_string();
    let pinned = liar.lines.parse::<Recipients>().unwrap().fingerprint().to_string();
    let (start, _) = print.split_at(print.len() / 2);
    for typed in ["", "y", "yes", start, &pinned] {
        let mut terminal = Terminal::of(&liar.anna);
        assert!(terminal.shows("Type the fingerprint").contains("mallory"));
        terminal.press(&format!("{typed}\r"));
        assert_eq!(terminal.ends(), Some(4));
        assert!(terminal.picture().contains("other keys than those pinned"), "{}", terminal.picture());
        assert!(!terminal.raw().contains("\u{1b}[?1049h"), "no screen was opened");
    }
}

#[test]
fn another_set_of_keys_is_accepted_before_it_begins_by_who_types_its_fingerprint() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let (_, added) = Caseworker::with_key("bea");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    site.report("nl", &[("story", "Een verhaal.")]);
    anna.run(&["inbox"]).done();
    let both = format!("{lines}{added}");
    site.reload_with(&both);
    let mut terminal = Terminal::of(&anna);
    terminal.shows("Type the fingerprint");
    terminal.press(&format!("{}\r", both.parse::<Recipients>().unwrap().fingerprint()));
    terminal.shows("Pinned from now on");
    terminal.press("\r").shows("q quit");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    anna.run(&["inbox"]).done();
}
