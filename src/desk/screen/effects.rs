//! What needs the server, as work. It is done or not, and either is said; what was typed stays until it
//! is.

use std::sync::Arc;

use crate::act::{read, reply};
use crate::case::Case;
use crate::error::DeskError;
use crate::notice::Noted;
use crate::screen::dialog::{Dialog, Purpose, Sheet};
use crate::screen::model::Screen;
use crate::screen::worker::Work;
use crate::session::Session;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;
use zegel_core::json::to_json;
use zegel_core::wire::ThreadHead;

/// What follows of a key.
pub enum Next {
    /// Only another picture.
    Stay,
    /// The caseworker leaves.
    Leave,
    /// Something that needs the server.
    Work(Work),
    /// The same, of what was written here: it stays as it is until it has arrived.
    Send(Work),
    /// What the server was asked for is not waited for any longer.
    GiveUp,
    /// The caseworker's own editor.
    Editor,
}

/// All cases again.
pub fn fetch() -> Work {
    Work::new(|desk| {
        let session = &mut desk.session;
        let fetched = Noted::collect(|notices| {
            session.client.renew()?;
            let alarms = session.client.session().alarms.clone();
            Ok((alarms, notices.add(session.cases())?))
        });
        move |screen: &mut Screen| {
            let (alarms, cases) = screen.take(fetched)?;
            screen.alarms = alarms;
            screen.meet(cases);
            Ok(())
        }
    })
}

/// Notes that what the reporter wrote in a case has been read.
pub fn mark(case: Arc<Case>) -> Work {
    Work::new(move |desk| {
        let session = &mut desk.session;
        let marked = Noted::collect(|notices| {
            let is_marked = notices.add(read::mark(session, &case))?;
            let now = if is_marked { Some(notices.add(again(session, case.thread))?) } else { None };
            Ok(now)
        });
        move |screen: &mut Screen| {
            let Some((head, case)) = screen.take(marked)? else { return Ok(()) };
            screen.notice.clone_from(&screen.texts.desk.screen.done_read);
            screen.meet_one(&head, case);
            Ok(())
        }
    })
}

/// Keeps a note with a case; `done` is said when it is kept.
pub fn say(case: Arc<Case>, content: NoteContent, done: String) -> Work {
    let what = to_json(&content);
    Work::new(move |desk| {
        let thread = case.thread;
        let sent = desk.deliver(thread, what, |session| Ok(vec![session.sealed_note(&case, content)?]));
        let sent = sent.map(|()| again(&mut desk.session, thread));
        move |screen: &mut Screen| arrived(screen, thread, done, sent?)
    })
}

/// Sends an answer.
pub fn send(case: Arc<Case>, text: String) -> Work {
    Work::new(move |desk| {
        let thread = case.thread;
        let draft = reply::draft(&case, &text);
        let sent = draft.and_then(|reply| {
            let number = reply.number;
            desk.deliver(thread, text, |session| reply::sealed(session, &case, reply))?;
            Ok((number.to_string(), again(&mut desk.session, thread)))
        });
        move |screen: &mut Screen| {
            let (number, now) = sent?;
            let done = interpolate(&screen.texts.desk.desk.sent, &[("number", &number)]);
            arrived(screen, thread, done, now)
        }
    })
}

/// Says what was done, and shows how the case stands after it.
fn arrived(
    screen: &mut Screen,
    thread: ThreadId,
    done: String,
    now: Noted<(ThreadHead, Case)>,
) -> Result<(), DeskError> {
    finish(screen, thread, done);
    let (head, case) = screen.take(now)?;
    screen.meet_one(&head, case);
    Ok(())
}

/// What was asked or written is done with, if it is still what stands there: who gave it up may have
/// gone on with it.
fn finish(screen: &mut Screen, thread: ThreadId, done: String) {
    screen.notice = done;
    if !screen.is_sending {
        let text = &screen.texts.desk.waiting.arrived_all_the_same;
        screen.tell(&interpolate(text, &[("done", &screen.notice)]));
        return;
    }
    let dialog = screen.dialog.take_if(|dialog| dialog.thread() == Some(thread));
    if let Some(Dialog::Sheet(sheet) | Dialog::Preview(sheet, _)) = dialog {
        let Sheet { purpose, .. } = &sheet;
        screen.drafts.remove(&(thread, Purpose::key(purpose)));
    }
}

fn again(session: &mut Session, thread: ThreadId) -> Noted<(ThreadHead, Case)> {
    session.case(&thread.to_string())
}
