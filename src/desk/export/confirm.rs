//! The second caseworker: sees what a colleague would hand on, and agrees to that and nothing else.

use serde_json::json;

use super::content::Content;
use super::paper_words::paper;
use super::redact::Redactor;
use super::{text, wish};
use crate::case::Case;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;

/// Shows it, asks, and signs that it was seen.
pub fn run(session: &mut Session, case: &Case, yes: bool, terminal: &Terminal) -> Result<(), DeskError> {
    case.insist_on_one_document()?;
    let (request, note) = newest(case, session.name())?;
    let NoteContent::ExportAsked { receiver, content: asked, redact } = &note.content else {
        return Err(error::export::nothing_asked(case.thread.short()));
    };
    let content = Content::new(case, &Redactor::new(redact, &paper().mark)?)?;
    if content.digest() != *asked {
        return Err(error::export::other());
    }
    let words = &terminal.texts.desk.export;
    if !terminal.is_json() {
        let count = content.left_out.to_string();
        let values = [("desk", note.author.as_str()), ("receiver", receiver), ("count", &count)];
        terminal.print_text(&interpolate(&words.confirm_title, &values));
        if wish::find(case).is_some() {
            terminal.print_text(&words.confirm_wish);
        }
        terminal.print_text("");
        terminal.print_indented(&text::body(&content));
    }
    let agreed = yes || (terminal.can_ask() && terminal.confirm(&words.confirm_question));
    if !agreed {
        return Err(error::not_confirmed());
    }
    let id = session.say(case, NoteContent::ExportConfirmed { request }).print_notices(terminal)?;
    if terminal.is_json() {
        terminal.print_json(&json!({ "id": id, "request": request, "receiver": receiver }))
    } else {
        terminal.inform(&interpolate(&words.confirmed, &[("desk", &note.author)]))
    }
    Ok(())
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
