//! `zegel send --from DIR`: what was sealed in a folder without a network goes to the server.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::config::Settings;
use crate::error::{self, DeskError, Kind};
use crate::server::offline::is_of;
use crate::server::offline::outbox::{Outbox, Outgoing};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::texts::Carried;
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Send {
    /// A folder of zegel fetch, in which colleagues have written
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
}

impl Send {
    /// Sends one after the other. What cannot be sent is told, and the rest goes on; what is sent
    /// twice is on the server once.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(&settings.at(None), terminal).print_notices(terminal)?;
        is_of(&self.from, session.client.session().instance)?;
        let mut sent = 0;
        let mut left = 0;
        for outgoing in Outbox::Out.list(&self.from) {
            match send(&mut session, &outgoing, &terminal.texts.desk.carried)? {
                None => {
                    outgoing.is_sent(&self.from)?;
                    sent += 1;
                }
                Some(why) => {
                    let id = outgoing.thread.to_string();
                    let file = outgoing.path.display().to_string();
                    terminal.warn(&interpolate(why, &[("id", &id), ("file", &file)]));
                    left += 1;
                }
            }
        }
        tell(sent, left, terminal);
        if left > 0 { Err(error::offline::not_sent(left)) } else { Ok(()) }
    }
}

/// Nothing, or why this one stays.
fn send<'a>(
    session: &mut Session,
    outgoing: &Outgoing,
    words: &'a Carried,
) -> Result<Option<&'a str>, DeskError> {
    let Some(entries) = outgoing.read() else { return Ok(Some(&words.not_sent_damaged)) };
    match session.client.send(outgoing.thread, &entries) {
        Ok(()) => Ok(None),
        Err(error) if error.kind() == Kind::Gone => Ok(Some(&words.not_sent_gone)),
        Err(error) if matches!(error.kind(), Kind::Refused(400..=499)) => Ok(Some(&words.not_sent_refused)),
        Err(error) => Err(error),
    }
}

fn tell(sent: usize, left: usize, terminal: &Terminal) {
    let words = &terminal.texts.desk.carried;
    match sent {
        _ if terminal.is_json() => terminal.print_json(&json!({ "sent": sent, "not_sent": left })),
        0 if left == 0 => terminal.inform(&words.nothing_to_send),
        sent => terminal.inform(&interpolate(&words.sent, &[("count", &sent.to_string())])),
    }
}
