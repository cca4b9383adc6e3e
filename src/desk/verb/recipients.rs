//! `zegel recipients`: for whom reports are sealed, here and on the server; and `accept`.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::act::recipients::accept;
use crate::config::{Settings, parse_fingerprint};
use crate::error::{self, DeskError};
use crate::session::Handshake;
use crate::terminal::Terminal;
use crate::trust::admission::hold_against;
use crate::view::recipients::{changes, retention, set};
use zegel_core::seal::{Caseworker, Recipients as Set};
use zegel_core::signature::DeskPublicKey;

/// The arguments of the verb.
#[derive(Args)]
pub struct Recipients {
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Subcommand)]
enum Act {
    /// Trust the server's present set from now on
    Accept {
        /// The fingerprint you compared, so that only that set is accepted
        #[arg(id = "compared", value_name = "FINGERPRINT")]
        fingerprint: Option<String>,
        /// The retention you accept, in weeks, where only that has changed
        #[arg(long, value_name = "WEEKS")]
        retention: Option<u16>,
    },
}

impl Recipients {
    /// Shows both sets, or pins the server's.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut handshake = Handshake::start(settings, terminal).print_notices(terminal)?;
        match &self.act {
            Some(Act::Accept { fingerprint, retention }) => {
                Acceptance { fingerprint: fingerprint.as_deref(), retention: *retention }.run(
                    &mut handshake,
                    settings,
                    terminal,
                )
            }
            None => compare(&mut handshake, settings, terminal),
        }
    }
}

fn compare(handshake: &mut Handshake, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let pins = handshake.pinned(settings).print_notices(terminal)?;
    let differs = hold_against(&pins, &handshake.server_set);
    let weeks = handshake.client.session().retention_weeks;
    if terminal.is_json() {
        let pinned = set_json(pins.recipients());
        terminal.print_json(
            &json!({ "pinned": pinned, "server": set_json(&handshake.server_set), "same": differs.is_ok(),
                "retention_weeks": { "pinned": pins.retention(), "server": weeks } }),
        );
        return differs;
    }
    terminal.print(&set(&terminal.texts.desk.desk.set_pinned, pins.recipients(), terminal.texts));
    terminal.print_indented(&retention(&terminal.texts.desk.trust.retention_pinned, pins.retention()));
    if weeks != pins.retention() {
        terminal.print_text(&retention(&terminal.texts.desk.trust.retention_server, weeks));
    }
    match differs {
        Ok(()) => terminal.print_text(&terminal.texts.desk.desk.set_same),
        Err(_) => {
            terminal.print(&set(&terminal.texts.desk.desk.set_server, &handshake.server_set, terminal.texts));
            terminal.print(&changes(pins.recipients(), &handshake.server_set, terminal.texts));
        }
    }
    differs
}

/// What a person accepts, as far as it was said on the command line.
struct Acceptance<'a> {
    fingerprint: Option<&'a str>,
    retention: Option<u16>,
}

impl Acceptance<'_> {
    fn run(
        &self,
        handshake: &mut Handshake,
        settings: &Settings,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        let weeks = handshake.client.session().retention_weeks;
        let is_new_set =
            handshake.pins.as_ref().is_none_or(|pins| hold_against(pins, &handshake.server_set).is_err());
        let is_new_retention = handshake.pins.as_ref().is_some_and(|pins| pins.retention() != weeks);
        // Also where the fingerprint was given: it says nothing of names and of keys that sign.
        if let Some(pins) = handshake.pins.as_ref().filter(|_| !terminal.is_json()) {
            terminal.print(&changes(pins.recipients(), &handshake.server_set, terminal.texts));
        }
        if is_new_set || !is_new_retention || self.fingerprint.is_some() {
            self.insist_on_set(handshake, terminal)?;
        }
        let takes_retention = is_new_retention && self.takes_retention(weeks, terminal);
        if is_new_retention && !is_new_set && !takes_retention {
            return Err(error::trust::retention_needed(weeks));
        }
        let mut pins = match handshake.pins.take() {
            Some(pins) => pins,
            None => handshake.pinned(settings).print_notices(terminal)?,
        };
        accept(&mut pins, &handshake.server_set, takes_retention.then_some(weeks))?;
        if terminal.is_json() {
            terminal.print_json(
                &json!({ "pinned": set_json(pins.recipients()), "retention_weeks": pins.retention() }),
            );
        } else {
            terminal.print(&set(&terminal.texts.desk.desk.accepted, pins.recipients(), terminal.texts));
            terminal
                .print_indented(&retention(&terminal.texts.desk.trust.retention_pinned, pins.retention()));
            terminal.inform(&terminal.texts.desk.desk.reseal_next);
        }
        Ok(())
    }

    /// The set is named by its fingerprint, or compared by a person here and now.
    fn insist_on_set(&self, handshake: &Handshake, terminal: &Terminal) -> Result<(), DeskError> {
        let found = handshake.server_set.fingerprint();
        if let Some(wanted) = self.fingerprint.map(parse_fingerprint).transpose()? {
            if wanted == found {
                return Ok(());
            }
            return Err(error::trust::fingerprint(wanted, found));
        }
        if !terminal.can_ask() {
            return Err(error::trust::fingerprint_needed());
        }
        terminal.print(&set(&terminal.texts.desk.desk.set_server, &handshake.server_set, terminal.texts));
        if terminal.confirm(&terminal.texts.desk.desk.accept_question) {
            Ok(())
        } else {
            Err(error::not_confirmed())
        }
    }

    /// So is the retention: by its weeks, or by a person.
    fn takes_retention(&self, weeks: u16, terminal: &Terminal) -> bool {
        match self.retention {
            Some(wanted) => wanted == weeks,
            None if !terminal.can_ask() => false,
            None => terminal.confirm(&retention(&terminal.texts.desk.trust.retention_question, weeks)),
        }
    }
}

fn set_json(set: &Set) -> Value {
    let desk = |desk: &Caseworker| json!({ "name": desk.name, "opens": desk.opens(), "key": DeskPublicKey::from_bytes(desk.signing_key).to_string() });
    let desks: Vec<Value> = set.caseworkers().iter().map(desk).collect();
    let former: Vec<&str> = set.former().iter().map(|former| former.name.as_str()).collect();
    let recipients: Vec<Value> = set
        .recipients()
        .map(|recipient| json!({ "recipient": recipient.to_string(), "kind": recipient.stanza_type() }))
        .collect();
    json!({ "fingerprint": set.fingerprint().to_string(), "desks": desks, "former": former, "recipients": recipients })
}
