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
use zegel_core::i18n::fill;
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
    pub fn run(&self, mut settings: Settings, show: &Terminal) -> Result<(), DeskError> {
        if !show.can_ask() {
            return Err(error::setup::no_terminal());
        }
        let words = &show.texts.desk.first_day;
        show.inform(&words.welcome);
        let file = settings.file().display().to_string();
        if settings.file().exists() && !show.confirm(&fill(&words.over_config, &[("file", &file)])) {
            return Err(error::not_confirmed());
        }
        ask(&words.ask_server, show, |address| settings.go_to(address))?;
        let identity = key(&settings, show)?;
        ask(&words.ask_fingerprint, show, |text| {
            let fingerprint = parse_fingerprint(text)?;
            settings.insist_on(fingerprint);
            Ok(())
        })?;
        let compared = compare(identity, &settings, show)?;
        if let Compared::Same(instance) = compared {
            settings.insist_on_pin(instance);
        }
        settings.write()?;
        show.inform(&fill(&words.written, &[("file", &file)]));
        show.inform(match compared {
            Compared::Same(_) => &words.next_inbox,
            Compared::NotYet => &words.next_administrator,
        });
        Ok(())
    }
}

/// Asks until the answer can be used. An empty one stops.
fn ask(
    question: &str,
    show: &Terminal,
    mut take: impl FnMut(&str) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    loop {
        let answer = show.ask(question);
        if answer.is_empty() {
            return Err(error::not_confirmed());
        }
        match take(&answer) {
            Ok(()) => return Ok(()),
            Err(error) => show.print_error(&error),
        }
    }
}

/// The key that is there, or a new one; and its lines for the administrator.
fn key(settings: &Settings, show: &Terminal) -> Result<Identity, DeskError> {
    let words = &show.texts.desk.first_day;
    if settings.identity.exists() {
        show.inform(&fill(&words.there_is_key, &[("file", &settings.identity.display().to_string())]));
        let identity = identity::read(settings, show).print_notices(show)?;
        show.inform(&words.for_administrator);
        tell_public(&identity, show)?;
        return Ok(identity);
    }
    let mut named = None;
    ask(&words.ask_name, show, |name| {
        let keygen = Keygen::at(name.to_owned(), settings.identity.clone());
        keygen.check_name()?;
        named = Some(keygen);
        Ok(())
    })?;
    named.ok_or_else(error::keys::name)?.make(settings, show)
}

/// With the server's set, where the server can be asked. Its set is pinned only if it is the one on
/// paper.
fn compare(identity: Identity, settings: &Settings, show: &Terminal) -> Result<Compared, DeskError> {
    let words = &show.texts.desk.first_day;
    match Handshake::start_as(identity, settings) {
        Ok(mut door) => {
            let pins = door.pinned(settings).print_notices(show)?;
            hold_against(&pins, &door.server_set)?;
            show.inform(&words.same);
            Ok(Compared::Same(pins.instance))
        }
        Err(error) if error.kind() == Kind::UnknownCaseworker => {
            show.inform(&words.waits);
            Ok(Compared::NotYet)
        }
        Err(error) if error.kind() == Kind::Away => {
            show.inform(&fill(&words.away, &[("why", error.value("why"))]));
            Ok(Compared::NotYet)
        }
        Err(error) => Err(error),
    }
}
