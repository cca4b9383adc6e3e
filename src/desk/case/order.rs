//! The order of the list: what cannot be believed or understood first, then what is urgent.

use std::cmp::Reverse;

use super::triage::{Reason, Row, Todo};
use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;

/// More reports than these in which nothing can be read are a flood, which must hide no other.
const MOST_JUNK: usize = 5;
/// The ranks up to this one are for who may be in danger now, and for what cannot wait.
const CANNOT_WAIT: usize = 5;
/// The choice of the form for what is over.
const OVER: &str = "when-longer";

/// The place of a line; the least is the first.
type Place = (bool, bool, usize, bool, bool, Todo, Reverse<Week>, ThreadId);

/// Whether so many of these hold nothing readable that somebody may have sent them to hide the rest.
pub fn is_flood<'a>(rows: impl IntoIterator<Item = &'a Row>) -> bool {
    rows.into_iter().filter(|row| row.is_junk()).count() > MOST_JUNK
}

/// Sorts what has a line: the first to do is the first.
pub fn sort<T>(items: &mut [T], row: impl Fn(&T) -> &Row) {
    let is_flood = is_flood(items.iter().map(&row));
    items.sort_by_key(|item| row(item).place(is_flood));
}

impl Row {
    /// What is done and withdrawn last; then by the weightiest reason. Within its rank: what nobody has
    /// read, what is soon erased, what there is to do, and the newest first.
    fn place(&self, is_flood: bool) -> Place {
        // A tuple is compared from left to right, and false comes before true. A case has the rank of
        // its weightiest reason: many small reasons do not add up to a great one.
        let rank = if is_flood && self.is_junk() { usize::MAX } else { self.rank() };
        let is_done = self.todo == Todo::Done;
        let stays = !self.reasons.contains(&Reason::ExpiresSoon);
        let week = Reverse(self.week);
        // The id comes last, so that two computers show the same order.
        (self.withdrawn, is_done, rank, !self.unread, stays, self.todo, week, self.id)
    }

    /// Whether somebody may be in danger now, or a person or a rule says that it cannot wait.
    pub fn cannot_wait(&self) -> bool {
        self.rank() <= CANNOT_WAIT
    }

    /// The rank, the first 0.
    fn rank(&self) -> usize {
        let has = |reason: Reason| self.reasons.contains(&reason);
        let goes_on = has(Reason::StillGoingOn);
        let is_over = self.when.as_deref() == Some(OVER);
        let ranks = [
            // It may be the worst of all, or a lie of the server about a case that somebody knows. What
            // a caseworker put first is known to somebody; this is known to nobody.
            has(Reason::OtherDocument) || has(Reason::NotUnderstood),
            // A person who has read it knows better than what is computed below.
            has(Reason::ByHand),
            // The one who needs help writes and reads the answer. The page for them asks neither when it
            // was nor about an age, so this alone is enough.
            has(Reason::AboutMe) && !is_over,
            // Yes before maybe, and each first while it goes on.
            has(Reason::Under18) && goes_on,
            has(Reason::Under18) && !is_over,
            has(Reason::MaybeUnder18) && goes_on,
            has(Reason::MaybeUnder18) && !is_over,
            // Words that a rule found, so after what the reporter chose.
            has(Reason::AgeInWords) && !is_over,
            // A colleague can go no further without this caseworker.
            has(Reason::SecondLook) || has(Reason::HandedOver),
            goes_on,
            // Time runs out for it, and for what stands below it does not.
            has(Reason::ExpiresSoon),
            // Over, and still about a child or about who wrote.
            has(Reason::AboutMe) || has(Reason::Under18) || has(Reason::MaybeUnder18),
            // The reporter waits for an answer.
            has(Reason::AsksQuestion) || has(Reason::WishAnswered),
        ];
        ranks.iter().position(|applies| *applies).unwrap_or(ranks.len())
    }
}
