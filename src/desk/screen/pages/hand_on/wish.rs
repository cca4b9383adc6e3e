//! Second step, where the reporter's wish does not let this receiver have it: a later message of the
//! reporter, or one of three grounds with a reason.

use super::handing::Handing;
use super::writing;
use crate::export::wish::{Said, agreements, allows, find, words};
use crate::screen::model::Screen;
use crate::screen::pages::body::Row;
use crate::screen::pages::flow::{Turn, is_yes};
use crate::screen::pages::page::{Given, Subject};
use crate::texts::Texts;
use crate::view::answers::kind_words;
use zegel_core::document::Ground;
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;

const GROUNDS: [Ground; 3] = [Ground::Danger, Ground::Child, Ground::Judge];

/// Goes on to the text if the wish lets this receiver have it, and else asks for a ground.
pub fn turn(handing: Handing, screen: &mut Screen) -> Turn {
    let said = Said { kind: handing.receiver.kind, agreed: None, against: None };
    if allows(&handing.case, &said).is_ok() {
        return writing::turn(handing, screen);
    }
    let messages = find(&handing.case).map(|wish| agreements(&handing.case, wish)).unwrap_or_default();
    let can_agree = |id: &EntryId| {
        let id = id.to_string();
        let said = Said { kind: handing.receiver.kind, agreed: Some(&id), against: None };
        allows(&handing.case, &said).is_ok()
    };
    let messages: Vec<EntryId> = messages.into_iter().map(|(id, _)| id).filter(can_agree).collect();
    Turn::Page(Box::new(Wish { handing, messages }))
}

struct Wish {
    handing: Handing,
    messages: Vec<EntryId>,
}

impl Subject<Screen> for Wish {
    fn title(&self, texts: Texts) -> String {
        self.handing.title(&texts.desk.pages.step_wish, texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let pages = &texts.desk.pages;
        let mut rows = vec![Row::text(&pages.wish), Row::blank()];
        for id in &self.messages {
            let text = message_words(&self.handing, *id);
            rows.push(Row::choice(&interpolate(&pages.wish_message, &[("text", &text)])));
        }
        for ground in [&pages.wish_danger, &pages.wish_child, &pages.wish_judge] {
            rows.push(Row::choice(ground));
        }
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_choose
    }

    fn enter(&self, given: &Given, _screen: &mut Screen) -> Turn {
        let handing = self.handing.clone();
        if let Some(message) = self.messages.get(given.at) {
            return Turn::Page(Box::new(Agreement { handing, message: *message }));
        }
        let ground = GROUNDS[(given.at - self.messages.len()).min(GROUNDS.len() - 1)];
        Turn::Page(Box::new(Against { handing, ground }))
    }
}

fn message_words(handing: &Handing, id: EntryId) -> String {
    let message = handing.case.messages().find(|(found, _)| *found == id);
    message.map(|(_, message)| words(message)).unwrap_or_default()
}

/// Whether the reporter says yes in this message is for a person to read.
struct Agreement {
    handing: Handing,
    message: EntryId,
}

impl Subject<Screen> for Agreement {
    fn title(&self, texts: Texts) -> String {
        self.handing.title(&texts.desk.pages.step_wish, texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let text = message_words(&self.handing, self.message);
        vec![Row::text(&texts.desk.handing_on.agreement_title), Row::indented(&text)]
    }

    fn question(&self, texts: Texts) -> Option<String> {
        let words = &texts.desk.handing_on;
        let kind = kind_words(self.handing.receiver.kind, words);
        let values = [("receiver", self.handing.receiver.name.as_str()), ("kind", kind)];
        Some(interpolate(&words.agreement_question, &values))
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_typed
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        if !is_yes(&given.typed) {
            return Turn::Refused(screen.texts.desk.pages.no_yes.clone());
        }
        let id = self.message.to_string();
        let said = Said { kind: self.handing.receiver.kind, agreed: Some(&id), against: None };
        match allows(&self.handing.case, &said) {
            Ok(permission) => {
                writing::turn(Handing { agreed: permission.agreed, ..self.handing.clone() }, screen)
            }
            Err(error) => Turn::error(&error, screen.texts),
        }
    }
}

/// A ground, and the reason in a caseworker's words.
struct Against {
    handing: Handing,
    ground: Ground,
}

impl Subject<Screen> for Against {
    fn title(&self, texts: Texts) -> String {
        self.handing.title(&texts.desk.pages.step_wish, texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        vec![Row::text(&texts.desk.pages.wish_against)]
    }

    fn question(&self, texts: Texts) -> Option<String> {
        Some(texts.desk.pages.wish_why.clone())
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_typed
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let against = Some((self.ground, given.typed.as_str()));
        let said = Said { kind: self.handing.receiver.kind, agreed: None, against };
        match allows(&self.handing.case, &said) {
            Ok(permission) => {
                let against_wish = permission.against_wish;
                writing::turn(Handing { against_wish, ..self.handing.clone() }, screen)
            }
            Err(_) => Turn::Refused(screen.texts.desk.pages.no_reason.clone()),
        }
    }
}
