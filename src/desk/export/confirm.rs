//! The second caseworker: sees what a colleague would hand on, and agrees to that and nothing else.

use serde_json::json;

use super::content::Content;
use super::plan::{Plan, language_of};
use super::{four_eyes, questions, resembling, text, wish};
use crate::case::Case;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::answers::kind_words;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;

/// Shows it, asks, and signs that it was seen.
pub fn run(session: &mut Session, case: &Case, yes: bool, terminal: &Terminal) -> Result<(), DeskError> {
    case.insist_on_one_document()?;
    let (request, note) = newest(case, session.name())?;
    let plan = Plan::from_note(note).ok_or_else(error::export::other)?;
    let content = plan.content(case)?;
    if !four_eyes::asks_for(note, &plan.digest(&content)) {
        return Err(error::export::other());
    }
    let words = &terminal.texts.desk.export;
    if !terminal.is_json() {
        show(&note.author, &plan, &content, case, terminal);
    }
    let agreed = yes || (terminal.can_ask() && terminal.confirm(&words.confirm_question));
    if !agreed {
        return Err(error::not_confirmed());
    }
    let id = session.say(case, NoteContent::ExportConfirmed { request }).print_notices(terminal)?;
    if terminal.is_json() {
        terminal.print_json(&json!({ "id": id, "request": request, "receiver": plan.receiver }))
    } else {
        terminal
            .inform(&interpolate(&words.confirmed, &[("desk", &note.author), ("id", &case.thread.short())]))
    }
    Ok(())
}

/// What would go, to whom and on what ground, with what may point at the reporter.
fn show(author: &str, plan: &Plan, content: &Content, case: &Case, terminal: &Terminal) {
    let words = &terminal.texts.desk.export;
    let more = &terminal.texts.desk.handing_on;
    let draft = &plan.draft;
    let count = content.left_out.to_string();
    let receiver = format!("{} ({})", plan.receiver, kind_words(draft.receiver_kind, more));
    let values = [("desk", author), ("receiver", &receiver), ("count", &count)];
    terminal.print_text(&interpolate(&words.confirm_title, &values));
    if wish::find(case).is_some_and(|wish| !wish.allows(draft.receiver_kind)) {
        terminal.print_text(&words.confirm_wish);
    }
    let agreed = draft.agreed.as_ref();
    if let Some((_, message)) = agreed.and_then(|agreed| case.messages().find(|(id, _)| *id == agreed.entry))
    {
        terminal.print_text(&more.agreement_title);
        terminal.print_indented(&wish::words(message));
    }
    if let Some(against) = &draft.against_wish {
        terminal.print_text(&more.against_title);
        terminal.print_indented(&against.reason);
    }
    terminal.print_text("");
    terminal.print_indented(&text::body(content));
    if let Ok(redactor) = plan.redactor()
        && let Some(line) = resembling::remaining(content, &redactor, terminal.texts)
    {
        terminal.print_text(&line);
    }
    let found = questions::passages(content, language_of(case), more);
    if !found.is_empty() {
        terminal.print_text(&more.marks_title);
        terminal.print_indented(&found.join("\n"));
    }
}

/// The newest request of a colleague.
fn newest<'a>(case: &'a Case, me: &str) -> Result<(EntryId, &'a SignedNote), DeskError> {
    let asks = |note: &SignedNote| matches!(note.content, NoteContent::ExportAsked { .. });
    let asked: Vec<_> = case.history().into_iter().filter(|(_, note)| asks(note)).collect();
    let newest = asked.iter().rev().find(|(_, note)| note.author != me).copied();
    newest.ok_or_else(|| {
        if asked.is_empty() {
            error::export::nothing_asked(case.thread.short())
        } else {
            error::export::own()
        }
    })
}
