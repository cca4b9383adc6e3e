//! Patience: how long is tried, and where, while a server is away.

use std::time::Duration;

use crate::error::{DeskError, Kind};
use crate::server::connection::Connection;
use zegel_core::wire::Refusal;

/// How long to wait before each new try, in milliseconds.
const PAUSES: [u64; 3] = [250, 1000, 3000];

/// Tries again, a little later each time, while all servers are away or ask to wait, and somebody waits.
fn patiently<T>(
    connection: &Connection,
    mut act: impl FnMut() -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    for pause in PAUSES {
        match act() {
            Err(error) if is_worth_a_try(&error) && !connection.is_given_up() => {
                std::thread::sleep(Duration::from_millis(pause));
            }
            done => return done,
        }
    }
    act()
}

/// Tries at one server for a while, or at several in turn. That a tunnel has ended is known a moment after it did:
/// with one server that is looked at last.
pub fn at_one_patiently<T>(
    connection: &Connection,
    mut act: impl FnMut() -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    if connection.has_others() {
        patiently(connection, || connection.at_one(&mut act))
    } else {
        connection.at_one(|| patiently(connection, &mut act))
    }
}

/// Where nothing came back for as long as that may take, nothing will come the next time either.
fn is_worth_a_try(error: &DeskError) -> bool {
    let is_silent = matches!(error.kind(), Kind::Away | Kind::Uncertain);
    let is_busy = error.kind() == Kind::Refused(Refusal::Busy.status());
    is_busy || (is_silent && !error.is_of_time())
}
