//! `zegel attest`: shows what former colleagues wrote, and signs that it is theirs. Then it counts on
//! every desk as a former colleague's, also on those that never saw it while they were here.

use clap::Args;
use serde_json::json;

use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::trust::verified::{AuthorStatus, Opened, Verified};
use crate::view::history;
use zegel_core::document::{EntryDigest, NoteContent, SignedNote};
use zegel_core::i18n::interpolate;

/// So many digests fit in the largest size class of a note, twice.
const MOST_IN_A_NOTE: usize = 200;

/// The arguments of the verb.
#[derive(Args)]
pub struct Attest {
    /// Only this report, by the first characters of its id
    id: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Attest {
    /// Shows all notes of former colleagues to which no present one attests, asks once, and signs a
    /// note for each case.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        if !session.opens_any() {
            return Err(error::offline::only_carries());
        }
        let cases: Vec<Case> = match &self.id {
            Some(id) => vec![session.case(id).print_notices(terminal)?.1],
            None => session.cases().print_notices(terminal)?.into_iter().map(|(_, case)| case).collect(),
        };
        let waiting: Vec<(&Case, Vec<EntryDigest>)> =
            cases.iter().map(|case| (case, waiting(case))).filter(|(_, notes)| !notes.is_empty()).collect();
        let count: usize = waiting.iter().map(|(_, notes)| notes.len()).sum();
        if count > 0 && !self.is_agreed(&waiting, terminal) {
            return Err(error::not_confirmed());
        }
        for (case, notes) in &waiting {
            for notes in notes.chunks(MOST_IN_A_NOTE) {
                session.say(case, NoteContent::Attested { notes: notes.to_vec() }).print_notices(terminal)?;
            }
        }
        tell(count, waiting.len(), terminal);
        Ok(())
    }

    fn is_agreed(&self, waiting: &[(&Case, Vec<EntryDigest>)], terminal: &Terminal) -> bool {
        if !terminal.is_json() {
            waiting.iter().for_each(|(case, _)| list(case, terminal));
        }
        self.yes || (terminal.can_ask() && terminal.confirm(&terminal.texts.desk.trust.attest_question))
    }
}

/// Notes of former colleagues to which nobody attests, whether or not this computer believes them.
fn waiting(case: &Case) -> Vec<EntryDigest> {
    case.entries.iter().filter(|entry| note_to_attest(entry).is_some()).filter_map(Verified::digest).collect()
}

fn note_to_attest(entry: &Verified) -> Option<&SignedNote> {
    match &entry.opened {
        Opened::Unattested(note) => Some(note),
        Opened::Note(note, AuthorStatus::Former { attested_by: None }) => Some(note),
        Opened::Note(..) | Opened::Report(_) | Opened::Message(_) | Opened::Answer | Opened::Rejected(_) => {
            None
        }
    }
}

fn list(case: &Case, terminal: &Terminal) {
    terminal.print_text(&interpolate(
        &terminal.texts.desk.desk.report_title,
        &[("id", &case.thread.to_string())],
    ));
    for note in case.entries.iter().filter_map(note_to_attest) {
        if let NoteContent::Copy { number, text, .. } = &note.content {
            let number = number.to_string();
            let day = note.day.to_string();
            let values = [("number", number.as_str()), ("desk", &note.author), ("day", &day)];
            terminal.print_indented(&interpolate(&terminal.texts.desk.desk.reply_title, &values));
            terminal.print_indented(text);
        } else if let Some((title, text)) = history::unattested(note, terminal.texts) {
            terminal.print_indented(&title);
            text.iter().for_each(|text| terminal.print_indented(text));
        }
    }
    terminal.print_text("");
}

fn tell(notes: usize, cases: usize, terminal: &Terminal) {
    if terminal.is_json() {
        return terminal.print_json(&json!({ "attested": notes, "reports": cases }));
    }
    let words = &terminal.texts.desk.trust;
    if notes == 0 {
        return terminal.inform(&words.attest_none);
    }
    terminal.inform(&interpolate(
        &words.attested,
        &[("count", &notes.to_string()), ("reports", &cases.to_string())],
    ));
}
