//! Third step: what goes. Whether the reporter's own words go too, and the text that a caseworker writes
//! beside the report.

use super::handing::Handing;
use super::lines;
use crate::case::Case;
use crate::export::plan::language_of;
use crate::export::pointing::{of_desk, said_of_desk};
use crate::export::receivers::Gets;
use crate::export::restated::{self, Written};
use crate::screen::model::Screen;
use crate::screen::pages::body::Row;
use crate::screen::pages::flow::Turn;
use crate::screen::pages::marks::Marks;
use crate::screen::pages::page::{DraftKey, Given, Subject};
use crate::texts::Texts;
use crate::view::{answers, thread};

/// Asks for the own words where this receiver may get them, and else for the text.
pub fn turn(handing: Handing, screen: &mut Screen) -> Turn {
    if handing.receiver.gets == Gets::OwnWords {
        return Turn::Page(Box::new(OwnWords { handing }));
    }
    Turn::Page(Box::new(Writing::new(handing, screen)))
}

struct OwnWords {
    handing: Handing,
}

impl Subject<Screen> for OwnWords {
    fn title(&self, texts: Texts) -> String {
        self.handing.title(&texts.desk.pages.step_text, texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        let choices = [&words.text_alone, &words.text_and_words, &words.text_and_answers];
        let mut rows = vec![Row::text(&words.text_which), Row::blank()];
        rows.extend(choices.map(|choice| Row::choice(choice)));
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_choose
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let own_words = given.at > 0;
        let answers = given.at > 1;
        let handing = Handing { own_words, answers, ..self.handing.clone() };
        Turn::Page(Box::new(Writing::new(handing, screen)))
    }
}

/// The text, below the report that it is written beside.
struct Writing {
    handing: Handing,
    /// Whom to ask for a translation, where one is needed.
    translator: Option<String>,
}

impl Writing {
    fn new(handing: Handing, screen: &Screen) -> Self {
        let configured = screen.settings.configured.translator.as_deref();
        let translator = answers::translator(&handing.case, configured, screen.texts);
        Self { handing, translator }
    }
}

impl Subject<Screen> for Writing {
    fn title(&self, texts: Texts) -> String {
        self.handing.title(&texts.desk.pages.step_text, texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let report = thread::page(&self.handing.case, texts).into_iter().map(Row::from);
        let translator = self.translator.iter().map(|line| Row::text(line));
        translator.chain(report).collect()
    }

    fn question(&self, texts: Texts) -> Option<String> {
        Some(texts.desk.pages.text_question.clone())
    }

    fn sheet(&self, texts: Texts) -> Option<&'static str> {
        let words = &texts.desk.hand_on;
        Some(if self.handing.own_words { &words.form_beside } else { &words.form })
    }

    fn marks(&self, text: &str, texts: Texts) -> Marks {
        pointing_in(text, &self.handing.case, texts)
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_sheet
    }

    fn draft_key(&self) -> Option<DraftKey> {
        Some(("hand on", self.handing.case.thread))
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        match Written::parse(&given.typed) {
            Ok(written) if written.text.is_empty() && !self.handing.own_words => {
                Turn::Refused(screen.texts.desk.pages.text_none.clone())
            }
            Ok(written) => {
                let Written { text, redact } = written;
                lines::turn(Handing { text, redact, ..self.handing.clone() }, screen)
            }
            Err(error) => Turn::error(&error, screen.texts),
        }
    }
}

/// What in a text with headings may point at the reporter, and why.
fn pointing_in(text: &str, case: &Case, texts: Texts) -> Marks {
    let found = of_desk(&restated::words(text), language_of(case));
    let said = said_of_desk(text, &found, texts);
    Marks { passages: found.into_iter().map(|passage| passage.range).collect(), said }
}
