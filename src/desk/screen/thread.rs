//! One case as a page to scroll through. What the reporter told stays closed until it is opened.

use crate::case::search::Query;
use crate::screen::item::Item;
use crate::text::{Paragraph, ParagraphKind};
use crate::texts::Texts;
use crate::view::{answers, thread};
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// Where a case stands has this much room above its page; what is longer stands on the page too.
const LONGEST_STATUS: usize = 70;

/// A line of the page, and what it is a line of.
pub struct ThreadLine {
    /// What it says.
    pub text: String,
    /// What that is.
    pub kind: ParagraphKind,
}

/// The page.
pub struct Thread {
    /// Which.
    pub id: ThreadId,
    /// The first line in the picture.
    pub top: usize,
    /// Whether the story is open.
    pub is_open: bool,
    /// Its lines, broken for this width.
    pub lines: Vec<ThreadLine>,
    paragraphs: Vec<Paragraph>,
    /// Whom to ask about another language, as it is configured.
    translator: Option<String>,
    story_at: Option<usize>,
    /// Whether the story was just opened or closed, and must be in the picture.
    seeks_story: bool,
    width: usize,
    height: usize,
}

impl Thread {
    /// A case, its story closed; where it is not in the reader's language, with whom to ask.
    pub fn new(item: &Item, translator: Option<&str>, texts: Texts) -> Self {
        let status_line = status_line(item, texts);
        let mut paragraphs = Vec::new();
        if status_line.chars().count() > LONGEST_STATUS {
            paragraphs.push(Paragraph::new(&status_line));
            paragraphs.push(Paragraph::blank());
        }
        if let Some(line) = answers::translator(&item.case, translator, texts) {
            paragraphs.push(Paragraph::new(&line));
            paragraphs.push(Paragraph::blank());
        }
        paragraphs.extend(thread::page(&item.case, texts));
        let lines = Vec::new();
        let id = item.row.id;
        Self {
            id,
            top: 0,
            is_open: false,
            lines,
            paragraphs,
            translator: translator.map(str::to_owned),
            story_at: None,
            seeks_story: false,
            width: 0,
            height: 0,
        }
    }

    /// The same page of a case that has changed.
    pub fn renewed(self, item: &Item, texts: Texts) -> Self {
        let Self { top, is_open, seeks_story, translator, .. } = self;
        Self { top, is_open, seeks_story, ..Self::new(item, translator.as_deref(), texts) }
    }

    /// Breaks the lines, if they are not for this size already.
    pub fn fit(&mut self, width: usize, height: usize, query: &Query, texts: Texts) {
        self.height = height;
        if self.width != width {
            self.width = width;
            self.break_lines(query, texts);
        }
        if std::mem::take(&mut self.seeks_story)
            && let Some(at) = self.story_at.filter(|at| !(self.top..self.top + height).contains(at))
        {
            self.top = at.saturating_sub(1);
        }
        self.top = self.top.min(self.lines.len().saturating_sub(height));
    }

    /// Whether its lines are broken.
    pub fn is_laid_out(&self) -> bool {
        self.width != 0
    }

    fn break_lines(&mut self, query: &Query, texts: Texts) {
        self.lines.clear();
        self.story_at = None;
        for paragraph in &self.paragraphs {
            let kind = paragraph.kind();
            let is_story = kind == ParagraphKind::Story;
            if is_story {
                self.story_at = self.story_at.or(Some(self.lines.len()));
            }
            let text = if is_story && !self.is_open {
                closed(paragraph, query, texts).wrapped(self.width)
            } else {
                paragraph.wrapped(self.width)
            };
            self.lines.extend(text.lines().map(|line| ThreadLine { text: line.to_owned(), kind }));
        }
    }

    /// Whether there is something to open.
    pub fn has_story(&self) -> bool {
        self.paragraphs.iter().any(|paragraph| paragraph.kind() == ParagraphKind::Story)
    }

    /// Opens the story, or closes it; its lines are broken when they are drawn.
    pub fn turn_story(&mut self) {
        self.is_open = !self.is_open;
        self.seeks_story = true;
        self.width = 0;
    }

    /// Scrolls by so many lines.
    pub fn go(&mut self, by: isize) {
        let last = self.lines.len().saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(by).min(last);
    }

    /// Scrolls by so many pages, which have two lines in common.
    pub fn go_pages(&mut self, by: isize) {
        self.go(by * self.height.saturating_sub(2).max(1).cast_signed());
    }

    /// How many lines there are below the picture.
    pub fn below(&self) -> usize {
        self.lines.len().saturating_sub(self.top + self.height)
    }
}

/// What stands in the place of a story that nobody has opened: how often it holds what is searched for.
fn closed(story: &Paragraph, query: &Query, texts: Texts) -> Paragraph {
    match query.places(story.text()).len() {
        0 => Paragraph::indented(&texts.desk.screen.story_closed),
        count => {
            let words = &texts.desk.narrowing.story_closed;
            Paragraph::indented(&interpolate(words, &[("count", &count.to_string())]))
        }
    }
}

/// Where the case stands, on one line.
pub fn status_line(item: &Item, texts: Texts) -> String {
    let words = &texts.desk.screen;
    let state = item.case.state();
    let mut parts = Vec::new();
    if state.urgent {
        parts.push(texts.desk.desk.by_hand.clone());
    }
    if let Some(status) = state.status {
        let reason = state.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        parts.push(format!("{}{reason}", answers::status(status, texts)));
    }
    match state.assigned {
        Some(desk) => parts.push(interpolate(&texts.desk.desk.with, &[("desk", desk)])),
        None => parts.push(words.with_nobody.clone()),
    }
    if !item.row.labels.is_empty() {
        parts.push(interpolate(&words.labelled, &[("labels", &item.row.labels.join(", "))]));
    }
    parts.join(" · ").replace('\n', " ")
}
