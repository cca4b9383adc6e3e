//! The server, as the doctor sees it: a session, the pinned set, and a trial.

use super::findings::Findings;
use crate::config::Settings;
use crate::error::{self, DeskError, Kind};
use crate::identity::Identity;
use crate::keys::identity::desk_key;
use crate::server::client::Client;
use crate::session::reapply::restored;
use crate::session::{Handshake, far_from};
use crate::trust::admission::{hold_against, retention_change};
use crate::view::alarm;
use zegel_core::calendar::Clock;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::{Recipient, Recipients};
use zegel_core::signature::DeskPublicKey;
use zegel_core::wire::Session;

/// Inspects the server, through a session of this key.
pub fn look(identity: Identity, settings: &Settings, findings: &mut Findings<'_>) {
    let words = findings.words();
    // Each of several servers is named below.
    let (handshake, _) = Handshake::start_as(identity, settings).into_parts();
    match handshake {
        Err(error) if error.kind() == Kind::NoServer => findings.look("server", &words.no_server),
        Err(error) => findings.error("server", &error),
        Ok(handshake) => inspect(&handshake, settings, findings),
    }
}

fn inspect(handshake: &Handshake, settings: &Settings, findings: &mut Findings<'_>) {
    let words = findings.words();
    let me = handshake.client.key().public();
    let mut desks = handshake.server_set.caseworkers().iter();
    let Some(line) = desks.find(|line| DeskPublicKey::from_bytes(line.signing_key) == me) else {
        return findings.error("server", &error::server::unknown_caseworker());
    };
    findings.ok("server", &interpolate(&words.server, &[("desk", &line.name)]));
    way(settings, findings);
    each_of_several(handshake, settings, findings);
    if let Err(error) = pins(handshake, settings, findings) {
        findings.error("recipients", &error);
    }
    let today = Clock::system().day();
    match far_from(today, handshake.client.session()) {
        Some(week) => findings.error("clock", &error::server::clock(today, week)),
        None => findings.ok("clock", &findings.terminal.texts.desk.arrival.clock_right),
    }
    match handshake.client.session().alarms.as_slice() {
        [] => findings.ok("alarms", &findings.terminal.texts.desk.alarms.none),
        alarms => {
            for alarm in alarms {
                findings.wrong("alarms", alarm::text(*alarm, findings.terminal.texts));
            }
        }
    }
    match &line.recipient {
        None => findings.look("trial", &words.signing_only),
        Some(own) if opens(handshake, &line.name, own) => findings.ok("trial", &words.opens),
        Some(_) => findings.wrong("trial", &words.opens_not),
    }
}

/// By which way it was reached, where the server itself had to show a key.
fn way(settings: &Settings, findings: &mut Findings<'_>) {
    let Ok(server) = settings.server() else { return };
    if let Some(key) = server.key().filter(|_| server.is_tls()) {
        let words = &findings.terminal.texts.desk.by_tls;
        findings.ok("server", &interpolate(&words.way, &[("fingerprint", &key.to_string())]));
    }
}

/// Whether each of several servers could take the place of the one that was reached.
fn each_of_several(handshake: &Handshake, settings: &Settings, findings: &mut Findings<'_>) {
    let servers = settings.servers().unwrap_or_default();
    if servers.len() < 2 {
        return;
    }
    let words = findings.words();
    for server in servers {
        let address = server.url("");
        let client = desk_key(&handshake.identity, settings).and_then(|key| Client::open(vec![server], key));
        let session = handshake.client.session();
        match client {
            Err(error) => {
                findings.is_suspicious |= error.is_suspicious();
                let why = error.text(findings.terminal.texts.desk);
                let values = [("server", address.as_str()), ("why", &why)];
                findings.wrong("server", &interpolate(&words.away_of_servers, &values));
            }
            Ok(client) if is_same(client.session(), session) => {
                findings.ok("server", &interpolate(&words.one_of_servers, &[("server", &address)]));
            }
            Ok(_) => {
                findings.wrong("server", &interpolate(&words.no_one_of_servers, &[("server", &address)]));
            }
        }
    }
}

fn is_same(one: &Session, other: &Session) -> bool {
    one.instance == other.instance && one.recipients == other.recipients && one.generation == other.generation
}

/// As `Handshake::pinned`, but nothing is pinned here.
fn pins(handshake: &Handshake, settings: &Settings, findings: &mut Findings<'_>) -> Result<(), DeskError> {
    let words = findings.words();
    if let Some(pins) = &handshake.pins {
        hold_against(pins, &handshake.server_set)?;
        let session = handshake.client.session();
        if let Some(change) = retention_change(pins, session) {
            findings.look("retention", &change.text(findings.terminal.texts.desk));
        }
        if let Some(waits) = restored(pins, session) {
            findings.look("generation", &waits.text(findings.terminal.texts.desk));
        }
    }
    let found = handshake.server_set.fingerprint();
    if let Some(wanted) = settings.fingerprint()?.filter(|wanted| *wanted != found) {
        return Err(error::trust::fingerprint(wanted, found));
    }
    let print = found.to_string();
    let Some(pins) = &handshake.pins else {
        findings.look("recipients", &interpolate(&words.unpinned, &[("fingerprint", &print)]));
        return Ok(());
    };
    findings.ok("recipients", &interpolate(&words.pinned, &[("fingerprint", &print)]));
    if let Some(change) = retention_change(pins, handshake.client.session()) {
        findings.look("retention", &change.text(findings.terminal.texts.desk));
    }
    if let Some(waits) = restored(pins, handshake.client.session()) {
        findings.look("restored", &waits.text(findings.terminal.texts.desk));
    }
    Ok(())
}

/// Whether a document that is sealed for the recipient of this caseworker opens here. It goes
/// nowhere.
fn opens(handshake: &Handshake, name: &str, own: &Recipient) -> bool {
    let Ok(own) = own.to_string().parse::<Recipients>() else { return false };
    let (Ok(thread), Ok(entry)) = (ThreadId::random(), EntryId::random()) else { return false };
    let note = SignedNote {
        author: name.to_owned(),
        day: Clock::system().day(),
        lamport: 0,
        sealed_for: handshake.server_set.fingerprint().to_string(),
        content: NoteContent::Seen { entries: Vec::new() },
    };
    let note = note.sign(handshake.client.key(), handshake.client.session().instance, thread, entry);
    own.seal(note).is_ok_and(|sealed| handshake.identity.open(&sealed).is_ok())
}
