//! The alternate screen: the terminal while the full-screen view has it, given back in every case.

use std::io::{self, stdout};

use ratatui::DefaultTerminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, enable_raw_mode, is_raw_mode_enabled,
};

use super::draw;
use super::model::Screen;
use crate::keys::prompt;
use crate::platform::reports_paste;
use crate::signals::{OnEnd, on_end};

/// The terminal. When dropped, after a panic and at a signal, it is as it was before.
pub struct AlternateScreen {
    inner: DefaultTerminal,
    _given_back: OnEnd,
}

impl AlternateScreen {
    /// Takes it: every key at once, on the alternate screen.
    pub fn begin() -> io::Result<Self> {
        let taken = Self { inner: ratatui::try_init()?, _given_back: on_end(give_back) };
        report_pastes()?;
        Ok(taken)
    }

    /// Draws the picture of this moment, all of it if something else stands there.
    pub fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        if prompt::was_written_over() {
            execute!(stdout(), Clear(ClearType::All))?;
            self.inner = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        }
        self.inner.draw(|frame| draw::all(frame, screen)).map(|_| ())
    }

    /// Gives it to another program for a while.
    pub fn leave(&mut self) {
        let _ = execute!(stdout(), DisableBracketedPaste);
        let _ = self.inner.show_cursor();
        ratatui::restore();
    }

    /// Takes it again.
    pub fn come_back(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen)?;
        report_pastes()?;
        self.inner = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }
}

/// Has what is pasted reported as that. A console that cannot would only garble it.
fn report_pastes() -> io::Result<()> {
    if reports_paste() { execute!(stdout(), EnableBracketedPaste) } else { Ok(()) }
}

/// Gives the terminal back, unless another program has it or it is given back already.
fn give_back() {
    if is_raw_mode_enabled().unwrap_or(false) {
        let _ = execute!(stdout(), Show, DisableBracketedPaste);
        ratatui::restore();
    }
}

impl Drop for AlternateScreen {
    fn drop(&mut self) {
        self.leave();
    }
}
