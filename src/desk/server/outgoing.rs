//! A request on its way, and what may be said of it when something fails.

use crate::error::{self, DeskError, Kind};
use zegel_core::wire::{Method, Refusal};

/// A request on its way, which may be sent more than once.
pub struct Outgoing<'a> {
    pub method: Method,
    pub path: &'a str,
    pub body: &'a [u8],
    /// Whether it has left this computer, and no answer came.
    pub has_left: bool,
}

/// Whether a refusal is of the moment, and says nothing of what was asked for before.
fn decides_nothing(status: u16) -> bool {
    let of_the_moment = [Refusal::NotSigned, Refusal::BrokenOff, Refusal::Busy];
    status >= 500 || of_the_moment.iter().any(|refusal| refusal.status() == status)
}

impl Outgoing<'_> {
    /// Whether a second try of it cannot do anything twice: entries carry their own ids.
    pub fn is_repeated(&self) -> bool {
        matches!(self.method, Method::Get | Method::Post)
    }

    /// What its error means. Where it has left this computer, only an answer about what was asked for decides.
    pub fn after(&self, error: DeskError) -> DeskError {
        let is_silent = matches!(error.kind(), Kind::Away | Kind::Uncertain);
        let is_put_off = matches!(error.kind(), Kind::Refused(status) if decides_nothing(status));
        if self.method != Method::Get && self.has_left && (is_silent || is_put_off) {
            return error::server::uncertain(error);
        }
        error
    }
}
