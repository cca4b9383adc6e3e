//! Counts that may be published. A small count can point to one person, so it is hidden, and so is
//! whatever would give it away.
//!
//! Hidden is every count below [`LEAST`], zero too. The total is known, so what is hidden can be
//! summed up. That sum tells too much if only one count is hidden, if it is itself below [`LEAST`],
//! or if all must be as large as a hidden count can be. Then the last count that is still shown is
//! hidden as well: the last by its place, not by its size, for a choice by size would tell of it.
//! If there is none to hide and the sum is too small, the total is hidden too.

/// No count below this is shown.
pub const LEAST: u32 = 11;

/// Counts as they may be seen; nothing where one is hidden.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Published {
    /// In the order of the counts.
    pub cells: Vec<Option<u32>>,
    /// Of all counts.
    pub total: Option<u32>,
}

/// Hides nothing, for those who may read every report.
pub fn whole(counts: &[u32]) -> Published {
    Published { cells: counts.iter().copied().map(Some).collect(), total: Some(counts.iter().sum()) }
}

/// Hides what must be hidden.
pub fn publish(counts: &[u32]) -> Published {
    // First every small count goes.
    let mut cells: Vec<Option<u32>> =
        counts.iter().map(|count| Some(*count).filter(|c| *c >= LEAST)).collect();
    // The total is shown, so a reader can subtract: this is the sum of what is hidden.
    let total: u32 = counts.iter().sum();
    let hidden = total - shown(&cells);
    let number: u32 = cells.iter().map(|cell| u32::from(cell.is_none())).sum();
    // That sum tells too much where one count is hidden (it is the sum), where it is small itself, or
    // where it is so large that each hidden count must be the largest that is hidden.
    let tells = number == 1 || (number > 0 && (hidden < LEAST || hidden == number * (LEAST - 1)));
    if tells && let Some(last) = cells.iter_mut().rfind(|cell| cell.is_some()) {
        *last = None;
    }
    // One more was hidden, if there was one. Where the sum is still small, the total goes too.
    let hidden = total - shown(&cells);
    let is_safe = hidden >= LEAST || cells.iter().all(Option::is_some);
    Published { cells, total: is_safe.then_some(total) }
}

fn shown(cells: &[Option<u32>]) -> u32 {
    cells.iter().flatten().sum()
}
