//! Answers that are lost on the way: what was sent is told truly, and goes once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde_json::json;
use zegel_core::id::Instance;
use zegel_core::seal::Recipients;
use zegel_core::thread::SealedEntry;

use crate::support::caseworker::Caseworker;
use crate::support::hostile::{Hostile, list, ok, with_status};
use crate::support::losing::{Does, Tunnel};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};
use crate::support::practice::{Practice, only, two_desks};
use crate::support::screen_terminal::Terminal;

const CONTROL_D: &str = "\u{4}";
const WORDS: &str = "Bel ons morgen, GEHEIM.";

fn through_a_tunnel() -> (Practice, Tunnel, Caseworker, Caseworker, String) {
    let (site, mut anna, bea) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let tunnel = Tunnel::to(&site.desk);
    anna.at(&tunnel.url);
    let id = only(&anna);
    (site, tunnel, anna, bea, id)
}

/// The replies that stand in the case, by their words.
fn replies(desk: &Caseworker, id: &str) -> usize {
    desk.run(&["read", id]).done().out.matches(WORDS).count()
}

fn nothing_is_open_in(desk: &Caseworker) {
    for file in desk.files() {
        let bytes = std::fs::read(desk.home().join(&file)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("GEHEIM"), "{file}");
    }
}

#[test]
fn a_reply_whose_answer_was_lost_is_not_called_unsent_and_goes_once() {
    let (_site, tunnel, anna, bea, id) = through_a_tunnel();
    let reply = ["reply", &id, "--text", WORDS, "--yes"];
    tunnel.does(Does::LosesAnswer);
    let lost = anna.run(&reply).ended_with(3).failed_with("It is not certain that it arrived");
    assert!(!lost.said().contains("Nothing has changed"), "{}", lost.err);
    nothing_is_open_in(&anna);
    tunnel.does(Does::Nothing);
    // The server has it: nothing waits.
    assert!(!anna.run(&["inbox"]).done().said().contains("perhaps did not arrive"));
    assert!(anna.run(&reply).done().said().contains("It had arrived already"));
    assert_eq!(replies(&bea, &id), 1);
}

#[test]
fn a_reply_that_was_lost_waits_and_the_same_command_sends_it() {
    let (_site, tunnel, anna, bea, id) = through_a_tunnel();
    let reply = ["reply", &id, "--text", WORDS, "--yes"];
    tunnel.does(Does::LosesRequest);
    anna.run(&reply).ended_with(3).failed_with("Give the same command again");
    tunnel.does(Does::Nothing);
    for verb in [vec!["inbox"], vec!["read", &id]] {
        let said = anna.run(&verb).done().said();
        assert!(said.contains("perhaps did not arrive"), "{said}");
    }
    nothing_is_open_in(&anna);
    assert_eq!(replies(&bea, &id), 0);
    anna.run(&reply).done();
    assert!(!anna.run(&["inbox"]).done().said().contains("perhaps did not arrive"));
    assert_eq!(replies(&bea, &id), 1);
    assert!(!anna.files().iter().any(|file| file.contains("unsent")), "{:?}", anna.files());
}

#[test]
fn where_another_server_has_the_same_reports_what_got_no_answer_goes_there_and_stands_once() {
    let (site, tunnel, mut anna, bea, id) = through_a_tunnel();
    anna.at_one_of(&tunnel.url, &site.desk);
    tunnel.does(Does::LosesAnswer);
    anna.run(&["reply", &id, "--text", WORDS, "--yes"]).done();
    assert_eq!(replies(&bea, &id), 1);
}

/// A server that takes a note and never answers, and what it answers to all else.
fn swallows_notes(liar: &mut LyingServer, put_off: Option<Vec<u8>>) -> Hostile {
    let report = liar.sealed(liar.report("A report."));
    let id = id();
    let line = format!("{}\n", entry(&id, "from-reporter", report.as_bytes()));
    let list = list(THREAD, &[&id.to_string()]);
    let was_sent = AtomicBool::new(false);
    liar.raw(move |asked| match asked {
        "GET /desk/v1/threads" => list.clone(),
        asked if asked.starts_with("GET /desk/v1/entries") => ok(&line),
        _ if !was_sent.swap(true, Ordering::Relaxed) => Vec::new(),
        _ => put_off.clone().unwrap_or_default(),
    })
}

fn notes_and_is_told_to_do_so_again(anna: &Caseworker, why: &str) {
    let noted = anna.run(&["note", THREAD, "--text", WORDS]).ended_with(3);
    let noted = noted.failed_with(&format!("It is not certain that it arrived: {why}"));
    assert!(noted.err.contains("Give the same command again"), "{}", noted.err);
    assert!(anna.files().iter().any(|file| file.contains("unsent")), "{:?}", anna.files());
}

#[test]
fn what_may_have_arrived_stays_uncertain_when_the_next_try_is_put_off() {
    let mut liar = LyingServer::new();
    let put_off = with_status("503 Service Unavailable", "", "{}");
    let _server = swallows_notes(&mut liar, Some(put_off));
    notes_and_is_told_to_do_so_again(&liar.anna, "The server refuses (503)");
}

#[test]
fn what_may_have_arrived_stays_uncertain_where_the_next_server_is_not_believed() {
    let mut liar = LyingServer::new();
    let first = swallows_notes(&mut liar, None);
    let second = liar.with_session(|session| session["instance"] = json!(Instance::random().unwrap()));
    liar.anna.at_one_of(&first.url, &second.url);
    notes_and_is_told_to_do_so_again(&liar.anna, "the connection was cut off");
    assert!(second.heard().iter().all(|heard| heard.line == "POST /desk/v1/session"));
}

#[test]
fn a_note_whose_answer_was_lost_stands_there_once() {
    let (_site, tunnel, anna, bea, id) = through_a_tunnel();
    let note = ["note", &id, "--text", WORDS];
    tunnel.does(Does::LosesAnswer);
    anna.run(&note).ended_with(3).failed_with("It is not certain that it arrived");
    tunnel.does(Does::Nothing);
    anna.run(&note).done();
    assert_eq!(replies(&bea, &id), 1);
    // Another time the same words are a note of their own.
    anna.run(&note).done();
    assert_eq!(replies(&bea, &id), 2);
}

#[test]
fn sealing_anew_that_breaks_off_says_how_much_is_done_and_goes_on_there() {
    for is_dutch in [false, true] {
        let (mut anna, lines) = Caseworker::with_key("anna");
        let (_, added) = Caseworker::with_key("bea");
        let site = Practice::of(&anna.identity(), &lines);
        for number in 0..4 {
            site.report("nl", &[("story", &format!("Verhaal {number}."))]);
        }
        let tunnel = Tunnel::to(&site.desk);
        anna.at(&tunnel.url);
        anna.run(&["inbox"]).done();
        let both = format!("{lines}{added}");
        site.reload_with(&both);
        let print = both.parse::<Recipients>().unwrap().fingerprint().to_string();
        anna.run(&["recipients", "accept", &print]).done();
        if is_dutch {
            anna.speaks_dutch();
        }
        tunnel.does(Does::LosesThirdReplacement);
        let fact = if is_dutch { "2 van 4 zijn klaar" } else { "2 of 4 are done" };
        let broken = anna.run(&["reseal"]).ended_with(3).failed_with(fact);
        assert!(broken.said().contains("zegel reseal"), "{}", broken.err);
        tunnel.does(Does::Nothing);
        let text = if is_dutch { "nu: 2" } else { "present keys: 2." };
        let done = anna.run(&["reseal"]).done().said();
        assert!(done.contains(text), "{done}");
        assert_eq!(anna.json(&["inbox"]).as_array().unwrap().len(), 4);
        let sealed = site.stored().into_iter().filter_map(|entry| match entry {
            SealedEntry::FromReporter(sealed) => Some(sealed.outside().unwrap().1),
            _ => None,
        });
        assert_eq!(sealed.collect::<Vec<_>>(), [2; 4], "each report is sealed for both keys");
    }
}

#[test]
fn where_nothing_left_this_computer_nothing_has_changed() {
    let (_site, _tunnel, mut anna, _bea, id) = through_a_tunnel();
    anna.at("http://127.0.0.1:1");
    anna.run(&["note", &id, "--text", WORDS]).ended_with(3).failed_with("Nothing has changed");
}

#[test]
fn on_the_screen_a_lost_answer_is_told_so_and_the_same_key_sends_once() {
    let (_site, tunnel, anna, bea, id) = through_a_tunnel();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q quit");
    terminal.press("\r\r").shows("Read: colleagues");
    terminal.press("o").shows("for colleagues");
    terminal.press(WORDS).shows("GEHEIM.");
    tunnel.does(Does::LosesAnswer);
    let picture = terminal.press(CONTROL_D).shows("It is not certain that it arrived");
    assert!(!picture.contains("Nothing has changed"), "{picture}");
    tunnel.does(Does::Nothing);
    terminal.press("\r").hides("It is not certain");
    terminal.press(CONTROL_D).shows("The note has been kept");
    assert_eq!(replies(&bea, &id), 1);
}

#[test]
fn a_dead_tunnel_is_named_within_seconds_and_not_tried_again() {
    let (_site, tunnel, anna, _bea, _id) = through_a_tunnel();
    tunnel.does(Does::Sleeps);
    let begun = Instant::now();
    let ended = anna.run(&["inbox"]).ended_with(3).failed_with("The tunnel seems dead");
    assert!(ended.said().contains("has not answered yet"), "{}", ended.err);
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[test]
fn why_the_server_does_not_answer_is_said_in_the_language_of_the_person() {
    let (mut anna, _) = Caseworker::with_key("anna");
    anna.at("http://127.0.0.1:1");
    anna.speaks_dutch();
    let said = anna.run(&["inbox"]).ended_with(3).said();
    assert!(said.contains("daar luistert niemand"), "{said}");
    assert!(!said.contains("os error"), "{said}");
    anna.at("http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad.onion");
    let said = anna.run(&["inbox", "--proxy", "socks5h://127.0.0.1:1"]).ended_with(3).said();
    assert!(said.contains("Draait Tor?"), "{said}");
}
