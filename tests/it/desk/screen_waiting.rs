//! The screen while the server is asked: it takes keys, says what it waits for, and loses nothing.

use crate::desk::screen::{known, row, urgent};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, two_desks};
use crate::support::screen_terminal::Terminal;
use crate::support::tunnel::Tunnel;

const CONTROL_D: &str = "\u{4}";
const ESCAPE: &str = "\u{1b}";

/// Anna behind a tunnel, and bea before the server.
fn behind_a_tunnel() -> (Practice, Tunnel, Caseworker, Caseworker) {
    let (site, mut anna, bea) = two_desks();
    known(&site, &mut anna);
    let tunnel = Tunnel::to(&site.desk);
    anna.at(tunnel.address());
    (site, tunnel, anna, bea)
}

#[test]
fn a_dead_tunnel_is_named_and_the_screen_goes_on() {
    let (_site, tunnel, anna, _) = behind_a_tunnel();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    tunnel.dies();
    terminal.press("r").shows("Even geduld: de server");
    terminal.press("?").shows("sluit dit");
    terminal.press(" ").hides("sluit dit");
    terminal.press("/").shows("Zoek woorden");
    terminal.press("zeppelin\r").shows("Niets gevonden");
    terminal.shows("De server antwoordt al 5 seconden niet. Werkt de tunnel?");
    terminal.press(ESCAPE).shows("Je wacht niet langer.");
    terminal.press(ESCAPE).shows("te doen (1)");
    tunnel.revives();
    terminal.press("r").shows("Even geduld");
    assert!(!terminal.hides("Even geduld").contains("niet langer"));
    terminal.press("r");
    tunnel.dies();
    terminal.press("rrq");
    assert_eq!(terminal.ends(), Some(0));
    assert!(terminal.is_restored());
}

#[test]
fn what_was_given_up_while_it_was_sent_stands_there_still_and_arrives_once() {
    let (_site, tunnel, anna, bea) = behind_a_tunnel();
    let id = row(&bea)["id"].as_str().unwrap().to_owned();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("o").shows("voor collega's");
    terminal.press("Lang over nagedacht.").shows("nagedacht.");
    tunnel.dies();
    terminal.press(CONTROL_D).shows("Even geduld");
    terminal.press("xyz").shows("antwoordt al 5 seconden niet");
    terminal.press(ESCAPE).shows("Je wacht niet langer. Wat je schreef, staat er nog.");
    assert!(!terminal.picture().contains("nagedacht.x"), "{}", terminal.picture());
    tunnel.revives();
    terminal.press(CONTROL_D).shows("De notitie is bewaard.");
    let read = bea.run(&["read", &id]).done().out;
    assert_eq!(read.matches("Lang over nagedacht.").count(), 1, "{read}");
}

#[test]
fn whoever_leaves_while_the_server_is_silent_is_asked_about_words_that_were_not_sent() {
    let (_site, tunnel, anna, _) = behind_a_tunnel();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("o").shows("voor collega's");
    terminal.press("Eerst dit.").shows("Eerst dit.");
    tunnel.dies();
    terminal.press(CONTROL_D).shows("Even geduld");
    // The first q stops waiting, and is no letter.
    terminal.press("q").shows("staat er nog");
    terminal.press(ESCAPE).shows("q stop");
    terminal.press("q").shows("niet is verstuurd");
}

#[test]
fn a_case_is_read_while_the_list_is_fetched() {
    let (site, tunnel, anna, _) = behind_a_tunnel();
    urgent(&site);
    let mut terminal = Terminal::of(&anna);
    terminal.shows("te doen (2)");
    tunnel.dies();
    terminal.press("r").shows("Even geduld");
    terminal.press("\r\r").shows("Ze is bang.");
    terminal.press("q").shows("q stop");
    tunnel.revives();
    terminal.hides("Even geduld");
}
