//! What the screen asks: a choice, a line, a text, or a yes before an answer goes.

use crate::screen::editor::Editor;
use crate::screen::filter::Only;
use zegel_core::document::{MOST_CHARACTERS, MOST_REPLY_CHARACTERS, Status};
use zegel_core::id::ThreadId;

/// What is asked now.
pub enum Dialog {
    /// One of several.
    Choice(Choice),
    /// One line.
    Line(Line),
    /// A text.
    Sheet(Sheet),
    /// The answer as the reporter will see it, and what it was written on.
    Preview(Sheet, String),
}

impl Dialog {
    /// The case that it is about, if it is about one.
    pub fn thread(&self) -> Option<ThreadId> {
        match self {
            Self::Choice(Choice { of, .. }) => match of {
                Of::Short(id) | Of::Status(id) | Of::Desk(id) | Of::Colleague(id) => Some(*id),
                Of::Only(_) => None,
            },
            Self::Sheet(sheet) | Self::Preview(sheet, _) => Some(sheet.thread),
            Self::Line(Line { of: LineOf::Reason(thread, _) | LineOf::Labels(thread), .. }) => Some(*thread),
            Self::Line(Line { of: LineOf::Search, .. }) => None,
        }
    }
}

/// One of several.
pub struct Choice {
    /// What is chosen.
    pub of: Of,
    /// What there is to choose from.
    pub options: Vec<String>,
    /// The chosen one.
    pub at: usize,
}

/// What can be chosen, of which case.
pub enum Of {
    /// A short answer, or none.
    Short(ThreadId),
    /// Where the case stands.
    Status(ThreadId),
    /// Who has it, or nobody.
    Desk(ThreadId),
    /// Who gets it.
    Colleague(ThreadId),
    /// By what the list is narrowed.
    Only(Vec<Only>),
}

/// One line.
pub struct Line {
    /// What it is for.
    pub of: LineOf,
    /// What was typed.
    pub editor: Editor,
}

/// What one line can be for.
#[derive(Clone, Copy)]
pub enum LineOf {
    /// Words that are searched for.
    Search,
    /// Why a case stands where it will stand.
    Reason(ThreadId, Status),
    /// The labels of a case.
    Labels(ThreadId),
}

/// A text.
pub struct Sheet {
    /// The case.
    pub thread: ThreadId,
    /// What it is for.
    pub purpose: Purpose,
    /// What was written.
    pub editor: Editor,
}

/// What a text can be for.
pub enum Purpose {
    /// For the reporter, below a short answer in their language.
    Reply(Option<ShortAnswer>),
    /// For colleagues.
    Note,
    /// For the colleague who gets the case.
    HandOver(String),
}

/// A short answer in the reporter's language.
pub struct ShortAnswer {
    /// What goes.
    pub text: String,
    /// What it says, in the caseworker's language where that is another.
    pub meaning: Option<String>,
    /// Whether it asks something.
    pub asks: bool,
}

/// A short answer and the other words have an empty line between them.
const BETWEEN: usize = 2;

impl Purpose {
    /// Its name among what was put away.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Reply(_) => "reply",
            Self::Note => "note",
            Self::HandOver(_) => "handover",
        }
    }

    /// The characters for which there is room.
    pub fn most(&self) -> usize {
        match self {
            Self::Reply(None) => MOST_REPLY_CHARACTERS,
            Self::Reply(Some(short)) => MOST_REPLY_CHARACTERS - short.text.chars().count() - BETWEEN,
            Self::Note | Self::HandOver(_) => MOST_CHARACTERS,
        }
    }
}
