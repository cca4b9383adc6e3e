//! Recipients: accepting the server's set and retention in the place of the pinned ones.

use crate::error::DeskError;
use crate::trust::admission::hold_against;
use crate::trust::pins::Pins;
use zegel_core::seal::Recipients;

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
