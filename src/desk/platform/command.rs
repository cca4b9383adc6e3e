//! A program of the system that is asked for one thing.

use std::io::{Error, Result};
use std::process::{Command, Stdio};

/// Runs it to its end, and answers what it printed. An error is what it said was wrong.
pub fn run(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    match said.lines().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => Err(Error::other(line.to_owned())),
        None => Err(Error::other(output.status.to_string())),
    }
}
