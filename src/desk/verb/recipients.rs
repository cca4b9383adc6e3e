//! `zegel recipients`: for whom reports are sealed, here and on the server; and `accept`.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::desk::config::{Settings, parse_fingerprint};
use crate::desk::error::DeskError;
use crate::desk::server::login::{Door, hold_against};
use crate::desk::show::Show;
use crate::seal::{Recipient, Recipients as Set};
use crate::words::fill;

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
        fingerprint: Option<String>,
    },
}

impl Recipients {
    /// Shows both sets, or pins the server's.
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        let mut door = Door::knock(settings, show)?;
        match &self.act {
            Some(Act::Accept { fingerprint }) => accept(&mut door, fingerprint.as_deref(), settings, show),
            None => compare(&mut door, settings, show),
        }
    }
}

fn compare(door: &mut Door, settings: &Settings, show: &Show) -> Result<(), DeskError> {
    let pins = door.pinned(settings, show)?;
    let differs = hold_against(&pins, &door.server_set);
    if show.is_json() {
        let pinned = set_json(pins.recipients());
        show.json(
            &json!({ "pinned": pinned, "server": set_json(&door.server_set), "same": differs.is_ok() }),
        );
        return differs;
    }
    show_set(&show.desk().set_pinned, pins.recipients(), show);
    match differs {
        Ok(()) => show.out(&show.desk().set_same),
        Err(_) => show_set(&show.desk().set_server, &door.server_set, show),
    }
    differs
}

fn accept(door: &mut Door, wanted: Option<&str>, settings: &Settings, show: &Show) -> Result<(), DeskError> {
    let found = door.server_set.fingerprint();
    match wanted.map(parse_fingerprint).transpose()? {
        Some(wanted) if wanted != found => {
            return Err(DeskError::Fingerprint { wanted: wanted.to_string(), found: found.to_string() });
        }
        None if show.can_ask() => {
            show_set(&show.desk().set_server, &door.server_set, show);
            if !show.ask_yes(&show.desk().accept_question) {
                return Err(DeskError::NotConfirmed);
            }
        }
        _ => {}
    }
    let mut pins = match door.pins.take() {
        Some(pins) => pins,
        None => door.pinned(settings, show)?,
    };
    pins.accept(door.server_set.clone());
    pins.save()?;
    if show.is_json() {
        show.json(&json!({ "pinned": set_json(pins.recipients()) }));
    } else {
        show_set(&show.desk().accepted, pins.recipients(), show);
        show.tell(&show.desk().reseal_next);
    }
    Ok(())
}

fn show_set(title: &str, set: &Set, show: &Show) {
    let words = show.desk();
    show.out(title);
    show.out_under(&fill(&words.fingerprint, &[("fingerprint", &set.fingerprint().to_string())]));
    for desk in set.desks() {
        let line = if desk.opens { &words.desk_opens } else { &words.desk_signs };
        show.out_under(&fill(line, &[("desk", &desk.name)]));
    }
    for recipient in set.recipients() {
        let start: String = recipient.to_string().chars().take(24).collect();
        show.out_under(&format!("{start}…  {}", kind(recipient, show)));
    }
}

fn kind(recipient: &Recipient, show: &Show) -> &'static str {
    let words = show.desk();
    match recipient {
        Recipient::Hybrid(_) => &words.kind_hybrid,
        Recipient::X25519(_) => &words.kind_x25519,
        Recipient::Tag(_) => &words.kind_tag,
        Recipient::TagPq(_) => &words.kind_tagpq,
    }
}

fn set_json(set: &Set) -> Value {
    let desks: Vec<Value> =
        set.desks().iter().map(|desk| json!({ "name": desk.name, "opens": desk.opens })).collect();
    let recipients: Vec<Value> = set
        .recipients()
        .map(|recipient| json!({ "recipient": recipient.to_string(), "kind": recipient.stanza_type() }))
        .collect();
    json!({ "fingerprint": set.fingerprint().to_string(), "desks": desks, "recipients": recipients })
}
