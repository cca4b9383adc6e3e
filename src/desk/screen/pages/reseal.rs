//! Sealing what is stored for the present recipients, with progress; Esc stops between two parts.

use std::sync::Arc;

use super::body::Row;
use super::flow::{Turn, failed, finish, turn_to};
use super::page::{Given, Page, Subject};
use super::running::Running;
use crate::act::reseal::{self, Count};
use crate::notice::Noted;
use crate::screen::effects::Next;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::session::Session;
use crate::texts::Texts;
use zegel_core::i18n::interpolate;

/// How many entries wait, once that is known.
struct Reseal {
    count: Option<usize>,
}

/// Looks for what is sealed for another set.
pub fn open(screen: &mut Screen) -> Next {
    let running = Arc::new(Running::default());
    let waiting = Box::new(Reseal { count: None });
    screen.page = Some(Page::waiting(waiting, Arc::clone(&running), screen.texts));
    Next::Work(Work::new(move |desk| {
        let waiting = reseal::waiting(&mut desk.session);
        move |screen: &mut Screen| match screen.take(waiting) {
            Ok(waiting) => {
                turn_to(screen, &running, Box::new(Reseal { count: Some(waiting.count()) }));
                Ok(())
            }
            Err(error) => {
                finish(screen, &running);
                Err(error)
            }
        }
    }))
}

impl Subject<Screen> for Reseal {
    fn title(&self, texts: Texts) -> String {
        texts.desk.pages.reseal_title.clone()
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        match self.count {
            None => Vec::new(),
            Some(0) => vec![Row::text(&words.reseal_none)],
            Some(count) => vec![Row::text(&interpolate(&words.reseal, &[("count", &count.to_string())]))],
        }
    }

    fn keys(&self, texts: Texts) -> &'static str {
        let words = &texts.desk.pages;
        if self.count.is_some_and(|count| count > 0) { &words.keys_reseal } else { &words.keys_read }
    }

    fn enter(&self, given: &Given, _screen: &mut Screen) -> Turn {
        if self.count.is_none_or(|count| count == 0) {
            return Turn::Close;
        }
        let running = Arc::clone(&given.running);
        Turn::Work(Work::new(move |desk| {
            let resealed = perform(&mut desk.session, &running);
            move |screen: &mut Screen| match screen.take(resealed) {
                Ok(count) => {
                    finish(screen, &running);
                    say(screen, count);
                    Ok(())
                }
                Err(error) => failed(screen, &running, error),
            }
        }))
    }
}

fn perform(session: &mut Session, running: &Running) -> Noted<Count> {
    Noted::collect(|notices| {
        let waiting = notices.add(reseal::waiting(session))?;
        notices.add(reseal::reseal(session, &waiting, &mut |step| running.takes(step)))
    })
}

fn say(screen: &mut Screen, count: Count) {
    let mut sentences = count.sentences(screen.texts);
    if count.is_stopped {
        sentences.push(screen.texts.desk.pages.reseal_stopped.clone());
    }
    screen.tell(&sentences.join("\n"));
}
