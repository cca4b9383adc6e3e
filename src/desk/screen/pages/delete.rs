//! Deleting the marked reports, or the selected one, for everyone.

use std::sync::Arc;

use super::body::Row;
use super::flow::{Turn, failed, finish};
use super::page::{Given, Page, Subject};
use super::running::Running;
use crate::act::delete;
use crate::error::DeskError;
use crate::notice::Noted;
use crate::screen::effects::Work;
use crate::screen::item::Item;
use crate::screen::model::Screen;
use crate::session::Session;
use crate::texts::Texts;
use crate::view::links::line;
use crate::view::table;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// What goes.
struct Delete {
    threads: Vec<ThreadId>,
    lines: Vec<String>,
}

/// Shows what goes: the marked reports, or else the open or selected one.
pub fn open(screen: &mut Screen) {
    let items = targets(screen);
    if items.is_empty() {
        return;
    }
    let threads = items.iter().map(|item| item.row.id).collect();
    let describe = |item: &&Item| {
        let status = table::status(&item.row, screen.texts);
        format!("{}  {status}", line(&item.row, screen.list.short, screen.texts))
    };
    let lines = items.iter().map(describe).collect();
    screen.page = Some(Page::new(Box::new(Delete { threads, lines }), screen.texts));
}

fn targets(screen: &Screen) -> Vec<&Item> {
    if screen.thread.is_none() && !screen.marked.is_empty() {
        return screen.marked.iter().filter_map(|id| screen.list.find(*id)).collect();
    }
    screen.target().into_iter().collect()
}

impl Subject<Screen> for Delete {
    fn title(&self, texts: Texts) -> String {
        texts.desk.pages.delete_title.clone()
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.desk;
        let count = self.threads.len().to_string();
        let warning = match self.threads.as_slice() {
            [thread] => interpolate(&words.delete_warning, &[("id", &thread.to_string())]),
            _ => interpolate(&words.delete_several, &[("count", &count)]),
        };
        let mut rows = vec![Row::text(&warning), Row::blank()];
        rows.extend(self.lines.iter().map(|line| Row::indented(line)));
        rows
    }

    fn question(&self, texts: Texts) -> Option<String> {
        let wanted = delete::to_type(&self.threads);
        Some(interpolate(&texts.desk.desk.delete_type, &[("id", &wanted)]))
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_delete
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        if !delete::is_agreed(&self.threads, &given.typed) {
            return Turn::Refused(screen.texts.desk.pages.not_typed.clone());
        }
        let threads = self.threads.clone();
        let running = Arc::clone(&given.running);
        Turn::Work(Work::new(move |desk| {
            let (deleted, noted) = perform(&mut desk.session, &threads, &running);
            move |screen: &mut Screen| {
                let done = screen.take(noted);
                say(screen, &deleted, threads.len());
                match done {
                    Ok(()) => finish(screen, &running),
                    Err(error) if deleted.is_empty() => return failed(screen, &running, error),
                    Err(error) => {
                        finish(screen, &running);
                        return Err(error);
                    }
                }
                Ok(())
            }
        }))
    }
}

/// All are looked up, as they are now, before the first is deleted: about none of them may anything have
/// to be decided first.
fn perform(session: &mut Session, threads: &[ThreadId], running: &Running) -> (Vec<ThreadId>, Noted<()>) {
    let mut deleted = Vec::new();
    let noted = Noted::collect(|notices| {
        for thread in threads {
            notices.add(delete::find(session, &thread.to_string()))?;
            if running.is_stopping() {
                return Ok(());
            }
        }
        let done: Result<(), DeskError>;
        (deleted, done) = delete::delete(session, threads, &mut |step| running.takes(step));
        done
    });
    (deleted, noted)
}

fn say(screen: &mut Screen, deleted: &[ThreadId], of: usize) {
    screen.forget(deleted);
    let words = &screen.texts.desk.desk;
    let count = deleted.len().to_string();
    screen.notice = match deleted {
        _ if deleted.len() < of => {
            let values = [("count", count.as_str()), ("of", &of.to_string())];
            interpolate(&screen.texts.desk.pages.deleted_some, &values)
        }
        [thread] => interpolate(&screen.texts.desk.pages.deleted_one, &[("id", &thread.short())]),
        _ => interpolate(&words.deleted_several, &[("count", &count)]),
    };
}
