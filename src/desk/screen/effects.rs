//! What needs the server. It is done or not, and either is said; what was typed stays until it is.

use crate::act::{read, reply};
use crate::error::{DeskError, Kind};
use crate::json::to_json;
use crate::screen::dialog::{Dialog, Purpose, Sheet};
use crate::screen::model::{Screen, Unsent};
use crate::session::Session;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;
use zegel_core::wire::NewEntries;

/// What is to be done.
pub enum Work {
    /// All cases again.
    Fetch,
    /// What the reporter wrote in a case has been read.
    Mark(ThreadId),
    /// A note, and what is said when it is kept.
    Say(ThreadId, NoteContent, String),
    /// An answer.
    Reply(ThreadId, String),
}

/// What follows of a key.
pub enum Next {
    /// Only another picture.
    Stay,
    /// The caseworker leaves.
    Leave,
    /// Something that needs the server.
    Work(Work),
    /// The caseworker's own editor.
    Editor,
}

/// Does it, takes in how the case stands after it, and says what happened.
pub fn perform(screen: &mut Screen, desk: &mut Session, work: Work) {
    screen.notice.clear();
    let done = match work {
        Work::Fetch => fetch(screen, desk),
        Work::Mark(thread) => mark(screen, desk, thread),
        Work::Say(thread, content, done) => say(screen, desk, thread, content, done),
        Work::Reply(thread, text) => send(screen, desk, thread, text),
    };
    screen.hear_plugins();
    if let Err(error) = done {
        screen.tell(&error.text(screen.texts.desk));
    }
}

fn fetch(screen: &mut Screen, desk: &mut Session) -> Result<(), DeskError> {
    desk.client.renew()?;
    screen.alarms.clone_from(&desk.client.session().alarms);
    let cases = screen.take(desk.cases())?;
    screen.meet(cases);
    Ok(())
}

fn mark(screen: &mut Screen, desk: &mut Session, thread: ThreadId) -> Result<(), DeskError> {
    let Some(item) = screen.list.find(thread) else { return Ok(()) };
    let marked = read::mark(desk, &item.case);
    if !screen.take(marked)? {
        return Ok(());
    }
    screen.notice.clone_from(&screen.texts.desk.screen.done_read);
    again(screen, desk, thread)
}

fn say(
    screen: &mut Screen,
    desk: &mut Session,
    thread: ThreadId,
    content: NoteContent,
    done: String,
) -> Result<(), DeskError> {
    let what = to_json(&content);
    let before = screen.unsent.take().filter(|unsent| unsent.thread == thread && unsent.what == what);
    let Some(item) = screen.list.find(thread) else { return Ok(()) };
    let unsent = match before {
        Some(before) => before,
        None => {
            let entries = vec![desk.sealed_note(&item.case, content)?];
            Unsent { thread, what, entries: NewEntries { entries } }
        }
    };
    deliver(screen, desk, unsent)?;
    finish(screen, done);
    again(screen, desk, thread)
}

fn send(screen: &mut Screen, desk: &mut Session, thread: ThreadId, text: String) -> Result<(), DeskError> {
    let before = screen.unsent.take().filter(|unsent| unsent.thread == thread && unsent.what == text);
    let Some(item) = screen.list.find(thread) else { return Ok(()) };
    let reply = reply::draft(&item.case, &text)?;
    let number = reply.number.to_string();
    let unsent = match before {
        Some(before) => before,
        None => {
            let entries = reply::sealed(desk, &item.case, reply)?;
            Unsent { thread, what: text, entries: NewEntries { entries } }
        }
    };
    deliver(screen, desk, unsent)?;
    finish(screen, interpolate(&screen.texts.desk.desk.sent, &[("number", &number)]));
    again(screen, desk, thread)
}

/// Without an answer nobody knows whether they arrived: the same entries are kept, to go again.
fn deliver(screen: &mut Screen, desk: &mut Session, unsent: Unsent) -> Result<(), DeskError> {
    let delivered = desk.client.send(unsent.thread, &unsent.entries);
    if delivered.as_ref().is_err_and(|error| error.kind() == Kind::Away) {
        screen.unsent = Some(unsent);
    }
    delivered
}

/// What was asked or written is done with.
fn finish(screen: &mut Screen, done: String) {
    if let Some(Dialog::Sheet(sheet) | Dialog::Preview(sheet, _)) = screen.dialog.take() {
        let Sheet { thread, purpose, .. } = &sheet;
        screen.drafts.remove(&(*thread, Purpose::key(purpose)));
    }
    screen.notice = done;
}

fn again(screen: &mut Screen, desk: &mut Session, thread: ThreadId) -> Result<(), DeskError> {
    let (head, case) = screen.take(desk.case(&thread.to_string()))?;
    screen.meet_one(&head, case);
    Ok(())
}
