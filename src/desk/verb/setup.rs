//! `zegel setup`: the first day, in three questions.

use clap::Args;

use crate::config::{Settings, parse_fingerprint};
use crate::error::{self, DeskError, Kind};
use crate::identity::Identity;
use crate::keys::identity;
use crate::keys::keygen::{Keygen, tell_public};
use crate::session::Handshake;
use crate::terminal::Terminal;
use crate::trust::admission::hold_against;
use zegel_core::i18n::interpolate;
use zegel_core::id::Instance;

/// The arguments of the verb.
#[derive(Args)]
pub struct Setup {}

/// How the comparison with paper came out.
enum Compared {
    Same(Instance),
    NotYet,
}

impl Setup {
    /// Asks, makes what is missing, compares, and writes the settings at the very end.
    pub fn run(mut settings: Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if !terminal.can_ask() {
            return Err(error::setup::no_terminal());
        }
        let words = &terminal.texts.desk.first_day;
        terminal.inform(&words.welcome);
        let file = settings.file().display().to_string();
        if settings.file().exists() && !terminal.confirm(&interpolate(&words.over_config, &[("file", &file)]))
        {
            return Err(error::not_confirmed());
        }
        ask(&words.ask_server, terminal, |address| settings.go_to(address))?;
        let identity = key(&settings, terminal)?;
        ask(&words.ask_fingerprint, terminal, |text| {
            let fingerprint = parse_fingerprint(text)?;
            settings.insist_on(&fingerprint);
            Ok(())
        })?;
        let compared = compare(identity, &settings, terminal)?;
        if let Compared::Same(instance) = compared {
            settings.insist_on_pin(instance);
        }
        settings.write()?;
        terminal.inform(&interpolate(&words.written, &[("file", &file)]));
        terminal.inform(match compared {
            Compared::Same(_) => &words.next_inbox,
            Compared::NotYet => &words.next_administrator,
        });
        Ok(())
    }
}

/// Asks until the answer can be used. An empty one stops.
fn ask(
    question: &str,
    terminal: &Terminal,
    mut take: impl FnMut(&str) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    loop {
        let answer = terminal.ask(question);
        if answer.is_empty() {
            return Err(error::not_confirmed());
        }
        match take(&answer) {
            Ok(()) => return Ok(()),
            Err(error) => terminal.print_error(&error),
        }
    }
}

/// The key that is there, or a new one; and its lines for the administrator.
fn key(settings: &Settings, terminal: &Terminal) -> Result<Identity, DeskError> {
    let words = &terminal.texts.desk.first_day;
    if settings.identity.exists() {
        terminal
            .inform(&interpolate(&words.there_is_key, &[("file", &settings.identity.display().to_string())]));
        let identity = identity::read(settings, terminal).print_notices(terminal)?;
        terminal.inform(&words.for_administrator);
        tell_public(&identity, terminal)?;
        return Ok(identity);
    }
    let mut named = None;
    ask(&words.ask_name, terminal, |name| {
        let keygen = Keygen::at(name.to_owned(), settings.identity.clone());
        keygen.check_name()?;
        named = Some(keygen);
        Ok(())
    })?;
    named.ok_or_else(error::keys::name)?.make(settings, terminal)
}

/// With the server's set, where the server can be asked. Its set is pinned only if it is the one on
/// paper.
fn compare(identity: Identity, settings: &Settings, terminal: &Terminal) -> Result<Compared, DeskError> {
    let words = &terminal.texts.desk.first_day;
    match Handshake::start_as(identity, settings) {
        Ok(mut handshake) => {
            let pins = handshake.pinned(settings).print_notices(terminal)?;
            hold_against(&pins, &handshake.server_set)?;
            terminal.inform(&words.same);
            Ok(Compared::Same(pins.instance))
        }
        Err(error) if error.kind() == Kind::UnknownCaseworker => {
            terminal.inform(&words.waits);
            Ok(Compared::NotYet)
        }
        Err(error) if error.kind() == Kind::Away => {
            terminal.inform(&interpolate(&words.away, &[("why", error.value("why"))]));
            Ok(Compared::NotYet)
        }
        Err(error) => Err(error),
    }
}
