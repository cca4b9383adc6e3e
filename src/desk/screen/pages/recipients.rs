//! For whom reports are sealed: the pinned set, the server's, and what differs. Another set is accepted
//! once its fingerprint was typed, another retention once its weeks were.

use std::sync::Arc;

use super::body::Row;
use super::flow::{Turn, failed, finish, turn_to};
use super::page::{Given, Page, Subject};
use super::running::Running;
use crate::act::recipients::{Compared, accept, compare, is_fingerprint};
use crate::error::{self, DeskError};
use crate::screen::effects::Next;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::session::Session;
use crate::texts::Texts;
use crate::view::recipients::{changes, retention, set};
use zegel_core::i18n::interpolate;

/// Both sets, once the server has said its own.
struct Recipients {
    compared: Option<Arc<Compared>>,
    /// Whether the fingerprint of the server's set was typed, and only the retention is to be.
    is_typed: bool,
}

/// Asks the server for whom it says that reports are sealed now.
pub fn open(screen: &mut Screen) -> Next {
    let running = Arc::new(Running::default());
    let waiting = Box::new(Recipients { compared: None, is_typed: false });
    screen.page = Some(Page::waiting(waiting, Arc::clone(&running), screen.texts));
    Next::Work(Work::new(move |desk| {
        let compared = compare(&mut desk.session);
        move |screen: &mut Screen| match compared {
            Ok(compared) => {
                let compared = Some(Arc::new(compared));
                turn_to(screen, &running, Box::new(Recipients { compared, is_typed: false }));
                Ok(())
            }
            Err(error) => {
                finish(screen, &running);
                Err(error)
            }
        }
    }))
}

impl Recipients {
    fn asks_set(&self) -> bool {
        !self.is_typed && self.compared.as_ref().is_some_and(|compared| compared.is_other_set)
    }

    fn asks_weeks(&self) -> bool {
        !self.asks_set() && self.compared.as_ref().is_some_and(|compared| compared.is_other_retention())
    }
}

impl Subject<Screen> for Recipients {
    fn title(&self, texts: Texts) -> String {
        texts.desk.pages.recipients_title.clone()
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let Some(compared) = &self.compared else { return Vec::new() };
        let mut page = Vec::new();
        if compared.is_other_set {
            page.extend(changes(&compared.pinned, &compared.server, texts).into_iter().map(Row::from));
            page.push(Row::blank());
            page.extend(set(&texts.desk.desk.set_server, &compared.server, texts).into_iter().map(Row::from));
            page.push(Row::blank());
        } else {
            page.push(Row::text(&texts.desk.desk.set_same));
        }
        if compared.is_other_retention() {
            page.push(Row::text(&retention(&texts.desk.trust.retention_server, compared.server_weeks)));
        }
        page.extend(set(&texts.desk.desk.set_pinned, &compared.pinned, texts).into_iter().map(Row::from));
        page.push(Row::indented(&retention(&texts.desk.trust.retention_pinned, compared.pinned_weeks)));
        page
    }

    fn question(&self, texts: Texts) -> Option<String> {
        let words = &texts.desk.pages;
        if self.asks_set() {
            return Some(words.recipients_type.clone());
        }
        self.asks_weeks().then(|| words.recipients_weeks.clone())
    }

    fn keys(&self, texts: Texts) -> &'static str {
        let words = &texts.desk.pages;
        if self.asks_set() || self.asks_weeks() { &words.keys_typed } else { &words.keys_read }
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let words = &screen.texts.desk.pages;
        let Some(compared) = &self.compared else { return Turn::Close };
        if self.asks_set() {
            if !is_fingerprint(&given.typed, &compared.server) {
                return Turn::Refused(words.recipients_other.clone());
            }
            if compared.is_other_retention() {
                let compared = Some(Arc::clone(compared));
                return Turn::Page(Box::new(Self { compared, is_typed: true }));
            }
            return Turn::Work(acceptance(compared, None, &given.running));
        }
        if !self.asks_weeks() {
            return Turn::Close;
        }
        let typed = given.typed.trim();
        let is_refused = typed.is_empty() && self.is_typed;
        if !is_refused && typed != compared.server_weeks.to_string() {
            return Turn::Refused(words.recipients_other_weeks.clone());
        }
        let weeks = (!is_refused).then_some(compared.server_weeks);
        Turn::Work(acceptance(compared, weeks, &given.running))
    }
}

/// Accepts just what was shown, if the server still says so.
fn acceptance(compared: &Arc<Compared>, weeks: Option<u16>, running: &Arc<Running>) -> Work {
    let shown = Arc::clone(compared);
    let running = Arc::clone(running);
    Work::new(move |desk| {
        let accepted = perform(&mut desk.session, &shown, weeks);
        let names = desk.session.caseworkers();
        move |screen: &mut Screen| {
            if let Err(error) = accepted {
                return failed(screen, &running, error);
            }
            finish(screen, &running);
            screen.desks = names;
            let print = shown.server.fingerprint().to_string();
            let text = &screen.texts.desk.pages.recipients_accepted;
            screen.tell(&interpolate(text, &[("fingerprint", &print)]));
            Ok(())
        }
    })
}

fn perform(session: &mut Session, shown: &Compared, weeks: Option<u16>) -> Result<(), DeskError> {
    let now = compare(session)?;
    if !now.is_same_server(shown) {
        return Err(error::server::moved());
    }
    accept(&mut session.pins, &shown.server, weeks)?;
    session.go_on()
}
