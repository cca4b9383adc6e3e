//! What tells one report of the list from another, on the line below its own.

use crate::screen::item::Item;
use crate::texts::Texts;
use crate::view::facts::Facts;

/// One line, the call name first.
pub fn line(item: &Item, short: usize, texts: Texts) -> String {
    Facts::new(&item.case, item.signs, item.like).words(&item.row, short, texts).join(" · ")
}
