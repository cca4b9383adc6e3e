//! One cell: one verb, from a fresh copy of the honest caseworker's computer, at a server that tells
//! one lie.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

use super::home::Home;
use super::lies::Lie;
use super::sent::acts;
use super::verbs::{Kind, Trial};
use super::world::World;
use crate::support::caseworker::Caseworker;
use crate::support::hostile::Heard;

/// What was seen of it.
pub struct Seen {
    pub code: Option<i32>,
    /// All that was shown, on one line.
    pub shown: String,
    /// How often a session was opened, and how many other requests there were.
    pub requests: (usize, usize),
    /// What was sent, but for what only asks.
    pub acts: Vec<String>,
    pub written: BTreeSet<String>,
}

/// How a program ended, and what it showed.
pub struct Run {
    pub code: Option<i32>,
    pub shown: String,
}

/// Runs it.
pub fn cell(world: &World, trial: &Trial, lie: Lie) -> Seen {
    cell_of(world, lie, |anna, url| match trial.kind {
        Kind::Watches => watch(world, anna, trial),
        Kind::Screen => super::screen::screen(anna),
        Kind::Setup => super::screen::setup(world, anna, url),
        _ => plain(world, anna, trial),
    })
}

/// Does something from a fresh copy of the computer, at a server that tells the lie.
pub fn cell_of(world: &World, lie: Lie, act: impl FnOnce(&Caseworker, &str) -> Run) -> Seen {
    let server = lie.told(world).start();
    let mut anna = world.anna.computer.copied();
    anna.at(&server.url);
    let before = Home::read(anna.home());
    let run = act(&anna, &server.url);
    let heard: Vec<Heard> = server.heard();
    let written = before.changes_to(&Home::read(anna.home()));
    let sessions = heard.iter().filter(|heard| heard.line == "POST /desk/v1/session").count();
    Seen {
        code: run.code,
        shown: on_one_line(&run.shown),
        requests: (sessions, heard.len() - sessions),
        acts: acts(world, &heard),
        written,
    }
}

/// Without what frames it on the screen.
fn on_one_line(shown: &str) -> String {
    let plain = shown.replace(['│', '┌', '└', '─', '┐', '┘'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(world: &World, anna: &Caseworker, trial: &Trial) -> Run {
    let ended = anna.run(&trial.words(world));
    Run { code: ended.code, shown: format!("{} {}", ended.out, ended.err) }
}

/// Until it has told of the day and written that down, which it does after its first look, whatever
/// that was. The next look is in ten minutes.
fn watch(world: &World, anna: &Caseworker, trial: &Trial) -> Run {
    let mut child = anna.start(&trial.words(world));
    let mut shown = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    while !shown.contains("Digest") && out.read_line(&mut shown).unwrap() > 0 {}
    while !anna.state().join("digest.day").exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(child.kill());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let code = child.wait().unwrap().code();
    Run { code, shown: format!("{shown} {err}") }
}
