//! From a key on a page to what follows of it.
#![expect(clippy::wildcard_enum_match_arm, reason = "other keys mean nothing here")]

use std::sync::Arc;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::flow::{Turn, leave, put_away, show};
use super::page::{Given, Page};
use super::running::Running;
use crate::screen::effects::Next;
use crate::screen::model::Screen;

/// What follows of a key. A page whose work goes on takes Esc only: it stops between two steps, and a
/// second one ends the wait for the server.
pub fn pressed(screen: &mut Screen, key: KeyEvent) -> Next {
    let Some(page) = &mut screen.page else { return Next::Stay };
    let is_sheet = page.subject.sheet(screen.texts).is_some();
    if let Some(running) = &page.running {
        return while_running(Arc::clone(running).as_ref(), screen, key);
    }
    match key.code {
        KeyCode::Esc => leave(screen),
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => leave(screen),
        KeyCode::Char('q') if page.input.is_none() => leave(screen),
        KeyCode::Char('d') if is_sheet && key.modifiers.contains(KeyModifiers::CONTROL) => {
            return entered(screen);
        }
        KeyCode::Char('e') if is_sheet && key.modifiers.contains(KeyModifiers::CONTROL) => {
            return Next::Editor;
        }
        KeyCode::Enter | KeyCode::Up | KeyCode::Down if is_sheet => typed(page, key),
        KeyCode::Enter => return entered(screen),
        KeyCode::Down | KeyCode::Up | KeyCode::PageDown | KeyCode::PageUp => moved(page, key),
        _ if page.subject.is_left_by_any_key() => leave(screen),
        _ => moved(page, key),
    }
    Next::Stay
}

fn while_running(running: &Running, screen: &mut Screen, key: KeyEvent) -> Next {
    if key.code != KeyCode::Esc {
        return Next::Stay;
    }
    if running.is_stopping() || running.step().of == 0 {
        leave(screen);
        return Next::GiveUp;
    }
    running.stop();
    Next::Stay
}

fn moved(page: &mut Page<Screen>, key: KeyEvent) {
    page.refused = None;
    match key.code {
        KeyCode::Down => page.body.go(1),
        KeyCode::Up => page.body.go(-1),
        KeyCode::PageDown => page.body.go_pages(1),
        KeyCode::PageUp => page.body.go_pages(-1),
        _ => match &mut page.input {
            Some(editor) => editor.key(key),
            None => moved_by_letter(page, key),
        },
    }
}

fn typed(page: &mut Page<Screen>, key: KeyEvent) {
    page.refused = None;
    if let Some(editor) = &mut page.input {
        editor.key(key);
    }
}

fn moved_by_letter(page: &mut Page<Screen>, key: KeyEvent) {
    match key.code {
        KeyCode::Char('j') => page.body.go(1),
        KeyCode::Char('k') => page.body.go(-1),
        KeyCode::Char(' ') => page.body.mark(),
        KeyCode::Home => page.body.go_pages(isize::MIN),
        KeyCode::End => page.body.go_pages(isize::MAX),
        _ => {}
    }
}

fn entered(screen: &mut Screen) -> Next {
    let Some(mut page) = screen.page.take() else { return Next::Stay };
    let typed = page.input.as_ref().map(|editor| editor.text()).unwrap_or_default();
    let running = Arc::new(Running::default());
    let at = page.body.at();
    let marked = page.body.marked();
    let given = Given { typed, at, marked, running: Arc::clone(&running) };
    let turn = page.subject.enter(&given, screen);
    let next = match turn {
        Turn::Refused(why) => {
            page.refused = Some(why);
            Next::Stay
        }
        Turn::Page(subject) => {
            put_away(screen, page);
            show(screen, subject);
            return Next::Stay;
        }
        Turn::Work(work) => {
            page.running = Some(running);
            Next::Work(work)
        }
        Turn::Close => return Next::Stay,
        Turn::Below(work) => {
            page.is_below = true;
            work.map_or(Next::Stay, Next::Work)
        }
    };
    screen.page = Some(page);
    next
}

/// Pasted words go where there is something to type; they are no keys.
pub fn pasted(screen: &mut Screen, text: &str) {
    let Some(page) = screen.page.as_mut().filter(|page| page.running.is_none()) else { return };
    page.refused = None;
    if let Some(editor) = &mut page.input {
        editor.paste(text);
    }
}
