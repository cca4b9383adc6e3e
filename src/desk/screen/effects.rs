//! What needs the server, as work. It is done or not, and either is said; what was typed stays until it
//! is.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::act::{read, reply};
use crate::case::{Case, SentReply};
use crate::error::{self, DeskError};
use crate::notice::{Noted, Notice};
use crate::screen::dialog::{Dialog, Purpose, Sheet};
use crate::screen::model::Screen;
use crate::screen::worker;
use crate::session::Session;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::wire::ThreadHead;

/// Something that needs the session, and what follows of it on the screen.
pub type Work = worker::Work<Screen>;

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
    /// The passphrase, before anything is shown again.
    Unlock,
}

/// All cases again.
pub fn fetch() -> Work {
    Work::new(|desk| {
        let session = &mut desk.session;
        let fetched = Noted::collect(|notices| {
            session.client.renew()?;
            notices.extend(session.client.new_stand_in().map(Notice::OtherServer));
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

/// Whether there is something new, without opening it: the list stays as it is. What fails here fails
/// again when somebody asks for it, and is said then.
pub fn look() -> Work {
    Work::new(|desk| {
        let heads = desk.session.threads();
        move |screen: &mut Screen| {
            if let Ok(heads) = heads {
                screen.news = screen.list.news(&heads);
            }
            Ok(())
        }
    })
}

/// Notes that what the reporter wrote in a case has been read.
pub fn mark(case: Arc<Case>) -> Work {
    let thread = case.thread;
    Work::new(move |desk| {
        let session = &mut desk.session;
        let marked = Noted::collect(|notices| {
            let is_marked = notices.add(read::mark(session, &case))?;
            let now = if is_marked { Some(notices.add(again(session, case.thread))?) } else { None };
            Ok(now)
        });
        move |screen: &mut Screen| {
            screen.being_marked.remove(&thread);
            let Some((head, case)) = screen.take(marked)? else { return Ok(()) };
            screen.notice.clone_from(&screen.texts.desk.screen.done_read);
            screen.meet_one(&head, case);
            Ok(())
        }
    })
}

/// Keeps a note with a case; `done` is said when it is kept.
pub fn say(case: Arc<Case>, content: NoteContent, done: String) -> Work {
    Work::new(move |desk| {
        let session = &mut desk.session;
        let thread = case.thread;
        let said = Noted::collect(|notices| {
            notices.add(session.say(&case, content))?;
            Ok(again(session, thread))
        });
        move |screen: &mut Screen| {
            let now = screen.take(said)?;
            arrived(screen, thread, done, now)
        }
    })
}

/// What became of an answer.
enum Sent {
    /// It went, with this number, and so the case stands now.
    Yes(u32, Noted<(ThreadHead, Case)>),
    /// A colleague answered meanwhile.
    NotYet((ThreadHead, Case)),
}

/// Sends an answer, unless a colleague has answered since the case was last fetched. Then that is shown,
/// and another press sends all the same. Where it asks something, the status that follows is offered.
pub fn send(case: Arc<Case>, text: String, asks: bool, offer: fn(&mut Screen, ThreadId)) -> Work {
    Work::new(move |desk| {
        let session = &mut desk.session;
        let thread = case.thread;
        let me = session.name().to_owned();
        let known: BTreeSet<EntryId> = case.copies().iter().map(|copy| copy.id).collect();
        let is_new = move |copy: &SentReply<'_>| !known.contains(&copy.id);
        let sent = Noted::collect(|notices| {
            let (head, case) = notices.add(again(session, thread))?;
            if reply::of_colleagues(&case, &me).iter().any(&is_new) {
                return Ok(Sent::NotYet((head, case)));
            }
            let reply = reply::draft(&case, &text)?;
            let (sending, number) = reply::to_send(session, &case, reply)?;
            notices.add(session.send(&sending))?;
            Ok(Sent::Yes(number, again(session, thread)))
        });
        move |screen: &mut Screen| match screen.take(sent)? {
            Sent::Yes(number, now) => {
                let number = number.to_string();
                let done = interpolate(&screen.texts.desk.desk.sent, &[("number", &number)]);
                let is_sending = screen.is_sending;
                arrived(screen, thread, done, now)?;
                if asks && is_sending {
                    offer(screen, thread);
                }
                Ok(())
            }
            Sent::NotYet((head, case)) => {
                let newer = reply::of_colleagues(&case, &me).into_iter().filter(&is_new);
                let mut told: Vec<String> = newer.map(|copy| reply::answered(&copy, screen.texts)).collect();
                told.push(screen.texts.desk.arrival.press_again.clone());
                screen.meet_one(&head, case);
                screen.tell(&told.join("\n\n"));
                Ok(())
            }
        }
    })
}

/// Says what was done, and shows how the case stands after it. Where that cannot be fetched, what was
/// sent stands all the same.
fn arrived(
    screen: &mut Screen,
    thread: ThreadId,
    done: String,
    now: Noted<(ThreadHead, Case)>,
) -> Result<(), DeskError> {
    finish(screen, thread, done);
    let texts = screen.texts.desk;
    let (head, case) = screen.take(now).map_err(|error| error::server::sent_but(&error.text(texts)))?;
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
