//! `zegel setup`: the first day in one go, which can be broken off and gone on with.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::config::{Settings, home, parse_fingerprint};
use crate::error::{self, DeskError, Kind};
use crate::files::{read_bounded, write_new};
use crate::identity::Identity;
use crate::keys::identity::{self, desk_key};
use crate::keys::keygen::{Keygen, public_lines, tell_public};
use crate::server::exchange::shown_key;
use crate::server::source::Source;
use crate::session::Handshake;
use crate::terminal::{Terminal, Waited};
use crate::trust::admission::hold_against;
use zegel_core::i18n::interpolate;
use zegel_core::seal::{Fingerprint, Recipients};

/// How often it is looked whether the server knows the key.
const EVERY: Duration = Duration::from_secs(20);
/// What ends the waiting.
const STOP: &str = "s";
/// Far above the lines of a key.
const MOST_LINES: u64 = 64 * 1024;

/// The arguments of the verb.
#[derive(Args)]
pub struct Setup {}

impl Setup {
    /// Asks for the server and keeps that, makes the key, waits until the server knows it, and has its
    /// set compared. Nothing is trusted before that.
    pub fn run(mut settings: Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if !terminal.can_ask() {
            return Err(error::setup::no_terminal());
        }
        where_to_go(&mut settings, terminal)?;
        let identity = key(&settings, terminal)?;
        hand_over(&identity, terminal)?;
        let Some(mut handshake) = wait(identity, &mut settings, terminal)? else {
            return Err(error::setup::stopped());
        };
        if let Some(pins) = &handshake.pins {
            hold_against(pins, &handshake.server_set)?;
        }
        let compared = compare(&handshake.server_set, &settings, terminal)?;
        compare_server_key(&settings, terminal)?;
        settings.insist_on(&compared);
        let pins = handshake.pinned(&settings).print_notices(terminal)?;
        settings.insist_on_pin(pins.instance);
        settings.write()?;
        let words = &terminal.texts.desk.first_day;
        terminal.inform(&words.same);
        terminal.inform(&words.next_inbox);
        Ok(())
    }
}

/// The server and the tunnel to it, as they are kept from a set-up that was broken off, or asked.
fn where_to_go(settings: &mut Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let words = &terminal.texts.desk.first_day;
    let kept = settings.server_address().filter(|_| settings.waits_for_comparison());
    if let Some(server) = kept {
        terminal.inform(&interpolate(&words.goes_on, &[("server", server)]));
        return Ok(());
    }
    terminal.inform(&words.welcome);
    let file = settings.file().display().to_string();
    let question = interpolate(&words.over_config, &[("file", &file)]);
    if settings.file().exists() && !terminal.confirm(&question) {
        return Err(error::not_confirmed());
    }
    ask(&words.ask_server, terminal, |address| settings.go_to(address))?;
    ask_tunnel(settings, terminal)?;
    settings.write()?;
    terminal.inform(&interpolate(&words.written, &[("file", &file)]));
    Ok(())
}

/// The tunnel, where one can lead to the address that was given.
fn ask_tunnel(settings: &mut Settings, terminal: &Terminal) -> Result<(), DeskError> {
    if !settings.server()?.is_here() {
        return settings.go_through("");
    }
    let question = &terminal.texts.desk.first_day.ask_tunnel;
    while let Err(error) = settings.go_through(&terminal.ask(question)) {
        terminal.print_error(&error);
    }
    Ok(())
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
            return Err(error::setup::stopped());
        }
        match take(&answer) {
            Ok(()) => return Ok(()),
            Err(error) => terminal.print_error(&error),
        }
    }
}

/// The key that is there, or a new one.
fn key(settings: &Settings, terminal: &Terminal) -> Result<Identity, DeskError> {
    let words = &terminal.texts.desk.first_day;
    let file = settings.identity.display().to_string();
    if settings.identity.exists() {
        terminal.inform(&interpolate(&words.there_is_key, &[("file", &file)]));
        return identity::read(settings, terminal).print_notices(terminal);
    }
    let mut named = None;
    ask(&words.ask_name, terminal, |name| {
        let keygen = Keygen::at(name.to_owned(), settings.identity.clone());
        keygen.check_name()?;
        named = Some(keygen);
        Ok(())
    })?;
    let identity = named.ok_or_else(error::keys::name)?.make(settings, terminal)?;
    terminal.inform(&interpolate(&words.key_made, &[("file", &file)]));
    Ok(identity)
}

/// The public lines of the key for the administrator: in a file to send, or on the terminal where no
/// file can be written.
fn hand_over(identity: &Identity, terminal: &Terminal) -> Result<(), DeskError> {
    let words = &terminal.texts.desk.first_day;
    let lines = format!("{}\n", public_lines(identity)?.join("\n"));
    if let Some(file) = written(identity.name(), &lines) {
        terminal.inform(&interpolate(&words.lines_written, &[("file", &file.display().to_string())]));
        return Ok(());
    }
    terminal.inform(&words.for_administrator);
    tell_public(identity, terminal)
}

/// The file with these lines. One with other lines is left as it is.
fn written(name: &str, lines: &str) -> Option<PathBuf> {
    let folder = home().or_else(|| std::env::current_dir().ok())?;
    for number in 1..100 {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let file = folder.join(format!("{name}{number}.zegel-key.txt"));
        match write_new(&file, lines.as_bytes()) {
            Ok(()) => return Some(file),
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                let _ = fs::remove_file(&file);
                return None;
            }
            Err(_) if has(&file, lines) => return Some(file),
            Err(_) => {}
        }
    }
    None
}

fn has(file: &Path, lines: &str) -> bool {
    read_bounded(file, MOST_LINES).is_ok_and(|there| there == lines.as_bytes())
}

/// Looks until the server knows the key, and says once why it has to be waited for. None if the person
/// goes away.
fn wait(
    identity: Identity,
    settings: &mut Settings,
    terminal: &Terminal,
) -> Result<Option<Handshake>, DeskError> {
    let mut said = String::new();
    loop {
        let why = match go_there(&identity, settings) {
            Ok(client) => return Handshake::meet(identity, client, settings).map(Some),
            Err(error) => why_to_wait(error, terminal)?,
        };
        if why != said {
            terminal.inform(&why);
            terminal.inform(&terminal.texts.desk.first_day.keys);
            said = why;
        }
        match terminal.wait_for_line(EVERY) {
            Waited::Line(line) if line.eq_ignore_ascii_case(STOP) => return Ok(None),
            Waited::Ended => return Ok(None),
            Waited::Line(_) | Waited::Nothing => {}
        }
    }
}

/// A session with the server. One that is spoken to by TLS shows its own key first: any key will do until
/// the person compares it, and then that very one is kept.
fn go_there(identity: &Identity, settings: &mut Settings) -> Result<Source, DeskError> {
    let server = settings.server()?;
    if server.is_tls() {
        let shown = shown_key(server, &Arc::new(desk_key(identity, settings)?))?;
        settings.insist_on_server_key(&shown);
        settings.write()?;
    }
    Source::open(settings.place()?, desk_key(identity, settings)?)
}

/// What the same may work after, later; any other error ends the set-up.
fn why_to_wait(error: DeskError, terminal: &Terminal) -> Result<String, DeskError> {
    if error.kind() == Kind::UnknownCaseworker {
        Ok(terminal.texts.desk.first_day.waits.clone())
    } else if error.kind() == Kind::Away {
        Ok(error.text(terminal.texts.desk))
    } else {
        Err(error)
    }
}

/// The fingerprint of the server's set once it is compared: with one that was named on the command
/// line, or by a person.
fn compare(set: &Recipients, settings: &Settings, terminal: &Terminal) -> Result<Fingerprint, DeskError> {
    let found = set.fingerprint();
    if let Some(named) = settings.named_fingerprint()? {
        return same(&named, found);
    }
    let words = &terminal.texts.desk.first_day;
    let names: Vec<&str> = set.caseworkers().iter().map(|desk| desk.name.as_str()).collect();
    terminal.inform(&words.to_compare);
    terminal.inform_indented(&format!("{found}\n{}", names.join(", ")));
    terminal.inform(&words.compare_with);
    compared_by_person(found, terminal)
}

/// The same of the key by which the server itself is known, where it is spoken to by TLS.
fn compare_server_key(settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let server = settings.server()?;
    let Some(key) = server.key().filter(|_| server.is_tls()) else { return Ok(()) };
    let words = &terminal.texts.desk.by_tls;
    terminal.inform(&words.to_compare);
    terminal.inform_indented(&key.to_string());
    terminal.inform(&words.compare_with);
    compared_by_person(key.clone(), terminal).map(|_| ())
}

/// The fingerprint, once somebody says in a word of its own that it is right, or types the one on paper.
fn compared_by_person(found: Fingerprint, terminal: &Terminal) -> Result<Fingerprint, DeskError> {
    let words = &terminal.texts.desk.first_day;
    let mut compared = None;
    ask(&words.ask_compare, terminal, |answer| {
        if answer.eq_ignore_ascii_case(&words.same_word) {
            compared = Some(found.clone());
            return Ok(());
        }
        compared = Some(parse_fingerprint(answer).map_err(|_| error::setup::neither())?);
        Ok(())
    })?;
    same(&compared.ok_or_else(error::setup::stopped)?, found)
}

fn same(wanted: &Fingerprint, found: Fingerprint) -> Result<Fingerprint, DeskError> {
    if *wanted == found { Ok(found) } else { Err(error::trust::fingerprint(wanted, found)) }
}
