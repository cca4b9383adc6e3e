//! Errors about a key: its file, its passphrase, its parts on paper, or a program of its own. `from` is
//! where a part was read.

use std::fmt::Display;
use std::io;
use std::path::Path;

use super::{DeskError, Kind};

/// An identity file that is not there.
pub fn no_identity(file: &Path) -> DeskError {
    DeskError::new(Kind::NoIdentity, |words| &words.desk_errors.no_identity).with("file", file.display())
}

/// A file that is no identity.
pub fn not_an_identity(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.identity).with("file", file.display())
}

/// An age identity without our comment line, which cannot sign.
pub fn no_signing_key(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.no_signing_key).with("file", file.display())
}

/// A text that is no pseudonym.
pub fn name() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.name)
}

/// The name of a caseworker that would be taken for the key of backups.
pub fn backup_name() -> DeskError {
    DeskError::not_done(|words| &words.keys.backup_name)
}

/// More parts needed than made.
pub fn numbers() -> DeskError {
    DeskError::new(Kind::Usage, |words| &words.keys.numbers)
}

/// Parts of a key that would stay on a screen or a disk.
pub fn not_a_printer() -> DeskError {
    DeskError::not_done(|words| &words.keys.not_a_printer)
}

/// A key that is larger than a part can say.
pub fn too_large() -> DeskError {
    DeskError::not_done(|words| &words.keys.too_large)
}

/// A line that is mistyped.
pub fn line_wrong(from: &str, line: usize) -> DeskError {
    DeskError::not_done(|words| &words.keys.line_wrong).with("from", from).with("line", line)
}

/// A line that is missing.
pub fn line_missing(from: &str, line: usize) -> DeskError {
    DeskError::not_done(|words| &words.keys.line_missing).with("from", from).with("line", line)
}

/// A text without any line of a part.
pub fn no_part(from: &str) -> DeskError {
    DeskError::not_done(|words| &words.keys.no_part).with("from", from)
}

/// Lines that are right one by one, and do not belong together.
pub fn lines_mixed(from: &str) -> DeskError {
    DeskError::not_done(|words| &words.keys.lines_mixed).with("from", from)
}

/// A part that another version made.
pub fn version() -> DeskError {
    DeskError::not_done(|words| &words.keys.version)
}

/// A part of another split, of the same key or of another.
pub fn other_split(from: &str) -> DeskError {
    DeskError::not_done(|words| &words.keys.other_split).with("from", from)
}

/// So many parts where so many are needed.
pub fn few(have: usize, need: usize) -> DeskError {
    DeskError::not_done(|words| &words.keys.few)
        .with("have", have)
        .with("need", need)
        .with("more", need.saturating_sub(have))
}

/// Parts that do not join to the key that was split.
pub fn not_the_key() -> DeskError {
    DeskError::not_done(|words| &words.keys.not_the_key)
}

/// Parts that give back another key than the one in this file.
pub fn another_key(file: &Path) -> DeskError {
    DeskError::suspicious(|words| &words.keys.another_key).with("file", file.display())
}

/// A program of a hardware key that is not there.
pub fn no_plugin(name: &str) -> DeskError {
    DeskError::not_done(|words| &words.keys.no_plugin).with("name", name)
}

/// A variable of the environment by which keys would be shown.
pub fn plugin_shown(variable: &'static str) -> DeskError {
    DeskError::not_done(|words| &words.keys.plugin_shown).with("variable", variable)
}

/// A line of a hardware key that names no program.
pub fn plugin_line() -> DeskError {
    DeskError::not_done(|words| &words.keys.plugin_line)
}

/// An empty line, Ctrl-C or Ctrl-D at the question for a passphrase.
pub fn nothing_typed() -> DeskError {
    DeskError::not_done(|words| &words.keys.nothing_typed)
}

/// A passphrase that is needed, and nobody to ask for it.
pub fn no_terminal() -> DeskError {
    DeskError::not_done(|words| &words.keys.no_terminal)
}

/// A terminal that could not ask for a passphrase.
pub fn not_asked(why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.keys.not_asked).with("why", why)
}

/// A passphrase file without a passphrase.
pub fn no_passphrase(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.keys.no_passphrase).with("file", file.display())
}

/// A passphrase file for a new key with so few characters, of at least so many.
pub fn short_in_file(file: &Path, count: usize, least: usize) -> DeskError {
    DeskError::not_done(|words| &words.keys.short_in_file)
        .with("file", file.display())
        .with("count", count)
        .with("least", least)
}

/// A passphrase file for a new key with something easy to guess.
pub fn plain_in_file(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.keys.plain_in_file).with("file", file.display())
}

/// A passphrase that does not open the identity file.
pub fn passphrase_wrong(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.keys.passphrase_wrong).with("file", file.display())
}

/// An identity file that asks for more work than is done for any.
pub fn too_much_work(file: &Path, asked: u8, most: u8) -> DeskError {
    DeskError::not_done(|words| &words.keys.too_much_work)
        .with("file", file.display())
        .with("asked", asked)
        .with("most", most)
}

/// An identity file that asks for more memory than there is.
pub fn too_little_memory(file: &Path, mebibytes: usize) -> DeskError {
    DeskError::not_done(|words| &words.keys.too_little_memory)
        .with("file", file.display())
        .with("mebibytes", mebibytes)
}

/// An identity file that is cut off or altered.
pub fn damaged(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.keys.damaged).with("file", file.display())
}

/// An identity file that is locked with something else than a passphrase.
pub fn unsupported(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.keys.unsupported).with("file", file.display())
}

/// A `passphrase_command` that names no program.
pub fn command_without_words() -> DeskError {
    DeskError::not_done(|words| &words.passphrase_command.without_words)
}

/// The program of a `passphrase_command` that did not start, or ended with an error.
pub fn command_failed(program: &str, why: &impl Display) -> DeskError {
    DeskError::not_done(|words| &words.passphrase_command.failed).with("program", program).with("why", why)
}

/// The program of a `passphrase_command` whose first line is empty, or no text.
pub fn command_said_nothing(program: &str) -> DeskError {
    DeskError::not_done(|words| &words.passphrase_command.said_nothing).with("program", program)
}

/// An agent that did not answer, so that it may still hold the key.
pub fn agent_stuck(process: Option<i32>) -> DeskError {
    match process {
        Some(process) => DeskError::suspicious(|words| &words.agent.stuck).with("process", process),
        None => DeskError::suspicious(|words| &words.agent.stuck_unknown),
    }
}

/// An agent that cannot hold a key. Nobody reads it: an agent has no terminal.
pub fn no_agent(why: io::Error) -> DeskError {
    not_asked(why)
}
