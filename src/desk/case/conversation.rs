//! The order of a conversation. Documents know only the day, so a message carries the number of
//! the newest reply its writer had been shown.

use crate::case::{Case, SentReply};
use zegel_core::calendar::Day;
use zegel_core::document::{ReceivedMessage, ReceivedReport};
use zegel_core::id::EntryId;

/// One turn of reporter or desk.
pub enum Turn<'a> {
    /// The first words.
    Report(EntryId, &'a ReceivedReport),
    /// Later words.
    Message {
        /// The entry.
        id: EntryId,
        /// The words.
        message: &'a ReceivedMessage,
        /// Whether the writer of the report wrote them.
        proved: bool,
    },
    /// The desk's words.
    Reply {
        /// From the desk's copy.
        copy: SentReply<'a>,
        /// Whether the reply itself stands on the server.
        stands: bool,
    },
}

impl Turn<'_> {
    /// After which reply, of the reporter or not, and on which day. Two turns for which it is the
    /// same have no known order.
    pub fn order(&self) -> (u32, u8, Option<Day>) {
        match self {
            Self::Report(_, report) => (0, 0, report.writing.day),
            Self::Message { message, .. } => (message.after, 2, message.writing.day),
            Self::Reply { copy, .. } => (copy.number, 1, Some(copy.note.day)),
        }
    }
}

/// All turns, in their order.
pub fn conversation(case: &Case) -> Vec<Turn<'_>> {
    let reports = case.reports().map(|(id, report)| Turn::Report(id, report));
    let messages = case.messages().map(|(id, message)| {
        let proved = case.proves(id, message);
        Turn::Message { id, message, proved }
    });
    let answers = case.answers();
    let replies = case.copies().into_iter().map(|copy| {
        let stands = answers.contains(&copy.id);
        Turn::Reply { copy, stands }
    });
    let mut turns: Vec<Turn<'_>> = reports.chain(messages).chain(replies).collect();
    turns.sort_by_key(Turn::order);
    turns
}
