//! What needs the server. It is done or not, and either is said; what was typed stays until it is.

use crate::act::{read, reply};
use crate::error::{DeskError, Kind};
use crate::screen::dialog::{Dialog, Purpose, Sheet};
use crate::screen::model::{Screen, Unsent};
use crate::session::Session;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;
use zegel_core::json::to_json;
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
pub fn perform(screen: &mut Screen, session: &mut Session, work: Work) {
    screen.notice.clear();
    let done = match work {
        Work::Fetch => fetch(screen, session),
        Work::Mark(thread) => mark(screen, session, thread),
        Work::Say(thread, content, done) => say(screen, session, thread, content, done),
        Work::Reply(thread, text) => send(screen, session, thread, text),
    };
    screen.hear_plugins();
    if let Err(error) = done {
        screen.tell(&error.text(screen.texts.desk));
    }
}

fn fetch(screen: &mut Screen, session: &mut Session) -> Result<(), DeskError> {
    session.client.renew()?;
    screen.alarms.clone_from(&session.client.session().alarms);
    let cases = screen.take(session.cases())?;
    screen.meet(cases);
    Ok(())
}

fn mark(screen: &mut Screen, session: &mut Session, thread: ThreadId) -> Result<(), DeskError> {
    let Some(item) = screen.list.find(thread) else { return Ok(()) };
    let marked = read::mark(session, &item.case);
    if !screen.take(marked)? {
        return Ok(());
    }
    screen.notice.clone_from(&screen.texts.desk.screen.done_read);
    again(screen, session, thread)
}

fn say(
    screen: &mut Screen,
    session: &mut Session,
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
            let entries = vec![session.sealed_note(&item.case, content)?];
            Unsent { thread, what, entries: NewEntries { entries } }
        }
    };
    deliver(screen, session, unsent)?;
    finish(screen, done);
    again(screen, session, thread)
}

fn send(screen: &mut Screen, session: &mut Session, thread: ThreadId, text: String) -> Result<(), DeskError> {
    let before = screen.unsent.take().filter(|unsent| unsent.thread == thread && unsent.what == text);
    let Some(item) = screen.list.find(thread) else { return Ok(()) };
    let reply = reply::draft(&item.case, &text)?;
    let number = reply.number.to_string();
    let unsent = match before {
        Some(before) => before,
        None => {
            let entries = reply::sealed(session, &item.case, reply)?;
            Unsent { thread, what: text, entries: NewEntries { entries } }
        }
    };
    deliver(screen, session, unsent)?;
    finish(screen, interpolate(&screen.texts.desk.desk.sent, &[("number", &number)]));
    again(screen, session, thread)
}

/// Without an answer nobody knows whether they arrived: the same entries are kept, to go again.
fn deliver(screen: &mut Screen, session: &mut Session, unsent: Unsent) -> Result<(), DeskError> {
    let delivered = session.client.send(unsent.thread, &unsent.entries);
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

fn again(screen: &mut Screen, session: &mut Session, thread: ThreadId) -> Result<(), DeskError> {
    let (head, case) = screen.take(session.case(&thread.to_string()))?;
    screen.meet_one(&head, case);
    Ok(())
}
