//! Rate limits: how much is accepted at once, for all together and for each network. They slow down,
//! and never lock a mailbox or know a person.
//!
//! The global budgets follow from what disk and processor can take, and each net has half: who
//! floods the onion slows nobody elsewhere. Beside them each client has a generous one where it is
//! known, shared with its [`Cell`]. Over that one it is still accepted while little is: there is no reason
//! to refuse a hotel's guest because of another when nobody else is there.

use std::time::{Duration, Instant};

use super::budget::{Budget, Quota};
use crate::listen::{CELLS, Cell, CellKey, Net, Visitor};
use zegel_core::id::{NoRandomness, random};
use zegel_core::seal::{CLASSES, ForDesk};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
/// Who has to wait comes back at one of so many seconds, and not all at once.
const SPREAD: u64 = 4;

/// An act that is limited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// A report or a message, whether or not a mailbox exists.
    Write,
    /// A withdrawal, of a thread or of nothing: a flood of those, which cost little, takes nothing from
    /// reports.
    Withdraw,
    /// A look-up of a token.
    LookUp,
    /// A request for a session with an unknown key. Those with a known one have no limit: it
    /// would be used up by whoever knows that key.
    UnknownKey,
}

impl Action {
    const ALL: [Self; 4] = [Self::Write, Self::Withdraw, Self::LookUp, Self::UnknownKey];

    /// Rate and burst for everybody of one net together.
    fn global(self) -> Quota {
        match self {
            // Sealing for three desks takes about a millisecond of one core.
            Self::Write | Self::Withdraw => Quota::new(500, SECOND, 1_000),
            Self::LookUp => Quota::new(2_500, SECOND, 5_000),
            Self::UnknownKey => Quota::new(5, SECOND, 20),
        }
    }

    /// Rate and burst of one cell: a hotel's staff behind one address, or a training of thirty.
    fn client(self) -> Quota {
        match self {
            Self::Write | Self::Withdraw | Self::UnknownKey => Quota::new(30, MINUTE, 60),
            Self::LookUp => Quota::new(60, MINUTE, 120),
        }
    }

    /// Rate and burst of what all cells together get beyond their own. It is little beside the global
    /// budget, so that it is never what others lack, and too little to fill a store of 4 GiB in half a day.
    fn beyond(self) -> Quota {
        match self {
            Self::Write | Self::Withdraw | Self::UnknownKey => Quota::new(5, SECOND, 20),
            Self::LookUp => Quota::new(10, SECOND, 40),
        }
    }
}

/// The weight of a document in the budget of writing: how many of the smallest class it is as large as.
pub(super) fn weight(document: &ForDesk) -> u32 {
    let weight = document.outside().map_or(1, |(class, _)| class.size() / CLASSES[0]);
    u32::try_from(weight).unwrap_or(u32::MAX)
}

/// The state of all limits, of constant size.
pub(super) struct Limits {
    clearnet: Budgets,
    onion: Budgets,
    key: CellKey,
    began: Instant,
}

/// The limits of one net, of each action: for all together, for each cell, and for all cells that are
/// beyond theirs.
struct Budgets {
    global: [Budget; 4],
    cells: [Vec<Budget>; 4],
    beyond: [Budget; 4],
}

/// A limit that is reached, and the seconds until there is room again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Busy {
    pub(super) seconds: u64,
}

impl Budgets {
    fn new() -> Self {
        let cells = |action: Action| match action {
            // Nobody who is known needs it; the global budget is enough.
            Action::UnknownKey => Vec::new(),
            Action::Write | Action::Withdraw | Action::LookUp => {
                (0..CELLS).map(|_| Budget::default()).collect()
            }
        };
        Self { global: Default::default(), cells: Action::ALL.map(cells), beyond: Default::default() }
    }

    /// Counts in everybody's budget what fits the cell's, or what may go beyond it.
    fn take(&self, action: Action, cell: Option<Cell>, count: u32, now: Duration) -> Result<(), Duration> {
        let number = action as usize;
        if let Some(own) = cell.and_then(|cell| self.cells[number].get(cell.index()))
            && let Err(wait) = own.take(action.client(), count, now)
        {
            self.beyond[number].take(action.beyond(), count, now).map_err(|_| wait)?;
        }
        self.global[number].take(action.global(), count, now)
    }
}

impl Limits {
    pub(super) fn new() -> Result<Self, NoRandomness> {
        let key = CellKey::new()?;
        Ok(Self { clearnet: Budgets::new(), onion: Budgets::new(), key, began: Instant::now() })
    }

    /// Counts one act in the client's budget and in everybody's, or says when to come back.
    pub(super) fn take(&self, action: Action, visitor: Visitor) -> Result<(), Busy> {
        self.take_many(action, visitor, 1)
    }

    /// Counts what a document weighs beyond the one that was counted before it was looked at.
    pub(super) fn take_rest(&self, document: &ForDesk, visitor: Visitor) -> Result<(), Busy> {
        self.take_many(Action::Write, visitor, weight(document) - 1)
    }

    fn take_many(&self, action: Action, visitor: Visitor, count: u32) -> Result<(), Busy> {
        let budgets = match visitor.net {
            Net::Clearnet => &self.clearnet,
            Net::Onion => &self.onion,
        };
        let cell = self.key.cell(visitor.client);
        budgets.take(action, cell, count, self.began.elapsed()).map_err(busy)
    }
}

fn busy(wait: Duration) -> Busy {
    let spread = random::<1>().map_or(0, |[byte]| u64::from(byte) % SPREAD);
    Busy { seconds: wait.as_secs() + 1 + spread }
}
