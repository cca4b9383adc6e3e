//! Page: what it is about, what stands on it, and what follows of Enter. `S` is the screen that it is
//! shown on.

use std::sync::Arc;

use super::body::{Body, Row};
use super::marks::Marks;
use super::running::Running;
use crate::error::DeskError;
use crate::screen::editor::Editor;
use crate::screen::worker::Work;
use crate::texts::Texts;
use zegel_core::document::MOST_CHARACTERS;
use zegel_core::id::ThreadId;

/// As much as a reason or an answer on a page needs.
const MOST_TYPED: usize = 1000;

/// What a page is about: what it says, and what follows of what was typed or marked on it.
pub trait Subject<S>: Send {
    /// What the page is, for its first line.
    fn title(&self, texts: Texts) -> String;

    /// What stands on it.
    fn rows(&self, texts: Texts) -> Vec<Row>;

    /// What must be typed, if anything must.
    fn question(&self, _texts: Texts) -> Option<String> {
        None
    }

    /// The form of a text that is written on it, where it is no line; Enter is part of that, and Ctrl-D
    /// goes on.
    fn sheet(&self, _texts: Texts) -> Option<&'static str> {
        None
    }

    /// What of a text that is written on it should be looked at, while it is written.
    fn marks(&self, _text: &str, _texts: Texts) -> Marks {
        Marks::default()
    }

    /// The keys that do something on it.
    fn keys(&self, texts: Texts) -> &'static str;

    /// Whether lines of it can be marked.
    fn has_marks(&self) -> bool {
        false
    }

    /// Whether a key that does nothing else leaves it.
    fn is_left_by_any_key(&self) -> bool {
        false
    }

    /// By what it is found again after a look elsewhere, if what is typed on it takes thought.
    fn draft_key(&self) -> Option<DraftKey> {
        None
    }

    /// What follows of Enter.
    fn enter(&self, given: &Given, screen: &mut S) -> Turn<S>;
}

/// Draft key: the name of a page that was left, and the report that it is about.
pub type DraftKey = (&'static str, ThreadId);

/// What was typed and chosen on a page, and by what its work says how far it is.
pub struct Given {
    /// What was typed.
    pub typed: String,
    /// The place of the chosen line among those that can be chosen.
    pub at: usize,
    /// The places of the marked ones.
    pub marked: Vec<usize>,
    /// How far the work of the page is, and whether it is to stop.
    pub running: Arc<Running>,
}

/// What follows of Enter on a page.
pub enum Turn<S> {
    /// Nothing: it says why.
    Refused(String),
    /// Another page in its place.
    Page(Box<dyn Subject<S>>),
    /// Work, until whose end the page stays.
    Work(Work<S>),
    /// It closes.
    Close,
    /// It stays below a case that was opened from it, with the work that this begins.
    Below(Option<Work<S>>),
}

impl<S> Turn<S> {
    /// Why nothing was done.
    pub fn error(error: &DeskError, texts: Texts) -> Self {
        Self::Refused(error.text(texts.desk))
    }
}

/// A page, as far as it was scrolled, typed on and marked.
pub struct Page<S> {
    /// What it is about.
    pub subject: Box<dyn Subject<S>>,
    /// What stands on it.
    pub body: Body,
    /// What is typed on it, where something must be.
    pub input: Option<Editor>,
    /// What was typed when it was last drawn, and its marks.
    marked: (String, Marks),
    /// Why what was typed was not taken.
    pub refused: Option<String>,
    /// How far its work is, while that goes on.
    pub running: Option<Arc<Running>>,
    /// Whether a case that was opened from it stands over it.
    pub is_below: bool,
}

impl<S> Page<S> {
    /// The page of a subject, with nothing typed or marked.
    pub fn new(subject: Box<dyn Subject<S>>, texts: Texts) -> Self {
        let body = Body::new(subject.rows(texts), subject.has_marks());
        let line = || subject.question(texts).map(|_| Editor::line("", MOST_TYPED));
        let input = subject.sheet(texts).map(|form| Editor::form(form, MOST_CHARACTERS)).or_else(line);
        let marked = (String::new(), Marks::default());
        Self { subject, body, input, marked, refused: None, running: None, is_below: false }
    }

    /// A page that waits for work which brings what it shows.
    pub fn waiting(subject: Box<dyn Subject<S>>, running: Arc<Running>, texts: Texts) -> Self {
        Self { running: Some(running), ..Self::new(subject, texts) }
    }

    /// The marks of what is typed now. They are looked for again only where that has changed.
    pub fn marks(&mut self, texts: Texts) -> &Marks {
        let text = self.input.as_ref().map(Editor::text).unwrap_or_default();
        if text != self.marked.0 {
            let marks = self.subject.marks(&text, texts);
            self.marked = (text, marks);
        }
        &self.marked.1
    }

    /// Whether it waits for just this work.
    pub fn waits_for(&self, running: &Arc<Running>) -> bool {
        self.running.as_ref().is_some_and(|mine| Arc::ptr_eq(mine, running))
    }

    /// Whether something was typed or marked on it.
    pub fn has_something(&self, texts: Texts) -> bool {
        let form = self.subject.sheet(texts).unwrap_or_default().trim();
        let is_typed = self.input.as_ref().is_some_and(|editor| editor.text().trim() != form);
        is_typed || !self.body.marked().is_empty()
    }
}
