//! `zegel delete ID…`: takes reports from the server, for everyone. `--junk` takes all in which
//! nothing can be read, `--like ID` all that say the same as one.

use clap::Args;
use serde_json::json;

use crate::case::Case;
use crate::case::link;
use crate::config::Settings;
use crate::error::{self, DeskError, Kind};
use crate::progress::Progress;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::trust::seen::SeenThread;
use crate::trust::verified::Opened;
use crate::trust::withdrawal::Withdrawal;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// So many characters of the id are typed to confirm.
const TYPED: usize = 8;

/// The arguments of the verb.
#[derive(Args)]
pub struct Delete {
    /// The reports, each by the first characters of its id
    #[arg(required_unless_present_any = ["junk", "like"], value_name = "ID")]
    ids: Vec<String>,
    /// All reports in which no entry opens to anything
    #[arg(long, conflicts_with_all = ["ids", "like"])]
    junk: bool,
    /// This report and all that have the same words, or nearly; none on which somebody has worked
    #[arg(long, value_name = "ID", conflicts_with = "ids")]
    like: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Delete {
    /// Asks for what is deleted to be typed, and deletes it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let threads = if self.junk {
            junk(&mut session, terminal)?
        } else if let Some(id) = &self.like {
            like(id, &mut session, terminal)?
        } else {
            self.named(&mut session, terminal)?
        };
        if !threads.is_empty() && !self.yes && !self.is_agreed(&threads, terminal) {
            return Err(error::not_confirmed());
        }
        let bar = Progress::Bar(&terminal.texts.desk.desk.deleting).start(threads.len());
        for thread in &threads {
            delete(&mut session, *thread)?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        tell(&threads, terminal);
        Ok(())
    }

    fn named(&self, session: &mut Session, terminal: &Terminal) -> Result<Vec<ThreadId>, DeskError> {
        let mut threads = Vec::new();
        for id in &self.ids {
            let thread = thread(id, session, terminal)?;
            if !threads.contains(&thread) {
                threads.push(thread);
            }
        }
        Ok(threads)
    }

    /// One report is confirmed by its id, several by their count: neither can be typed by mistake.
    fn is_agreed(&self, threads: &[ThreadId], terminal: &Terminal) -> bool {
        let words = &terminal.texts.desk.desk;
        let (warning, wanted) = match threads {
            [thread] if !self.junk => {
                let id = thread.to_string();
                let short: String = id.chars().take(TYPED).collect();
                (interpolate(&words.delete_warning, &[("id", &id)]), short)
            }
            several => {
                let count = several.len().to_string();
                (self.warning(several, &count, terminal), count)
            }
        };
        terminal.inform(&warning);
        if !terminal.can_ask() {
            return false;
        }
        let typed = terminal.ask(&interpolate(&words.delete_type, &[("id", &wanted)]));
        typed == wanted || matches!(threads, [thread] if !self.junk && typed == thread.to_string())
    }

    fn warning(&self, threads: &[ThreadId], count: &str, terminal: &Terminal) -> String {
        let words = &terminal.texts.desk.desk;
        if let Some(id) = &self.like {
            let ids = shorts(threads);
            return interpolate(&words.delete_like, &[("count", count), ("id", id), ("ids", &ids)]);
        }
        let warning = if self.junk { &words.delete_junk } else { &words.delete_several };
        interpolate(warning, &[("count", count)])
    }
}

fn shorts(threads: &[ThreadId]) -> String {
    let shorts: Vec<String> = threads.iter().map(|thread| thread.short()).collect();
    shorts.join(" ")
}

/// The thread whose id begins so, if nothing about it must be decided first: a document that somebody
/// else put there may be the only trace of the one that was read.
fn thread(id: &str, session: &mut Session, terminal: &Terminal) -> Result<ThreadId, DeskError> {
    match session.find(id) {
        Ok(head) if session.pins.withdrawal(&head) == Withdrawal::Proved => return Ok(head.id),
        Err(error) if error.kind() != Kind::Unknown => return Err(error),
        Ok(_) | Err(_) => {}
    }
    match session.case(id).print_notices(terminal) {
        Ok((head, case)) => {
            case.insist_on_one_document()?;
            Ok(head.id)
        }
        Err(error) if error.kind() == Kind::SaidWithdrawn => session.find(id).map(|head| head.id),
        Err(error) => Err(error),
    }
}

/// Threads that the server lists and in which this key finds nothing at all. Where an older report
/// has not been sealed anew for this key, a colleague's key may open it: the question says so. What
/// opened here before is not junk because the server shows junk in its place.
fn junk(session: &mut Session, terminal: &Terminal) -> Result<Vec<ThreadId>, DeskError> {
    let cases = session.cases().print_notices(terminal)?;
    let was_read = |thread| session.pins.threads.get(&thread).is_some_and(SeenThread::has_opened);
    let junk =
        cases.iter().filter(|(head, case)| !head.is_withdrawn() && is_junk(case) && !was_read(head.id));
    Ok(junk.map(|(head, _)| head.id).collect())
}

/// The thread with this id, and all that say what it says. Not those on which somebody has worked, nor
/// those about which something must be decided first.
fn like(id: &str, session: &mut Session, terminal: &Terminal) -> Result<Vec<ThreadId>, DeskError> {
    let first = thread(id, session, terminal)?;
    let cases = session.cases().print_notices(terminal)?;
    let Some(place) = cases.iter().position(|(head, _)| head.id == first) else { return Ok(vec![first]) };
    let mut threads = vec![first];
    let mut left_out = Vec::new();
    for place in link::similar_to(&cases, place) {
        let (head, case) = &cases[place];
        if head.id == first {
            continue;
        }
        if case.is_worked_on() || case.insist_on_one_document().is_err() {
            left_out.push(head.id);
        } else {
            threads.push(head.id);
        }
    }
    if !left_out.is_empty() {
        let words = &terminal.texts.desk.desk;
        terminal.inform(&interpolate(&words.like_worked_on, &[("ids", &shorts(&left_out))]));
    }
    Ok(threads)
}

fn is_junk(case: &Case) -> bool {
    let mut entries = case.entries.iter();
    !case.entries.is_empty() && entries.all(|entry| matches!(entry.opened, Opened::Rejected(_)))
}

fn delete(session: &mut Session, thread: ThreadId) -> Result<(), DeskError> {
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
    session.kept.forget(thread);
    session.pins.save()
}

fn tell(threads: &[ThreadId], terminal: &Terminal) {
    if terminal.is_json() {
        return terminal.print_json(&json!({ "deleted": threads }));
    }
    let words = &terminal.texts.desk.desk;
    match threads {
        [] => terminal.inform(&words.no_junk),
        [thread] => terminal.inform(&interpolate(&words.deleted, &[("id", &thread.to_string())])),
        several => {
            terminal.inform(&interpolate(&words.deleted_several, &[("count", &several.len().to_string())]))
        }
    }
}
