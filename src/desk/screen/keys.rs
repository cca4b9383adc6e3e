//! From a key to what follows of it.
#![expect(clippy::wildcard_enum_match_arm, reason = "other keys mean nothing here")]

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::screen::actions;
use crate::screen::choices;
use crate::screen::dialog::{Choice, Dialog, Line, LineOf, Sheet};
use crate::screen::editor::Editor;
use crate::screen::effects::{self, Next};
use crate::screen::model::Screen;
use crate::screen::pages;
use crate::screen::worker::Waiting;

/// Far more than anybody searches for.
const MOST_SEARCHED: usize = 200;

/// Changes the model.
pub fn react(screen: &mut Screen, event: Event) -> Next {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => pressed(screen, key),
        Event::Paste(text) => pasted(screen, &text),
        _ => Next::Stay,
    }
}

/// Only where there is something to write on: pasted words are no keys.
fn pasted(screen: &mut Screen, text: &str) -> Next {
    if screen.told.is_some() || screen.is_locked {
        return Next::Stay;
    }
    if screen.has_page_on_top() {
        pages::pasted(screen, text);
    } else if let Some(Dialog::Sheet(Sheet { editor, .. }) | Dialog::Line(Line { editor, .. })) =
        &mut screen.dialog
    {
        editor.paste(text);
        search_as_typed(screen);
    } else {
        screen.notice.clone_from(&screen.texts.desk.platform.pasted_nowhere);
    }
    Next::Stay
}

/// Finds what is searched for while it is typed.
fn search_as_typed(screen: &mut Screen) {
    if let Some(Dialog::Line(Line { of: LineOf::Search, editor })) = &screen.dialog {
        screen.list.search(&editor.text(), &screen.me);
    }
}

fn pressed(screen: &mut Screen, key: KeyEvent) -> Next {
    if screen.is_locked {
        return if key.code == KeyCode::Enter { Next::Unlock } else { Next::Stay };
    }
    if locks(key) {
        screen.is_locked = true;
        screen.lock_notice.clear();
        return Next::Stay;
    }
    if screen.told.is_some() {
        // What asks whether to leave is answered by what it names.
        if key.code == KeyCode::Char('q') && screen.is_leaving {
            return Next::Leave;
        }
        if matches!(key.code, KeyCode::Enter | KeyCode::Esc | KeyCode::Char(' ' | 'q')) {
            screen.told = None;
        }
        return Next::Stay;
    }
    if screen.has_page_on_top() {
        return pages::pressed(screen, key);
    }
    if gives_up(screen, key) {
        return Next::GiveUp;
    }
    screen.notice.clear();
    match screen.dialog.take() {
        Some(dialog) => in_dialog(screen, dialog, key),
        None if key.modifiers.contains(KeyModifiers::CONTROL) => match key.code {
            KeyCode::Char('c') => leave(screen),
            _ => Next::Stay,
        },
        None if screen.thread.is_some() => in_thread(screen, key),
        None => in_list(screen, key),
    }
}

/// Whether a key ends the wait for the server: where what was written here is on its way, where the server
/// is named as silent, and in the list, where Esc leads nowhere else.
fn gives_up(screen: &Screen, key: KeyEvent) -> bool {
    let is_waiting = matches!(screen.waiting, Waiting::Busy | Waiting::Silent(_));
    let is_silent = matches!(screen.waiting, Waiting::Silent(_));
    let is_in_list = screen.dialog.is_none() && screen.thread.is_none();
    let is_escape = key.code == KeyCode::Esc && (is_silent || is_in_list);
    is_waiting && (is_escape || (screen.is_sending && leaves(key)))
}

/// The one key that empties the screen, wherever a person is.
fn locks(key: KeyEvent) -> bool {
    key.code == KeyCode::Char('l') && key.modifiers.contains(KeyModifiers::CONTROL)
}

fn leaves(key: KeyEvent) -> bool {
    let is_control_c = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    is_control_c || matches!(key.code, KeyCode::Esc | KeyCode::Char('q'))
}

/// Whether an event must wait: what was typed ahead while something is on its way is meant for what stands
/// there after it.
pub fn must_wait(screen: &Screen, event: &Event) -> bool {
    let gives_up = matches!(event, Event::Key(key) if leaves(*key) || locks(*key));
    screen.is_sending
        && !screen.is_locked
        && screen.told.is_none()
        && matches!(event, Event::Key(_) | Event::Paste(_))
        && !gives_up
}

/// Words that were written and not sent are not thrown away by one key.
fn leave(screen: &mut Screen) -> Next {
    let is_all_sent = screen.drafts.is_empty() && screen.left_pages.is_empty();
    if is_all_sent || screen.is_leaving {
        return Next::Leave;
    }
    screen.is_leaving = true;
    screen.tell(&screen.texts.desk.screen.unsent);
    Next::Stay
}

fn in_list(screen: &mut Screen, key: KeyEvent) -> Next {
    match key.code {
        KeyCode::Down | KeyCode::Char('j') => screen.list.go(1),
        KeyCode::Up | KeyCode::Char('k') => screen.list.go(-1),
        KeyCode::PageDown => screen.list.go(screen.list.page),
        KeyCode::PageUp => screen.list.go(-screen.list.page),
        KeyCode::Home => screen.list.go(isize::MIN),
        KeyCode::End => screen.list.go(isize::MAX),
        KeyCode::Enter => return actions::open(screen),
        KeyCode::Char('n') => drop(actions::select_next_unread(screen)),
        KeyCode::Char('/') => {
            let editor = Editor::line(screen.list.searched(), MOST_SEARCHED);
            screen.dialog = Some(Dialog::Line(Line { of: LineOf::Search, editor }));
        }
        KeyCode::Char('f') => screen.list.filter(screen.list.filter.next(), &screen.me),
        KeyCode::Char('F') => choices::ask_only(screen),
        KeyCode::Char('w') => screen.list.shows_words = !screen.list.shows_words,
        KeyCode::Esc => screen.list.widen(&screen.me),
        KeyCode::Char(' ') => screen.mark(),
        KeyCode::Char('q') => return leave(screen),
        _ => return common(screen, key),
    }
    Next::Stay
}

fn in_thread(screen: &mut Screen, key: KeyEvent) -> Next {
    let Some(thread) = &mut screen.thread else { return Next::Stay };
    match key.code {
        KeyCode::Down | KeyCode::Char('j') => thread.go(1),
        KeyCode::Up | KeyCode::Char('k') => thread.go(-1),
        KeyCode::PageDown => thread.go_pages(1),
        KeyCode::PageUp => thread.go_pages(-1),
        KeyCode::Home => thread.go(isize::MIN),
        KeyCode::End => thread.go(isize::MAX),
        KeyCode::Enter => return actions::turn_story(screen),
        KeyCode::Char('n') => return actions::open_next_unread(screen),
        KeyCode::Esc | KeyCode::Char('q') => screen.thread = None,
        _ => return common(screen, key),
    }
    Next::Stay
}

/// The keys that do the same in the list and in a thread.
fn common(screen: &mut Screen, key: KeyEvent) -> Next {
    match key.code {
        KeyCode::Char('r') => return Next::Work(effects::fetch()),
        KeyCode::Char(c) => {
            return pages::begin(screen, c).unwrap_or_else(|| actions::begin(screen, c));
        }
        _ => {}
    }
    Next::Stay
}

/// The dialog was taken out of the model; whoever does not put it back closes it.
fn in_dialog(screen: &mut Screen, dialog: Dialog, key: KeyEvent) -> Next {
    match dialog {
        Dialog::Choice(choice) => in_choice(screen, choice, key),
        Dialog::Line(line) => in_line(screen, line, key),
        Dialog::Sheet(sheet) => in_sheet(screen, sheet, key),
        Dialog::Preview(sheet, text) => match key.code {
            KeyCode::Char('j' | 'y') => actions::send_reply(screen, sheet, text),
            KeyCode::Esc | KeyCode::Char('n' | 'q') => back_to(screen, Dialog::Sheet(sheet)),
            _ => back_to(screen, Dialog::Preview(sheet, text)),
        },
    }
}

fn back_to(screen: &mut Screen, dialog: Dialog) -> Next {
    screen.dialog = Some(dialog);
    Next::Stay
}

fn in_choice(screen: &mut Screen, mut choice: Choice, key: KeyEvent) -> Next {
    match key.code {
        KeyCode::Down | KeyCode::Char('j') => choice.at = (choice.at + 1).min(choice.options.len() - 1),
        KeyCode::Up | KeyCode::Char('k') => choice.at = choice.at.saturating_sub(1),
        KeyCode::Esc | KeyCode::Char('q') => return Next::Stay,
        KeyCode::Enter => return choices::chosen(screen, choice),
        _ => {}
    }
    back_to(screen, Dialog::Choice(choice))
}

/// What is searched for is found while it is typed.
fn in_line(screen: &mut Screen, mut line: Line, key: KeyEvent) -> Next {
    match key.code {
        KeyCode::Esc if matches!(line.of, LineOf::Search) => screen.list.search("", &screen.me),
        KeyCode::Esc => {}
        KeyCode::Enter => return actions::typed(screen, line),
        _ => {
            line.editor.key(key);
            screen.dialog = Some(Dialog::Line(line));
            search_as_typed(screen);
        }
    }
    Next::Stay
}

fn in_sheet(screen: &mut Screen, mut sheet: Sheet, key: KeyEvent) -> Next {
    let with_control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('d') if with_control => actions::written(screen, sheet),
        KeyCode::Char('e') if with_control => {
            screen.dialog = Some(Dialog::Sheet(sheet));
            Next::Editor
        }
        KeyCode::Esc => {
            screen.put_away(&sheet);
            Next::Stay
        }
        KeyCode::PageUp | KeyCode::PageDown => {
            let by = if key.code == KeyCode::PageUp { -1 } else { 1 };
            screen.thread.iter_mut().for_each(|thread| thread.go_pages(by));
            back_to(screen, Dialog::Sheet(sheet))
        }
        _ => {
            sheet.editor.key(key);
            back_to(screen, Dialog::Sheet(sheet))
        }
    }
}
