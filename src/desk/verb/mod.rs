//! What a caseworker can do with reports, a file a verb, and how it looks on a terminal.

pub mod assign;
pub mod attest;
pub mod backup_check;
pub mod delete;
pub mod doctor;
pub mod fetch;
pub mod guide;
pub mod inbox;
pub mod keep;
pub mod label;
pub mod links;
pub mod lock;
pub mod cli_docs;
pub mod note;
pub mod open;
pub mod outcome;
pub mod read;
pub mod reapply;
pub mod recipients;
pub mod reply;
pub mod reseal;
pub mod search;
pub mod send;
pub mod settle;
pub mod setup;
pub mod stats;
pub mod status;
pub mod watch;

use serde_json::json;

use crate::case::Case;
use crate::error::DeskError;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;

/// What was kept with a case, and what can be done next.
fn print_done(id: EntryId, case: &Case, text: &str, terminal: &Terminal) {
    if terminal.is_json() {
        return terminal.print_json(&json!({ "id": id }));
    }
    let short = case.thread.short();
    terminal.inform(text);
    terminal.inform(&interpolate(&terminal.texts.desk.desk.read_next, &[("id", &short)]));
}

/// Words that were given, or else what stands on standard input.
fn text_or_input(text: Option<&str>, terminal: &Terminal) -> Result<String, DeskError> {
    text.map_or_else(|| terminal.read_input(), |text| Ok(text.to_owned()))
}
