//! The order of a conversation. Documents know only the day, so a message carries the number of
//! the newest reply its writer had been shown, and what was sent from the same page just before it.

use std::collections::BTreeMap;

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
    /// Whether it is known to come after the turn that stands right before it in the conversation.
    pub fn follows(&self, before: &Self) -> bool {
        self.order() != before.order() || self.previous() == Some(before.id())
    }

    /// After which reply, of the reporter or not, and on which day.
    fn order(&self) -> Order {
        match self {
            Self::Report(_, report) => (0, 0, report.writing.day),
            Self::Message { message, .. } => (message.position.after, 2, message.writing.day),
            Self::Reply { copy, .. } => (copy.number, 1, Some(copy.note.day)),
        }
    }

    fn id(&self) -> EntryId {
        match self {
            Self::Report(id, _) | Self::Message { id, .. } => *id,
            Self::Reply { copy, .. } => copy.id,
        }
    }

    /// What its writer sent from the same page just before.
    fn previous(&self) -> Option<EntryId> {
        let Self::Message { message, .. } = self else { return None };
        message.position.previous
    }
}

/// What orders turns before all else.
type Order = (u32, u8, Option<Day>);

/// All turns, in their order. Two of which no order is known do not follow each other
/// ([`Turn::follows`]).
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
    let mut turns = by_page(reports.chain(messages).chain(replies).collect());
    // Stable: what was sent from one page stays together, in the order in which it was sent.
    turns.sort_by_key(Turn::order);
    turns
}

/// Turns with what was sent from the same page right behind each. This is believed only among turns that
/// have the same order otherwise.
fn by_page(turns: Vec<Turn<'_>>) -> Vec<Turn<'_>> {
    let orders: BTreeMap<EntryId, Order> = turns.iter().map(|turn| (turn.id(), turn.order())).collect();
    let mut next: BTreeMap<EntryId, Vec<Turn<'_>>> = BTreeMap::new();
    let mut rest = Vec::new();
    for turn in turns {
        let previous = turn.previous().filter(|id| orders.get(id) == Some(&turn.order()));
        match previous {
            Some(id) => next.entry(id).or_default().push(turn),
            None => rest.push(turn),
        }
    }
    let mut result = Vec::new();
    rest.reverse();
    while let Some(turn) = rest.pop() {
        rest.extend(next.remove(&turn.id()).into_iter().flatten().rev());
        result.push(turn);
    }
    // Messages that name each other in a circle: none comes first, and none is lost.
    result.extend(next.into_values().flatten());
    result
}
