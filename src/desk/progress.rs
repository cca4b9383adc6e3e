//! Progress: how far long work has come, for a person who waits for it.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

use crate::platform::can_draw;

/// How long work shows its progress.
#[derive(Clone, Copy)]
pub enum Progress {
    /// As a bar behind these words.
    Bar(&'static str),
    /// Not at all: a screen says in its own way that something is being done.
    Hidden,
}

impl Progress {
    /// The bar of work that has so many steps: on standard error, and only for a person.
    pub fn start(self, steps: usize) -> ProgressBar {
        let Self::Bar(words) = self else { return ProgressBar::hidden() };
        let steps = steps as u64;
        let is_seen = stderr().is_terminal() && can_draw();
        let bar = if is_seen { ProgressBar::new(steps) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(words);
        bar
    }
}
