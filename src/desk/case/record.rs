//! One thread as JSON, for a machine.

use serde_json::{Map, Value, json};

use crate::case::conversation::{Turn, conversation};
use crate::case::{Case, Presence};
use crate::trust::verified::AuthorStatus;
use zegel_core::document::{NoteContent, Received, SignedNote};
use zegel_core::id::EntryId;
use zegel_core::wire::ThreadHead;

/// The thread with its entries: the conversation in its order, then the notes.
pub fn to_json(head: &ThreadHead, case: &Case) -> Value {
    let mut entries: Vec<Value> = conversation(case).iter().map(of_turn).collect();
    let text = |(id, note): (EntryId, &SignedNote)| {
        let NoteContent::Text { text } = &note.content else { return None };
        Some(
            json!({ "id": id, "from": "desk", "kind": "note", "author": note.author, "day": note.day, "text": text }),
        )
    };
    entries.extend(case.history().into_iter().filter_map(text));
    let id = head.id;
    let week = head.week;
    let withdrawn = case.is_withdrawn(head);
    let junk = case.rejected().count();
    let unread = case.unread();
    let state = case.state();
    let history: Vec<Value> = case.history().into_iter().map(|(id, note)| of_note(id, note, case)).collect();
    let disputed: Vec<EntryId> = case.disputes.iter().map(|dispute| dispute.entry).collect();
    json!({
        "status": state.status, "assigned": state.assigned, "labels": state.labels, "urgent": state.urgent,
        "history": history, "disputed": disputed, "said_withdrawn": case.presence == Presence::SaidWithdrawn,
        "id": id, "week": week, "withdrawn": withdrawn, "junk": junk, "unread": unread, "entries": entries,
    })
}

/// A note with how its author stands to the desk.
fn of_note(id: EntryId, note: &SignedNote, case: &Case) -> Value {
    let mut value = json!(note);
    let (is_former, attested_by) = match case.author_status(id) {
        Some(AuthorStatus::Former { attested_by }) => (true, attested_by.as_deref()),
        Some(AuthorStatus::Present) | None => (false, None),
    };
    value["former"] = json!(is_former);
    value["attested_by"] = json!(attested_by);
    value
}

fn of_turn(turn: &Turn<'_>) -> Value {
    match turn {
        Turn::Report(id, report) => {
            let mut entry = of_writing(&report.writing, "report");
            entry.insert("id".to_owned(), json!(id));
            Value::Object(entry)
        }
        Turn::Message { id, message, proved } => {
            let mut entry = of_writing(&message.writing, "message");
            entry.insert("id".to_owned(), json!(id));
            entry.insert("after".to_owned(), json!(message.position.after));
            entry.insert("previous".to_owned(), json!(message.position.previous));
            entry.insert("proved".to_owned(), json!(proved));
            Value::Object(entry)
        }
        Turn::Reply { copy, stands } => json!({
            "id": copy.id, "from": "desk", "kind": "reply", "author": copy.note.author, "day": copy.note.day,
            "number": copy.number, "text": copy.text, "on_server": stands,
        }),
    }
}

fn of_writing(writing: &Received, kind: &str) -> Map<String, Value> {
    let odd: Vec<&str> = writing.odd.iter().map(|field| field.name.as_str()).collect();
    let fields = [
        ("odd", json!(odd)),
        ("from", json!("reporter")),
        ("kind", json!(kind)),
        ("day", json!(writing.day)),
        ("language", json!(writing.language)),
        ("marks", json!(writing.marks)),
        ("answers", json!(writing.answers)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
