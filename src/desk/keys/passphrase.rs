//! The passphrase of a key: from a file, or asked on the terminal.

use std::path::Path;
use std::time::Duration;

use age::secrecy::{ExposeSecret, SecretString};

use super::prompt::{self, Unanswered};
use super::random_words;
use super::read::read_bounded;
use super::strength::{LEAST, Weak, weakness};
use crate::agent::{self, Limits};
use crate::config::Settings;
use crate::error::{self, DeskError, Kind};
use crate::terminal::Terminal;
use crate::texts::AgentWords;
use zegel_core::i18n::interpolate;

/// The passphrase of the key on this computer, asked on the terminal.
pub fn ask_old(settings: &Settings, terminal: &Terminal) -> Result<SecretString, DeskError> {
    let file = settings.identity.display().to_string();
    let question = interpolate(&terminal.texts.desk.keys.ask_passphrase, &[("file", &file)]);
    let stays = settings.agent.filter(|_| agent::is_possible());
    let passphrase = match stays {
        Some(limits) => prompt::ask(&format!("{}\n{question}", stays_open(limits, terminal)))?,
        None => prompt::ask(&question)?,
    };
    if passphrase.expose_secret().is_empty() { Err(error::keys::nothing_typed()) } else { Ok(passphrase) }
}

/// How long the key can be used afterwards without the passphrase.
fn stays_open(limits: Limits, terminal: &Terminal) -> String {
    let words = &terminal.texts.desk.agent;
    let facts = [("idle", time(limits.idle, words)), ("limit", time(limits.whole, words))];
    interpolate(&words.stays_open, &facts.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// In hours, minutes or seconds, the largest of which it is a whole number.
fn time(time: Duration, words: &AgentWords) -> String {
    let seconds = time.as_secs();
    let (text, unit) = if seconds.is_multiple_of(3600) {
        (&words.hours, 3600)
    } else if seconds.is_multiple_of(60) {
        (&words.minutes, 60)
    } else {
        (&words.seconds, 1)
    };
    interpolate(text, &[("number", &(seconds / unit).to_string())])
}

/// The passphrase for a new key of somebody with this name: from the file that was given, or chosen on
/// the terminal.
pub fn new(name: &str, settings: &Settings, terminal: &Terminal) -> Result<SecretString, DeskError> {
    let Some(file) = &settings.passphrase_file else {
        return choose(name, terminal);
    };
    let passphrase = from_file(file)?;
    match weakness(passphrase.expose_secret(), name) {
        Some(Weak::Short(count)) => Err(error::keys::short_in_file(file, count, LEAST)),
        Some(Weak::Plain) => Err(error::keys::plain_in_file(file)),
        None => Ok(passphrase),
    }
}

/// The first line of a file.
pub fn from_file(path: &Path) -> Result<SecretString, DeskError> {
    let bytes = read_bounded(path).map_err(|error| {
        if error.kind() == Kind::NoIdentity {
            return error::files::read(path, std::io::ErrorKind::NotFound.into());
        }
        error
    })?;
    let line = error::files::text(path, &bytes)?.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(error::keys::no_passphrase(path));
    }
    Ok(SecretString::from(line))
}

/// Asks until one is strong enough and was typed the same way twice. Nothing typed asks for words.
fn choose(name: &str, terminal: &Terminal) -> Result<SecretString, DeskError> {
    let words = &terminal.texts.desk.keys;
    let least = LEAST.to_string();
    let mut question = interpolate(&words.choose_passphrase, &[("least", &least)]);
    loop {
        let chosen = prompt::ask(&question)?;
        if chosen.expose_secret().is_empty() {
            return six_words(terminal);
        }
        question = match weakness(chosen.expose_secret(), name) {
            Some(Weak::Short(count)) => {
                let facts = [("count", &count.to_string()), ("least", &least)];
                let short =
                    interpolate(&words.short_passphrase, &facts.map(|(name, value)| (name, value.as_str())));
                format!("{short}\n{}", words.choose_another)
            }
            Some(Weak::Plain) => format!("{}\n{}", words.plain_passphrase, words.choose_another),
            None if is_typed_again(&chosen, &words.ask_again)? => return Ok(chosen),
            None => words.not_the_same.clone(),
        };
    }
}

/// Shows six random words until they were typed.
fn six_words(terminal: &Terminal) -> Result<SecretString, DeskError> {
    let words = &terminal.texts.desk.keys;
    let six = random_words::six(terminal.texts.language)?;
    let facts = [("bits", random_words::BITS.to_string()), ("words", six.expose_secret().to_owned())];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let _page = prompt::own_page()?;
    prompt::print(&interpolate(&words.six_words, &facts))?;
    while !is_typed_again(&six, &words.ask_words)? {
        prompt::print(&words.not_the_words)?;
    }
    Ok(six)
}

fn is_typed_again(passphrase: &SecretString, question: &str) -> Result<bool, DeskError> {
    let again = prompt::ask(question)?;
    if again.expose_secret().is_empty() {
        return Err(error::keys::nothing_typed());
    }
    Ok(again.expose_secret() == passphrase.expose_secret())
}

impl From<Unanswered> for DeskError {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::NoTerminal => error::keys::no_terminal(),
            Unanswered::Stopped => error::keys::nothing_typed(),
            Unanswered::Failed(why) => error::keys::not_asked(why),
        }
    }
}
