//! Pages: acts that need more than one key. The first line says what the page is; below it stands what
//! would be done, to scroll through or to mark lines in; then what must be typed. Esc leaves without
//! doing anything, and what takes thought to type is there again when the same page is opened.

mod attest;
mod body;
mod delete;
mod draw;
mod flow;
mod hand_on;
mod help;
mod keep;
mod keys;
mod links;
mod marks;
pub mod page;
mod recipients;
mod reseal;
mod running;
mod stats;

use crate::screen::effects::Next;
use crate::screen::model::Screen;
pub use draw::page as draw;
pub use keys::{pasted, pressed};

/// Opens the page of a key; nothing where the key has none.
pub fn begin(screen: &mut Screen, key: char) -> Option<Next> {
    match key {
        'd' | 'D' => delete::open(screen),
        'K' => keep::open(screen),
        'x' => hand_on::open(screen),
        'L' => return Some(links::open(screen)),
        'S' => stats::open(screen),
        'R' => return Some(recipients::open(screen)),
        'Z' => return Some(reseal::open(screen)),
        'T' => attest::open(screen),
        '?' => help::open(screen),
        _ => return None,
    }
    Some(Next::Stay)
}
