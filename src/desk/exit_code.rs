//! How the program ends, for scripts: numbers that stay what they are.

use crate::error::DeskError;
use crate::keys::error::KeysError;
use crate::site::error::SiteError;
use crate::verb::setup::FirstDayError;

/// Something was not done.
const NOT_DONE: u8 = 1;
/// The command line asks for what cannot be; clap ends so too.
const USAGE: u8 = 2;
/// Nobody answers. The same may work later.
const AWAY: u8 = 3;
/// Something is not as it should be. A person must look before the same is tried again.
const NOT_RIGHT: u8 = 4;

impl DeskError {
    /// The exit status.
    pub fn code(&self) -> u8 {
        match self {
            Self::Keys(KeysError::Numbers) => USAGE,
            Self::Away(_) | Self::Site(SiteError::Away(_)) => AWAY,
            Self::Trust(error) if error.is_suspicious() => NOT_RIGHT,
            Self::FirstDay(FirstDayError::ThingsWrong { is_suspicious: true, .. }) => NOT_RIGHT,
            Self::SetChanged { .. }
            | Self::DesksChanged { .. }
            | Self::Fingerprint { .. }
            | Self::Moved
            | Self::Nonce
            | Self::NotZegel
            | Self::Redirect
            | Self::Large
            | Self::ServerSet
            | Self::TwoReporters
            | Self::Keys(KeysError::AnotherKey(_))
            | Self::Site(SiteError::Redirect(_))
            | Self::Site(SiteError::Large)
            | Self::Site(SiteError::Differs(..)) => NOT_RIGHT,
            _ => NOT_DONE,
        }
    }

    /// Whether a person must look before the same is tried again.
    pub fn is_suspicious(&self) -> bool {
        self.code() == NOT_RIGHT
    }
}
