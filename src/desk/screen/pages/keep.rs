//! Keeping a report longer, or the copies of a withdrawn one, with a reason.

use std::sync::Arc;

use super::body::Row;
use super::flow::{Turn, failed, finish, show};
use super::page::{DraftKey, Given, Subject};
use crate::act::keep;
use crate::act::note::limited;
use crate::case::Case;
use crate::error;
use crate::notice::Noted;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::session::Session;
use crate::texts::Texts;
use crate::trust::withdrawal::Withdrawal;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;
use zegel_core::wire::ThreadHead;

/// A report of the list, or the copies of one that its reporter withdrew.
struct Keep {
    thread: ThreadId,
    is_withdrawn: bool,
}

/// Opens the page for the open or selected report.
pub fn open(screen: &mut Screen) {
    let Some(item) = screen.target() else { return };
    let thread = item.row.id;
    let is_withdrawn = item.row.withdrawn;
    if item.row.said_withdrawn {
        let nothing = error::case::nothing_to_keep(thread);
        return screen.tell(&nothing.text(screen.texts.desk));
    }
    show(screen, Box::new(Keep { thread, is_withdrawn }));
}

impl Subject<Screen> for Keep {
    fn title(&self, texts: Texts) -> String {
        let words = &texts.desk.pages;
        let title = if self.is_withdrawn { &words.keep_copies_title } else { &words.keep_title };
        interpolate(title, &[("id", &self.thread.short())])
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        vec![Row::text(if self.is_withdrawn { &words.keep_copies } else { &words.keep })]
    }

    fn question(&self, texts: Texts) -> Option<String> {
        let words = &texts.desk.pages;
        Some(if self.is_withdrawn { words.keep_copies_why.clone() } else { words.keep_why.clone() })
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_typed
    }

    fn draft_key(&self) -> Option<DraftKey> {
        Some(("keep", self.thread))
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        if given.typed.trim().is_empty() {
            return Turn::Refused(screen.texts.desk.pages.no_reason.clone());
        }
        let reason = match limited(&given.typed) {
            Ok(reason) => reason,
            Err(error) => return Turn::error(&error, screen.texts),
        };
        let thread = self.thread;
        let running = Arc::clone(&given.running);
        if self.is_withdrawn {
            return Turn::Work(Work::new(move |desk| {
                let kept = keep_copies(&mut desk.session, thread, &reason);
                move |screen: &mut Screen| match kept {
                    Ok(count) => {
                        finish(screen, &running);
                        let values = [("count", count.to_string()), ("id", thread.short())];
                        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                        screen.tell(&interpolate(&screen.texts.desk.desk.kept, &values));
                        Ok(())
                    }
                    Err(error) => failed(screen, &running, error),
                }
            }));
        }
        Turn::Work(Work::new(move |desk| {
            let kept = keep_longer(&mut desk.session, thread, &reason);
            move |screen: &mut Screen| match screen.take(kept) {
                Ok((weeks, head, case)) => {
                    finish(screen, &running);
                    let text = &screen.texts.desk.trust.kept_longer;
                    screen.notice = interpolate(text, &[("weeks", &weeks.to_string())]);
                    screen.meet_one(&head, case);
                    Ok(())
                }
                Err(error) => failed(screen, &running, error),
            }
        }))
    }
}

/// Gives for how many weeks it is kept, and how the case stands after it.
fn keep_longer(session: &mut Session, thread: ThreadId, reason: &str) -> Noted<(u16, ThreadHead, Case)> {
    Noted::collect(|notices| {
        let (_, case) = notices.add(session.case(&thread.to_string()))?;
        keep::keep_longer(session, &case, reason)?;
        let (head, case) = notices.add(session.case(&thread.to_string()))?;
        Ok((session.retention(), head, case))
    })
}

/// Only where the withdrawal is proved now.
fn keep_copies(session: &mut Session, thread: ThreadId, reason: &str) -> Result<usize, error::DeskError> {
    let head = session.find(&thread.to_string())?;
    if session.pins.withdrawal(&head) != Withdrawal::Proved {
        return Err(error::case::nothing_to_keep(thread));
    }
    keep::keep_copies(session, thread, reason)
}
