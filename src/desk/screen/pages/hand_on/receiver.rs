//! First step: to whom. Receivers of the book, somebody else by name and kind, or what a colleague agreed to.

use std::sync::Arc;

use super::handing::{Handing, target};
use super::{colleague, wish};
use crate::case::Case;
use crate::export::four_eyes::agreed_to;
use crate::export::receivers::{Book, Receiver, line, name};
use crate::screen::model::Screen;
use crate::screen::pages::body::Row;
use crate::screen::pages::flow::Turn;
use crate::screen::pages::page::{Given, Page, Subject};
use crate::texts::Texts;
use crate::view::answers::kind_words;
use zegel_core::document::ReceiverKind;
use zegel_core::i18n::interpolate;

/// Those who can be chosen.
struct To {
    case: Arc<Case>,
    receivers: Vec<Receiver>,
    agreed: Option<colleague::Agreed>,
    asked: Option<colleague::Asked>,
}

/// Opens the first page for the open or selected report.
pub fn open(screen: &mut Screen) {
    let found = target(screen).and_then(|case| {
        let Some(case) = case else { return Ok(None) };
        let receivers = Book::read(&screen.settings)?.receivers().to_vec();
        let agreed = agreed_to(&case, &screen.me).and_then(|(id, note)| colleague::Agreed::new(id, note));
        let asked = colleague::Asked::find(&case, &screen.me);
        Ok(Some(To { case, receivers, agreed, asked }))
    });
    match found {
        Ok(Some(to)) => screen.page = Some(Page::new(Box::new(to), screen.texts)),
        Ok(None) => {}
        Err(error) => screen.tell(&error.text(screen.texts.desk)),
    }
}

impl Subject<Screen> for To {
    fn title(&self, texts: Texts) -> String {
        interpolate(&texts.desk.pages.hand_on_to, &[("id", &self.case.thread.short())])
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        let mut rows = vec![Row::text(&words.hand_on_first), Row::blank()];
        if let Some(agreed) = &self.agreed {
            rows.push(Row::choice(&interpolate(&words.hand_on_agreed, &[("receiver", agreed.receiver())])));
        }
        if let Some(asked) = &self.asked {
            rows.push(Row::choice(&interpolate(&words.hand_on_asked, &[("desk", &asked.author)])));
        }
        let receivers = self.receivers.iter();
        rows.extend(receivers.map(|receiver| Row::choice(&line(receiver, &texts.desk.handing_on))));
        rows.push(Row::choice(&words.hand_on_other));
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_choose
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let mut at = given.at;
        if let Some(agreed) = &self.agreed {
            if at == 0 {
                return agreed.turn(&self.case, screen);
            }
            at -= 1;
        }
        if let Some(asked) = &self.asked {
            if at == 0 {
                return asked.turn(&self.case, screen);
            }
            at -= 1;
        }
        match self.receivers.get(at) {
            Some(receiver) => wish::turn(Handing::new(Arc::clone(&self.case), receiver.clone()), screen),
            None => Turn::Page(Box::new(Other { case: Arc::clone(&self.case), name: None })),
        }
    }
}

/// Somebody who is in no book: a name, and then what they are.
struct Other {
    case: Arc<Case>,
    name: Option<String>,
}

const KINDS: [ReceiverKind; 4] =
    [ReceiverKind::Police, ReceiverKind::Help, ReceiverKind::ChildProtection, ReceiverKind::Inspectorate];

impl Subject<Screen> for Other {
    fn title(&self, texts: Texts) -> String {
        interpolate(&texts.desk.pages.hand_on_to, &[("id", &self.case.thread.short())])
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        let Some(name) = &self.name else { return vec![Row::text(&words.hand_on_no_key)] };
        let mut rows = vec![Row::text(&interpolate(&words.hand_on_kind, &[("receiver", name)]))];
        rows.extend(KINDS.iter().map(|kind| Row::choice(kind_words(*kind, &texts.desk.handing_on))));
        rows
    }

    fn question(&self, texts: Texts) -> Option<String> {
        self.name.is_none().then(|| texts.desk.pages.hand_on_name.clone())
    }

    fn keys(&self, texts: Texts) -> &'static str {
        let words = &texts.desk.pages;
        if self.name.is_none() { &words.keys_typed } else { &words.keys_choose }
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let case = Arc::clone(&self.case);
        let Some(typed) = &self.name else {
            return match name(&given.typed) {
                Ok(name) => Turn::Page(Box::new(Self { case, name: Some(name) })),
                Err(_) => Turn::Refused(screen.texts.desk.pages.hand_on_no_name.clone()),
            };
        };
        let Some(kind) = KINDS.get(given.at) else { return Turn::Close };
        wish::turn(Handing::new(case, Receiver::unlisted(typed.clone(), *kind)), screen)
    }
}
