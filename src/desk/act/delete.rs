//! Deleting: takes reports from the server, for everyone, and their copies from this computer.

use crate::act::watched::{Step, Watcher};
use crate::case::{Case, link};
use crate::error::{DeskError, Kind};
use crate::notice::Noted;
use crate::session::Session;
use crate::trust::seen::SeenThread;
use crate::trust::verified::Opened;
use crate::trust::withdrawal::Withdrawal;
use zegel_core::id::ThreadId;

/// So many characters of the id are typed to confirm.
pub const TYPED: usize = 8;

/// What is typed before this is deleted: of one report the beginning of its id, of several their count.
/// Neither can be typed by mistake.
pub fn to_type(threads: &[ThreadId]) -> String {
    match threads {
        [thread] => thread.to_string().chars().take(TYPED).collect(),
        several => several.len().to_string(),
    }
}

/// Whether what was typed agrees to it: as asked, or the whole id of the one report.
pub fn is_agreed(threads: &[ThreadId], typed: &str) -> bool {
    let typed = typed.trim();
    typed == to_type(threads) || matches!(threads, [thread] if typed == thread.to_string())
}

/// The thread whose id begins so, if nothing about it must be decided first: a document that somebody
/// else put there may be the only trace of the one that was read.
pub fn find(session: &mut Session, id: &str) -> Noted<ThreadId> {
    Noted::collect(|notices| {
        match session.find(id) {
            Ok(head) if session.pins.withdrawal(&head) == Withdrawal::Proved => return Ok(head.id),
            Err(error) if error.kind() != Kind::Unknown => return Err(error),
            Ok(_) | Err(_) => {}
        }
        match notices.add(session.case(id)) {
            Ok((head, case)) => {
                case.insist_on_one_document()?;
                Ok(head.id)
            }
            Err(error) if error.kind() == Kind::SaidWithdrawn => session.find(id).map(|head| head.id),
            Err(error) => Err(error),
        }
    })
}

/// Threads that the server lists and in which this key finds nothing at all. Where an older report
/// has not been sealed anew for this key, a colleague's key may open it: the question says so. What
/// opened here before is not junk because the server shows junk in its place.
pub fn junk(session: &mut Session) -> Noted<Vec<ThreadId>> {
    Noted::collect(|notices| {
        let cases = notices.add(session.cases())?;
        let was_read = |thread| session.pins.threads.get(&thread).is_some_and(SeenThread::has_opened);
        let junk =
            cases.iter().filter(|(head, case)| !head.is_withdrawn() && is_junk(case) && !was_read(head.id));
        Ok(junk.map(|(head, _)| head.id).collect())
    })
}

/// Reports that say the same.
pub struct Similar {
    /// Those that may be deleted at once.
    pub threads: Vec<ThreadId>,
    /// Those on which somebody has worked, or about which something must be decided first.
    pub left_out: Vec<ThreadId>,
}

/// The thread with this id, and all that say what it says.
pub fn like(session: &mut Session, id: &str) -> Noted<Similar> {
    Noted::collect(|notices| {
        let first = notices.add(find(session, id))?;
        // Of what the server does not list any more there are only copies here.
        if session.find(id).is_err() {
            return Ok(Similar { threads: vec![first], left_out: Vec::new() });
        }
        let cases = notices.add(session.cases())?;
        let mut similar = Similar { threads: vec![first], left_out: Vec::new() };
        let all: Vec<&Case> = cases.iter().map(|(_, case)| case).collect();
        let Some(place) = all.iter().position(|case| case.thread == first) else { return Ok(similar) };
        for other in link::similar_to(&all, place).into_iter().filter(|other| *other != place) {
            let case = all[other];
            if case.is_worked_on() || case.insist_on_one_document().is_err() {
                similar.left_out.push(case.thread);
            } else {
                similar.threads.push(case.thread);
            }
        }
        Ok(similar)
    })
}

fn is_junk(case: &Case) -> bool {
    let mut entries = case.entries.iter();
    !case.entries.is_empty() && entries.all(|entry| matches!(entry.opened, Opened::Rejected(_)))
}

/// Deletes one after the other, until all are gone or whoever waits wants no more. Gives those that are
/// deleted, also where one of them failed.
pub fn delete(
    session: &mut Session,
    threads: &[ThreadId],
    watcher: &mut Watcher<'_>,
) -> (Vec<ThreadId>, Result<(), DeskError>) {
    let mut deleted = Vec::new();
    for thread in threads {
        if let Err(error) = delete_one(session, *thread) {
            return (deleted, Err(error));
        }
        deleted.push(*thread);
        if watcher(Step { done: deleted.len(), of: threads.len() }).is_break() {
            break;
        }
    }
    (deleted, Ok(()))
}

fn delete_one(session: &mut Session, thread: ThreadId) -> Result<(), DeskError> {
    match session.client.delete(thread) {
        // Of what vanished there are copies here, and they go too.
        Err(error) if error.kind() == Kind::Gone && session.cache.count(thread) > 0 => {}
        done => done?,
    }
    // A line that the server made up is no report that somebody wanted gone from every server.
    if session.pins.threads.get(&thread).is_some_and(SeenThread::has_entries) {
        session.pins.deleted(thread, session.today().week());
    }
    session.cache.forget(thread);
    session.kept_copies.forget(thread);
    session.pins.save()
}
