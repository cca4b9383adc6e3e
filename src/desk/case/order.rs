//! The order of the list: what cannot be believed or understood first, then what is urgent.

use std::cmp::Reverse;

use super::triage::{Reason, Row, Todo};
use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;

/// More reports than these in which nothing can be read are a flood, which must hide no other.
const MOST_JUNK: usize = 5;
/// The rank of a case for which there is no particular reason.
const LOWEST_RANK: u8 = 6;

/// The place of a line; the least is the first.
type Place = (bool, bool, u8, bool, Todo, Reverse<Week>, ThreadId);

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
    /// What is done and withdrawn last; then by the weightiest reason, within its rank what is soon
    /// erased, what there is to do, and the newest first.
    fn place(&self, is_flood: bool) -> Place {
        // A tuple is compared from left to right, and false comes before true. A case has the rank of
        // its weightiest reason: many small reasons do not add up to a great one.
        let urgency = self.reasons.iter().map(|reason| reason.rank()).min().unwrap_or(LOWEST_RANK);
        let urgency = if is_flood && self.is_junk() { LOWEST_RANK } else { urgency };
        let stays = !self.reasons.contains(&Reason::ExpiresSoon);
        let week = Reverse(self.week);
        // The id comes last, so that two computers show the same order.
        (self.withdrawn, self.todo == Todo::Done, urgency, stays, self.todo, week, self.id)
    }
}

impl Reason {
    /// The rank that it gives a case, the first 0.
    fn rank(self) -> u8 {
        match self {
            Self::OtherDocument | Self::NotUnderstood => 0,
            Self::Danger | Self::ByHand => 1,
            Self::Under18 | Self::MaybeUnder18 => 2,
            Self::StillGoingOn => 3,
            Self::AboutMe => 4,
            Self::AsksQuestion | Self::WishAnswered => 5,
            Self::ExpiresSoon | Self::WroteBack | Self::TodayOrYesterday | Self::OddField => LOWEST_RANK,
        }
    }
}
