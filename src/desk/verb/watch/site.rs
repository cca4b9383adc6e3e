//! Site: the public page as a visitor gets it, looked at every hour. What the server says of itself shows
//! nothing of a certificate that has ended, a proxy that is away, or a page that somebody changed.

use std::time::{Duration, Instant};

use crate::config::Settings;
use crate::site::verify;
use crate::terminal::Terminal;

/// How often a page is looked at on which nothing was wrong.
const EVERY: Duration = Duration::from_secs(3600);
/// After so many looks without an answer that is said: a computer is offline for a while each day.
const FAILURES_TO_SAY: u32 = 3;

/// The page, and what was found there.
pub struct Site<'a> {
    url: &'a str,
    /// When all was as it should be.
    right: Option<Instant>,
    failures: u32,
    said: Option<String>,
}

/// What there is to say of it that was not said yet.
pub enum Finding {
    /// Something is not as it should be.
    Wrong(String),
    /// All is as it should be again.
    Right,
}

impl<'a> Site<'a> {
    /// The page at this address; nothing was looked at yet.
    pub fn at(url: &'a str) -> Self {
        Self { url, right: None, failures: 0, said: None }
    }

    /// Looks, if it is time.
    pub fn look(&mut self, settings: &Settings, terminal: &Terminal) -> Option<Finding> {
        if self.right.is_some_and(|right| right.elapsed() < EVERY) {
            return None;
        }
        let Err(error) = verify::check(self.url, settings, terminal) else {
            self.right = Some(Instant::now());
            self.failures = 0;
            return self.said.take().map(|_| Finding::Right);
        };
        self.right = None;
        self.failures = self.failures.saturating_add(1);
        let why = error.text(terminal.texts.desk);
        let is_sure = error.is_suspicious() || self.failures >= FAILURES_TO_SAY;
        if !is_sure || self.said.as_ref() == Some(&why) {
            return None;
        }
        self.said = Some(why.clone());
        Some(Finding::Wrong(why))
    }
}
