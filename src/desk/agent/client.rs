//! The verbs' side of the agent: starting one, asking it for the key, and ending it.

use std::env;
use std::io::{ErrorKind, Read, Result, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::locked::LARGEST;
use super::place;
use super::process::{GIVE, LEFT, LOCK};
use super::{Limits, Stuck};
use crate::platform::{Stream, peer};

/// An agent answers at once, or something is wrong with it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether there is a place where an agent can be asked.
pub fn is_possible() -> bool {
    place::folder().is_some()
}

/// The opened key of an identity file with this content, if an agent holds it.
pub fn recall(identity_file: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let socket = place::socket(&place::folder()?, &place::name(identity_file)).ok()?;
    let (stream, _) = connect(&socket).ok()?;
    ask(stream, GIVE).ok().filter(|key| !key.is_empty())
}

/// How much is left of the limits within which an agent holds the key of an identity file with this
/// content; nothing where none holds it.
pub fn left(identity_file: &[u8]) -> Option<Limits> {
    let socket = place::socket(&place::folder()?, &place::name(identity_file)).ok()?;
    let (stream, _) = connect(&socket).ok()?;
    let answer = ask(stream, LEFT).ok()?;
    let (idle, whole) = std::str::from_utf8(&answer).ok()?.split_once(' ')?;
    let time = |text: &str| text.parse().ok().map(Duration::from_secs);
    Some(Limits { idle: time(idle)?, whole: time(whole)? })
}

/// Starts an agent that holds the opened key of an identity file, and waits until it can be asked.
pub fn keep(identity_file: &[u8], key: &[u8]) -> Result<()> {
    let mut agent = Command::new(env::current_exe()?);
    agent.args(["agent", &place::name(identity_file)]).current_dir("/");
    agent.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut agent = agent.spawn()?;
    let input = agent.stdin.take();
    let output = agent.stdout.take();
    // A screen outlives the agents that it starts, and takes note of their end.
    thread::spawn(move || agent.wait());
    input.ok_or(ErrorKind::BrokenPipe)?.write_all(key)?;
    output.ok_or(ErrorKind::BrokenPipe)?.read_exact(&mut [0])
}

/// Ends every agent of this session, and says how many there were.
pub fn lock() -> std::result::Result<usize, Stuck> {
    let Some(folder) = place::folder() else { return Ok(0) };
    let mut ended = 0;
    for socket in place::sockets(&folder) {
        // Nobody listens at what a killed agent left.
        let Ok((stream, process)) = connect(&socket) else { continue };
        ask(stream, LOCK).map_err(|_| Stuck { process: Some(process) })?;
        ended += 1;
    }
    Ok(ended)
}

/// A stream to an agent of the same person, and its process.
fn connect(socket: &Path) -> Result<(Stream, i32)> {
    let stream = Stream::connect(socket)?;
    let process = peer(&stream)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok((stream, process))
}

fn ask(mut stream: Stream, request: u8) -> Result<Zeroizing<Vec<u8>>> {
    stream.write_all(&[request])?;
    // As large as any answer, so that the bytes never move.
    let mut answer = Zeroizing::new(Vec::with_capacity(LARGEST + 1));
    stream.take(LARGEST as u64).read_to_end(&mut answer)?;
    Ok(answer)
}
