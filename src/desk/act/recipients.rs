//! Recipients: the set that this computer has pinned, held against the server's, and its acceptance.

use crate::error::{self, DeskError};
use crate::session::Session;
use crate::trust::admission::hold_against;
use crate::trust::pins::Pins;
use zegel_core::seal::{Fingerprint, Recipients};

/// Both sets, and how long either side keeps reports, in weeks.
pub struct Compared {
    /// The set that is pinned here.
    pub pinned: Recipients,
    /// The set that the server has now.
    pub server: Recipients,
    /// The retention that was accepted here.
    pub pinned_weeks: u16,
    /// The retention of the server.
    pub server_weeks: u16,
    /// Whether the sets, or the caseworkers in them, differ.
    pub is_other_set: bool,
    /// The recipients as the server has them, word for word.
    recipients: String,
}

impl Compared {
    /// Whether the server keeps reports for another time than the one that was accepted.
    pub fn is_other_retention(&self) -> bool {
        self.pinned_weeks != self.server_weeks
    }

    /// Whether the server said the same both times.
    pub fn is_same_server(&self, other: &Self) -> bool {
        self.recipients == other.recipients && self.server_weeks == other.server_weeks
    }
}

/// Asks the server for its set, and holds it against the pinned one.
pub fn compare(session: &mut Session) -> Result<Compared, DeskError> {
    let answer = session.client.look()?;
    let server: Recipients = answer.recipients.parse().map_err(|_| error::server::set())?;
    let pins = &session.pins;
    Ok(Compared {
        pinned: pins.recipients().clone(),
        pinned_weeks: pins.retention(),
        server_weeks: answer.retention_weeks,
        is_other_set: hold_against(pins, &server).is_err(),
        server,
        recipients: answer.recipients,
    })
}

/// Whether this is the whole fingerprint of the set. A part of one would let a server choose a set whose
/// fingerprint begins alike.
pub fn is_fingerprint(typed: &str, set: &Recipients) -> bool {
    typed.parse::<Fingerprint>().is_ok_and(|typed| typed == set.fingerprint())
}

/// Pins the server's set, if it is another one, and its retention where a person accepted that.
pub fn accept(pins: &mut Pins, server: &Recipients, weeks: Option<u16>) -> Result<(), DeskError> {
    if hold_against(pins, server).is_err() {
        pins.accept(server.clone());
    }
    if let Some(weeks) = weeks {
        pins.accept_retention(weeks);
    }
    pins.save()
}
