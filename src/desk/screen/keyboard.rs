//! What was typed and what was pasted, from what a terminal reports of both.
//!
//! A console of Windows reports a paste as keys, one after the other. In the list each of its letters would be a
//! command, and each end of a line would open or send something.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};

use crate::platform::{altgr_is_control_and_alt, reports_paste};

/// So many letters nobody types within [`AT_ONCE`] of each other.
const LEAST: usize = 4;
/// A key that is held down comes again three times as late.
const AT_ONCE: Duration = Duration::from_millis(10);
/// The parts in which a console hands on a long text lie no further apart.
const BETWEEN_PARTS: Duration = Duration::from_millis(100);

/// Keys and pasted texts, in the order in which they came.
#[derive(Default)]
pub struct Keyboard {
    waiting: VecDeque<Event>,
}

impl Keyboard {
    /// Whether there is something to read within this time.
    pub fn poll(&self, time: Duration) -> io::Result<bool> {
        Ok(!self.waiting.is_empty() || event::poll(time)?)
    }

    /// The next of them.
    pub fn read(&mut self) -> io::Result<Event> {
        if let Some(event) = self.waiting.pop_front() {
            return Ok(event);
        }
        let first = read()?;
        if reports_paste() {
            return Ok(first);
        }
        self.waiting.extend(in_one(with_what_follows(first)?));
        // There is one: what was read first, or the paste that it began.
        Ok(self.waiting.pop_front().unwrap_or(Event::FocusGained))
    }
}

fn read() -> io::Result<Event> {
    let event = event::read()?;
    Ok(if altgr_is_control_and_alt() { without_altgr(event) } else { event })
}

/// All that comes at once with this.
fn with_what_follows(first: Event) -> io::Result<Vec<Event>> {
    let mut burst = vec![first];
    while event::poll(if is_pasted(&burst) { BETWEEN_PARTS } else { AT_ONCE })? {
        burst.push(read()?);
    }
    Ok(burst)
}

/// A letter as it stands on the keyboard, without the keys that AltGr is reported as.
fn without_altgr(mut event: Event) -> Event {
    const ALTGR: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::ALT);
    if let Event::Key(key) = &mut event
        && matches!(key.code, KeyCode::Char(_))
        && key.modifiers.contains(ALTGR)
    {
        key.modifiers.remove(ALTGR);
    }
    event
}

/// What came at once: as it is, or as the pasted text that it was, behind what is no key.
fn in_one(burst: Vec<Event>) -> Vec<Event> {
    if !is_pasted(&burst) {
        return burst;
    }
    let text = burst.iter().filter_map(letter).collect();
    let mut events: Vec<Event> = burst.into_iter().filter(|event| !matches!(event, Event::Key(_))).collect();
    events.push(Event::Paste(text));
    events
}

/// Whether these are the letters of a text. The same one again and again is a key that is held down.
fn is_pasted(burst: &[Event]) -> bool {
    let letters: Vec<char> = burst.iter().filter_map(letter).collect();
    letters.len() >= LEAST && letters.iter().any(|letter| *letter != letters[0])
}

/// The letter that a key writes. Some consoles report the end of a pasted line together with Ctrl.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other key writes anything")]
fn letter(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    let is_plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        _ if key.kind == KeyEventKind::Release => None,
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        KeyCode::Char(letter) if is_plain => Some(letter),
        _ => None,
    }
}
