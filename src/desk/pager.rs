//! Pager: shows a page on the alternate screen, so that nothing of it stays in the terminal's memory.

#![expect(clippy::wildcard_enum_match_arm, reason = "other keys mean nothing here")]

use std::io::{self, Write, stdout};

use ratatui::crossterm::cursor::{Hide, MoveTo, Show};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode, size,
};
use ratatui::crossterm::{execute, queue};

use crate::signals::on_end;
use crate::text::{Paragraph, WIDTH};

/// What a key does.
#[derive(PartialEq, Eq)]
enum Key {
    Lines(isize),
    Pages(isize),
    First,
    Last,
    End,
    Other,
}

/// Shows the page until it is left. `foot` stands below it.
pub fn show(page: &[Paragraph], foot: &str) -> io::Result<()> {
    enable_raw_mode()?;
    let _given_back = on_end(|| {
        let _ = execute!(stdout(), Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    });
    execute!(stdout(), EnterAlternateScreen, Hide)?;
    let mut top = 0;
    loop {
        let (columns, rows) = size()?;
        let lines = laid_out(page, usize::from(columns));
        let height = usize::from(rows).saturating_sub(1).max(1);
        let last = lines.len().saturating_sub(height);
        top = top.min(last);
        draw(&lines[top..lines.len().min(top + height)], rows, foot)?;
        match next_key()? {
            Key::End => return Ok(()),
            Key::First => top = 0,
            Key::Last => top = last,
            Key::Lines(count) => top = top.saturating_add_signed(count),
            Key::Pages(count) => top = top.saturating_add_signed(count * height.cast_signed()),
            Key::Other => {}
        }
    }
}

fn laid_out(page: &[Paragraph], columns: usize) -> Vec<String> {
    let width = WIDTH.min(columns);
    let mut lines = Vec::new();
    for paragraph in page {
        lines.extend(paragraph.wrapped(width).lines().map(str::to_owned));
    }
    lines
}

fn draw(lines: &[String], rows: u16, foot: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    queue!(out, Clear(ClearType::All))?;
    for (row, line) in (0_u16..).zip(lines) {
        queue!(out, MoveTo(0, row))?;
        out.write_all(line.as_bytes())?;
    }
    queue!(out, MoveTo(0, rows.saturating_sub(1)))?;
    out.write_all(foot.as_bytes())?;
    out.flush()
}

/// Waits for a key, or for a window of another size.
fn next_key() -> io::Result<Key> {
    loop {
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => return Ok(meaning(key)),
            Event::Resize(..) => return Ok(Key::Other),
            _ => {}
        }
    }
}

fn meaning(key: KeyEvent) -> Key {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return if matches!(key.code, KeyCode::Char('c' | 'd')) { Key::End } else { Key::Other };
    }
    match key.code {
        KeyCode::Char('q') | KeyCode::Esc => Key::End,
        KeyCode::Down | KeyCode::Char('j') | KeyCode::Enter => Key::Lines(1),
        KeyCode::Up | KeyCode::Char('k') => Key::Lines(-1),
        KeyCode::PageDown | KeyCode::Char(' ') => Key::Pages(1),
        KeyCode::PageUp | KeyCode::Char('b') => Key::Pages(-1),
        KeyCode::Home | KeyCode::Char('g') => Key::First,
        KeyCode::End | KeyCode::Char('G') => Key::Last,
        _ => Key::Other,
    }
}
