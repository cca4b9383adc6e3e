//! Another set of keys at the start: it is accepted on the terminal, before the screen begins, by whoever
//! types its whole fingerprint.

use crate::act::recipients::{accept, is_fingerprint};
use crate::error::DeskError;
use crate::session::Handshake;
use crate::terminal::Terminal;
use crate::trust::admission::hold_against;
use crate::view::recipients::{changes, set};
use zegel_core::i18n::interpolate;

/// Asks for the fingerprint of the server's set where it is not the pinned one. Gives what is to be said
/// of it on the screen, once it is accepted; what else was typed ends as it does for every verb.
pub fn meet(handshake: &mut Handshake, terminal: &Terminal) -> Result<Option<String>, DeskError> {
    let Handshake { pins: Some(pins), server_set, .. } = handshake else { return Ok(None) };
    let Err(why) = hold_against(pins, server_set) else { return Ok(None) };
    let texts = terminal.texts;
    terminal.print(&changes(pins.recipients(), server_set, texts));
    terminal.print(&set(&texts.desk.desk.set_server, server_set, texts));
    let typed = terminal.ask(&texts.desk.pages.recipients_type);
    if !is_fingerprint(&typed, server_set) {
        return Err(why);
    }
    accept(pins, server_set, None)?;
    let print = server_set.fingerprint().to_string();
    Ok(Some(interpolate(&texts.desk.pages.recipients_accepted, &[("fingerprint", &print)])))
}
