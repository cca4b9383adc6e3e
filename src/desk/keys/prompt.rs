//! The prompt for a secret: a question on the terminal, and a line that is typed and not shown.
//!
//! The terminal's own line editing is used, with its echo off. Of the crates for
//! this, rpassword 7.5 ends the program at Ctrl-C before it gives the terminal back, and what
//! crossterm reads stays in a buffer of its own that nobody can wipe.

use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use age::secrecy::SecretString;
use ratatui::crossterm::cursor::MoveTo;
use ratatui::crossterm::queue;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, is_raw_mode_enabled,
};

use crate::platform::{can_draw, hidden_line, hide_typing, person, put_back};
use crate::signals::{OnEnd, on_end};
use crate::terminal::{clean, wrap};

/// Whether a question stands where a screen had drawn its picture.
static IS_WRITTEN_OVER: AtomicBool = AtomicBool::new(false);

/// Held by who reads keys and writes on the terminal now: a screen, or a question of another thread.
static TURN: Mutex<()> = Mutex::new(());
/// So many questions wait for the terminal.
static QUESTIONS: AtomicUsize = AtomicUsize::new(0);

/// The terminal, to read keys and to write, as long as this is held.
#[must_use]
pub struct Turn(#[expect(dead_code, reason = "it is held, and dropped")] MutexGuard<'static, ()>);

/// The terminal for a question. A screen gives it as soon as it can.
pub fn turn_to_ask() -> Turn {
    QUESTIONS.fetch_add(1, Ordering::SeqCst);
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    QUESTIONS.fetch_sub(1, Ordering::SeqCst);
    Turn(turn)
}

/// The terminal for a screen, unless a question has it or waits for it.
pub fn turn_to_draw() -> Option<Turn> {
    if QUESTIONS.load(Ordering::SeqCst) > 0 {
        return None;
    }
    TURN.try_lock().ok().map(Turn)
}

/// Why there is no answer.
pub enum Unanswered {
    /// There is no terminal.
    NoTerminal,
    /// Ctrl-C, or Ctrl-D on an empty line.
    Stopped,
    /// The terminal failed, or what was typed is no text.
    Failed(io::Error),
}

impl From<io::Error> for Unanswered {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Asks on the terminal for a line that is not shown. It waits as long as it takes.
pub fn ask(question: &str) -> Result<SecretString, Unanswered> {
    let (mut keyboard, mut terminal) = open()?;
    if is_raw_mode_enabled()? {
        IS_WRITTEN_OVER.store(true, Ordering::SeqCst);
        terminal.write_all(&empty_page()?)?;
    }
    // A signal knows the way back before anything is changed.
    let quiet = on_end(put_back(&keyboard)?);
    hide_typing(&keyboard)?;
    let question = format!("{} ", wrap(&clean(question), 0).trim_end());
    // In one piece: a signal may end the program between two.
    terminal.write_all(question.as_bytes())?;
    let line = hidden_line(&mut keyboard);
    terminal.write_all(b"\n")?;
    drop(quiet);
    let line = line?.ok_or(Unanswered::Stopped)?;
    let text = std::str::from_utf8(&line).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(SecretString::from(text))
}

/// Whether a question was asked in the place of a screen's picture since this was last asked.
pub fn was_written_over() -> bool {
    IS_WRITTEN_OVER.swap(false, Ordering::SeqCst)
}

/// Puts a text on the terminal alone, with an empty line below it.
pub fn print(text: &str) -> Result<(), Unanswered> {
    let (_, mut terminal) = open()?;
    Ok(writeln!(terminal, "{}", wrap(&clean(text), 0))?)
}

/// A page of its own, until it is dropped, so that nobody can scroll back to it. A terminal that says
/// nothing of what it can do has none.
pub fn own_page() -> Result<Option<OnEnd>, Unanswered> {
    if !can_draw() {
        return Ok(None);
    }
    let mut out = Vec::new();
    queue!(out, EnterAlternateScreen)?;
    out.extend_from_slice(&empty_page()?);
    open()?.1.write_all(&out)?;
    Ok(Some(on_end(|| drop(leave_page()))))
}

fn empty_page() -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    queue!(out, Clear(ClearType::All), MoveTo(0, 0))?;
    Ok(out)
}

fn leave_page() -> Result<(), Unanswered> {
    let mut out = Vec::new();
    queue!(out, LeaveAlternateScreen)?;
    Ok(open()?.1.write_all(&out)?)
}

/// Where keys come from, and where words go.
fn open() -> Result<(File, impl Write), Unanswered> {
    person().map_err(|_| Unanswered::NoTerminal)
}
