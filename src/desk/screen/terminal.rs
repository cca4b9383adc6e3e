//! The terminal in the hands of the screen, given back in every case.

use std::io::{self, stdout};

use ratatui::DefaultTerminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};

use super::draw;
use super::model::Screen;

/// The terminal. When dropped, and after a panic, it is as it was before.
pub struct Terminal(DefaultTerminal);

impl Terminal {
    /// Takes it: every key at once, on the alternate screen.
    pub fn begin() -> io::Result<Self> {
        let terminal = Self(ratatui::try_init()?);
        execute!(stdout(), EnableBracketedPaste)?;
        Ok(terminal)
    }

    /// Draws the picture of this moment.
    pub fn draw(&mut self, screen: &mut Screen<'_>) -> io::Result<()> {
        self.0.draw(|frame| draw::all(frame, screen)).map(|_| ())
    }

    /// Gives it to another program for a while.
    pub fn leave(&mut self) {
        drop(execute!(stdout(), DisableBracketedPaste));
        drop(self.0.show_cursor());
        ratatui::restore();
    }

    /// Takes it again.
    pub fn come_back(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        self.0 = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.leave();
    }
}
