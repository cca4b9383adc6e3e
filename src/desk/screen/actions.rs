//! What a caseworker does with a case: each act begins with a key and ends as one entry, or as
//! nothing. What must be asked in between is a dialog.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::act::label::labels as labels_of;
use crate::act::{note, reply};
use crate::error::{self, DeskError};
use crate::screen::choices::{ask_colleague, ask_desk, ask_short, ask_status, offer_question_asked};
use crate::screen::dialog::{Dialog, Line, LineOf, Purpose, Sheet, ShortAnswer};
use crate::screen::editor::Editor;
use crate::screen::effects::{self, Next};
use crate::screen::entry::{MOST_ON_LINE, say, sheet};
use crate::screen::model::Screen;
use crate::screen::thread::Thread;
use zegel_core::document::NoteContent;
use zegel_core::id::ThreadId;

/// Opens the selected case. What stands open in it is read by that; a story only once it is opened.
pub fn open(screen: &mut Screen) -> Next {
    let selected = screen.list.selected().map(|item| item.row.id);
    selected.map_or(Next::Stay, |id| open_one(screen, id))
}

/// Opens a case, which marks it as read.
pub fn open_one(screen: &mut Screen, id: ThreadId) -> Next {
    let Some(item) = screen.list.find(id) else { return Next::Stay };
    if item.row.withdrawn {
        let withdrawn = error::case::withdrawn(id.short());
        screen.tell(&withdrawn.text(screen.texts.desk));
        return Next::Stay;
    }
    let translator = screen.settings.configured.translator.as_deref();
    let thread = Thread::new(item, translator, screen.texts);
    let unread = item.case.unread();
    let is_closed = thread.has_story() && item.case.reports().any(|(id, _)| unread.contains(&id));
    screen.thread = Some(thread);
    if is_closed { Next::Stay } else { mark(screen, id) }
}

/// Opens the next case with words that nobody has read.
pub fn open_next_unread(screen: &mut Screen) -> Next {
    if select_next_unread(screen) { open(screen) } else { Next::Stay }
}

/// Selects it in the list.
pub fn select_next_unread(screen: &mut Screen) -> bool {
    let is_one = screen.list.go_to_unread();
    if !is_one {
        screen.notice.clone_from(&screen.texts.desk.reading.nothing_unread);
    }
    is_one
}

/// Opens the story or closes it; who opens it has read what is there.
pub fn turn_story(screen: &mut Screen) -> Next {
    let Some(thread) = &mut screen.thread else { return Next::Stay };
    thread.turn_story();
    let id = thread.id;
    if thread.is_open { mark(screen, id) } else { Next::Stay }
}

/// Says that a case was read, unless colleagues know.
fn mark(screen: &mut Screen, id: ThreadId) -> Next {
    screen.notice.clear();
    screen.list.set_unread(id, false);
    let Some(item) = screen.list.find(id) else { return Next::Stay };
    let case = Arc::clone(&item.case);
    // Opening a case and then its story marks it once.
    if case.unread().is_empty() || !screen.being_marked.insert(id) {
        return Next::Stay;
    }
    Next::Work(effects::mark(case))
}

/// Lets a case stand as unread on this screen. That somebody read it stays signed: colleagues rely on it
/// when they hold a document against what was read.
fn keep_unread(screen: &mut Screen, id: ThreadId) {
    screen.list.set_unread(id, true);
    screen.thread = None;
    screen.notice.clone_from(&screen.texts.desk.reading.unread_again);
}

/// Begins what a key stands for.
pub fn begin(screen: &mut Screen, key: char) -> Next {
    let Some(item) = screen.target().filter(|item| !item.row.withdrawn) else { return Next::Stay };
    let thread = item.row.id;
    match key {
        'a' => ask_short(screen, thread),
        'o' => sheet(screen, thread, Purpose::Note),
        's' => ask_status(screen, thread),
        'g' => ask_desk(screen, thread),
        'h' => ask_colleague(screen, thread),
        'l' => {
            let editor = Editor::line(&item.row.labels.join(", "), MOST_ON_LINE);
            screen.dialog = Some(Dialog::Line(Line { of: LineOf::Labels(thread), editor }));
        }
        'u' => {
            let urgent = !item.case.state().urgent;
            return say(screen, thread, NoteContent::Urgent { urgent });
        }
        'U' => keep_unread(screen, thread),
        _ => {}
    }
    Next::Stay
}

/// Goes on from a line.
pub fn typed(screen: &mut Screen, line: Line) -> Next {
    let of = line.of;
    let text = line.editor.text();
    let (thread, content) = match of {
        LineOf::Search => return Next::Stay,
        LineOf::Reason(thread, status) => {
            let reason = Some(text.trim().to_owned()).filter(|reason| !reason.is_empty());
            (thread, NoteContent::Status { status, reason })
        }
        LineOf::Labels(thread) => {
            let before = screen.list.find(thread).map(|item| item.row.labels.iter().cloned().collect());
            match label_changes(&before.unwrap_or_default(), &text) {
                Ok(Some((add, remove))) => (thread, NoteContent::Labelled { add, remove }),
                Ok(None) => return Next::Stay,
                Err(error) => {
                    screen.dialog = Some(Dialog::Line(line));
                    return refused(screen, &error);
                }
            }
        }
    };
    screen.dialog = Some(Dialog::Line(line));
    say(screen, thread, content)
}

/// What is added and what goes.
type LabelChanges = (BTreeSet<String>, BTreeSet<String>);

/// What the line changes, or nothing; held to the same rule as `zegel label`.
fn label_changes(before: &BTreeSet<String>, typed: &str) -> Result<Option<LabelChanges>, DeskError> {
    let labels = typed.split(',').map(str::trim).filter(|label| !label.is_empty());
    let after = labels_of(&labels.map(str::to_owned).collect::<Vec<_>>())?;
    let add: BTreeSet<String> = after.difference(before).cloned().collect();
    let remove: BTreeSet<String> = before.difference(&after).cloned().collect();
    Ok((!add.is_empty() || !remove.is_empty()).then_some((add, remove)))
}

/// Goes on from a text: what is for colleagues goes, an answer is shown first.
pub fn written(screen: &mut Screen, sheet: Sheet) -> Next {
    let thread = sheet.thread;
    let text = sheet.editor.text();
    let content = match &sheet.purpose {
        Purpose::Reply(short) => {
            let text = reply::composed(short.as_ref().map(|short| short.text.as_str()), &text);
            return preview(screen, sheet, &text);
        }
        Purpose::Note => note::limited(&text).map(|text| NoteContent::Text { text }),
        Purpose::HandOver(to) => {
            note::limited(&text).map(|text| NoteContent::HandedOver { to: to.clone(), text })
        }
    };
    screen.dialog = Some(Dialog::Sheet(sheet));
    match content {
        Ok(content) => say(screen, thread, content),
        Err(error) => refused(screen, &error),
    }
}

fn preview(screen: &mut Screen, sheet: Sheet, text: &str) -> Next {
    let Some(item) = screen.list.find(sheet.thread) else { return Next::Stay };
    match reply::draft(&item.case, text) {
        Ok(reply) => screen.dialog = Some(Dialog::Preview(sheet, reply.text)),
        Err(error) => {
            screen.dialog = Some(Dialog::Sheet(sheet));
            return refused(screen, &error);
        }
    }
    Next::Stay
}

fn refused(screen: &mut Screen, error: &DeskError) -> Next {
    screen.tell(&error.text(screen.texts.desk));
    Next::Stay
}

/// Sends the answer that was just shown.
pub fn send_reply(screen: &mut Screen, sheet: Sheet, text: String) -> Next {
    let case = screen.list.find(sheet.thread).map(|item| Arc::clone(&item.case));
    let reply = text.clone();
    let asks = matches!(&sheet.purpose, Purpose::Reply(Some(ShortAnswer { asks: true, .. })));
    screen.dialog = Some(Dialog::Preview(sheet, text));
    case.map_or(Next::Stay, |case| Next::Send(effects::send(case, reply, asks, offer_question_asked)))
}
