//! An opened key is gone after `zegel lock`, a while without a command, a working day, the session, a signal.
//!
//! The end of an opened key: asked for, by time, with the session, and by force.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};

use super::key_agent::Desk;

/// Waits until no process holds the key, and holds that against what the next verb does.
fn is_closed(desk: &Desk) {
    while !desk.agents().is_empty() {
        std::thread::yield_now();
    }
    assert!(!desk.is_open());
}

fn sockets(desk: &Desk) -> usize {
    fs::read_dir(desk.session.join("zegel")).unwrap().count()
}

fn signal(desk: &Desk, signal: Signal) {
    kill_process(Pid::from_raw(i32::try_from(desk.agent()).unwrap()).unwrap(), signal).unwrap();
}

#[test]
fn lock_ends_it_and_the_next_verb_asks() {
    let desk = Desk::new();
    desk.unlocks();
    assert_eq!(sockets(&desk), 1);
    let said = desk.anna.run(&["lock"]).done().said();
    assert_eq!(said, "The key is closed. The next command asks for the passphrase.");
    assert_eq!(sockets(&desk), 0);
    is_closed(&desk);
    assert_eq!(desk.anna.run(&["lock"]).done().said(), "No key was open.");
}

#[test]
fn it_ends_when_it_was_not_used_for_a_while_and_at_the_end_of_the_day() {
    for config in ["agent_idle = \"1 s\"\n", "agent_limit = \"1 s\"\n"] {
        let desk = Desk::with(config);
        desk.unlocks();
        is_closed(&desk);
        assert_eq!(sockets(&desk), 0, "{config}");
    }
}

#[test]
fn it_ends_with_the_session() {
    let desk = Desk::new();
    desk.unlocks();
    fs::remove_dir_all(&desk.session).unwrap();
    is_closed(&desk);
}

#[test]
fn a_signal_ends_it_and_takes_its_socket_away() {
    for ending in [Signal::TERM, Signal::HUP, Signal::INT] {
        let desk = Desk::new();
        desk.unlocks();
        signal(&desk, ending);
        is_closed(&desk);
        assert_eq!(sockets(&desk), 0);
    }
}

#[test]
fn one_that_is_killed_leaves_nothing_open_and_the_next_takes_its_place() {
    let desk = Desk::new();
    desk.unlocks();
    signal(&desk, Signal::KILL);
    is_closed(&desk);
    desk.unlocks();
    assert!(desk.is_open());
}

#[test]
fn one_that_does_not_answer_is_named_with_how_to_end_it_and_the_passphrase_is_asked() {
    let desk = Desk::new();
    desk.unlocks();
    signal(&desk, Signal::STOP);
    assert!(!desk.is_open());
    let agent = desk.agent();
    desk.anna.run(&["lock"]).ended_with(4).failed_with(&format!("kill -9 {agent}"));
    signal(&desk, Signal::KILL);
    is_closed(&desk);
}
