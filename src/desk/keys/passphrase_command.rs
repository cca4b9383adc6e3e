//! The passphrase from a program of the caseworker's choice, such as a password manager's:
//! `passphrase_command = ["secret-tool", "lookup", "zegel", "key"]` in `config.toml`. It is started as it
//! stands there, without a shell, and the first line of its output is the passphrase.

use std::io::{Read, Result};
use std::process::{Command, ExitStatus, Stdio};

use age::secrecy::SecretString;
use zeroize::Zeroizing;

use crate::error::{self, DeskError};

/// Far above any passphrase.
const MOST: u64 = 64 * 1024;

/// Runs it, and gives the first line. It may ask on the terminal, as far as it likes.
pub fn run(words: &[String]) -> std::result::Result<SecretString, DeskError> {
    let (program, arguments) = words.split_first().ok_or_else(error::keys::command_without_words)?;
    let (status, output) =
        output_of(program, arguments).map_err(|why| error::keys::command_failed(program, &why))?;
    if !status.success() {
        return Err(error::keys::command_failed(program, &status));
    }
    let text = std::str::from_utf8(&output).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(error::keys::command_said_nothing(program));
    }
    Ok(SecretString::from(line))
}

fn output_of(program: &str, arguments: &[String]) -> Result<(ExitStatus, Zeroizing<Vec<u8>>)> {
    let mut child = Command::new(program).args(arguments).stdout(Stdio::piped()).spawn()?;
    let mut output = Zeroizing::new(Vec::with_capacity(usize::try_from(MOST).unwrap_or(0)));
    if let Some(from) = child.stdout.take() {
        from.take(MOST).read_to_end(&mut output)?;
    }
    Ok((child.wait()?, output))
}
