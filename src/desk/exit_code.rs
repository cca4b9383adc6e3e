//! How the program ends, for scripts: numbers that stay what they are.

use crate::error::{DeskError, Kind};

/// Something was not done.
const NOT_DONE: u8 = 1;
/// The command line asks for what cannot be; clap ends so too.
pub const USAGE: u8 = 2;
/// Nobody answers. The same may work later.
const AWAY: u8 = 3;
/// Something is not as it should be. A person must look before the same is tried again.
const NOT_RIGHT: u8 = 4;

impl DeskError {
    /// The exit status.
    pub fn code(&self) -> u8 {
        match self.kind() {
            Kind::Usage => USAGE,
            Kind::Away | Kind::Uncertain => AWAY,
            Kind::Suspicious => NOT_RIGHT,
            Kind::NotDone
            | Kind::NoServer
            | Kind::Refused(_)
            | Kind::UnknownCaseworker
            | Kind::Gone
            | Kind::Changed
            | Kind::Unknown
            | Kind::SaidWithdrawn
            | Kind::NoIdentity => NOT_DONE,
        }
    }

    /// Whether a person must look before the same is tried again.
    pub fn is_suspicious(&self) -> bool {
        self.code() == NOT_RIGHT
    }
}
