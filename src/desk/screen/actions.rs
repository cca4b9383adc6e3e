//! What a caseworker does with a case: each act begins with a key and ends as one entry, or as
//! nothing. What must be asked in between is a dialog.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::act::label::labels as labels_of;
use crate::act::note;
use crate::act::reply::{self, Short};
use crate::error::{self, DeskError};
use crate::screen::dialog::{Choice, Dialog, Line, LineOf, Of, Purpose, Sheet, ShortAnswer};
use crate::screen::editor::Editor;
use crate::screen::effects::{self, Next};
use crate::screen::model::Screen;
use crate::screen::thread::Thread;
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::document::{NoteContent, Status};
use zegel_core::i18n::{Language, interpolate, words};
use zegel_core::id::ThreadId;

/// Far more than a line of labels or a reason needs.
const MOST_ON_LINE: usize = 400;

/// Opens the selected case. What stands open in it is read by that; a story only once it is opened.
pub fn open(screen: &mut Screen) -> Next {
    let Some(item) = screen.list.selected() else { return Next::Stay };
    let id = item.row.id;
    if item.row.withdrawn {
        let withdrawn = error::case::withdrawn(id.short());
        screen.tell(&withdrawn.text(screen.texts.desk));
        return Next::Stay;
    }
    let thread = Thread::new(item, screen.texts);
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
    thread.turn_story(screen.texts);
    let id = thread.id;
    if thread.is_open { mark(screen, id) } else { Next::Stay }
}

/// Says that a case was read, unless colleagues know.
fn mark(screen: &mut Screen, id: ThreadId) -> Next {
    screen.list.set_unread(id, false);
    let Some(item) = screen.list.find(id) else { return Next::Stay };
    let case = Arc::clone(&item.case);
    if case.unread().is_empty() { Next::Stay } else { Next::Work(effects::mark(case)) }
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
        'x' => export(screen, thread),
        'U' => keep_unread(screen, thread),
        _ => {}
    }
    Next::Stay
}

/// How a case is handed to the police: by a verb of its own, which asks what must be asked.
fn export(screen: &mut Screen, thread: ThreadId) {
    let id = thread.short();
    screen.tell(&interpolate(&screen.texts.desk.screen.export, &[("id", &id)]));
}

fn ask_short(screen: &mut Screen, thread: ThreadId) {
    let Some(item) = screen.list.find(thread) else { return };
    let noted = reply::language_of(&item.case, screen.texts);
    let language = screen.take(noted).unwrap_or(Language::ENGLISH);
    let none = screen.texts.desk.screen.no_short.clone();
    let shorts = Short::ALL.into_iter().map(|short| {
        let ShortAnswer { text, meaning, .. } = short_answer(short, language, screen.texts);
        // What she reads herself stands first: one row too far says something else to a reporter.
        meaning.map_or(text.clone(), |meaning| format!("{meaning}\n{text}"))
    });
    let options = [none].into_iter().chain(shorts).collect();
    screen.dialog = Some(Dialog::Choice(Choice { thread, of: Of::Short, options, at: 0 }));
}

/// A short answer as it goes, and what it means to who sends it.
fn short_answer(short: Short, language: Language, texts: Texts) -> ShortAnswer {
    let text = short.words(&words(language).answers).to_owned();
    let own = short.words(&texts.site.answers).to_owned();
    let meaning = (language != texts.language).then_some(own);
    let asks = matches!(short, Short::Question | Short::MayWe);
    ShortAnswer { text, meaning, asks }
}

/// A short answer was chosen, or none.
fn chosen_short(screen: &mut Screen, thread: ThreadId, at: usize) {
    let Some(item) = screen.list.find(thread) else { return };
    // That it goes in English was said when it was offered.
    let (language, _) = reply::language_of(&item.case, screen.texts).into_parts();
    let language = language.unwrap_or(Language::ENGLISH);
    let short = at.checked_sub(1).and_then(|at| Short::ALL.get(at));
    let short = short.map(|short| short_answer(*short, language, screen.texts));
    sheet(screen, thread, Purpose::Reply(short));
}

/// After a question was sent: whether the status says so too.
pub fn offer_question_asked(screen: &mut Screen, thread: ThreadId) {
    let now = screen.list.find(thread).and_then(|item| item.row.status);
    if now == Some(Status::QuestionAsked) || screen.dialog.is_some() {
        return;
    }
    ask_status(screen, thread);
    if let Some(Dialog::Choice(choice)) = &mut screen.dialog {
        let asked = Status::NAMES.iter().position(|(_, status)| *status == Status::QuestionAsked);
        choice.at = asked.unwrap_or(choice.at);
    }
}

fn ask_status(screen: &mut Screen, thread: ThreadId) {
    let now = screen.list.find(thread).and_then(|item| item.row.status);
    let at = Status::NAMES.iter().position(|(_, status)| Some(*status) == now).unwrap_or(0);
    let name = |(_, status): &(_, Status)| answers::status(*status, screen.texts).to_owned();
    let options = Status::NAMES.iter().map(name).collect();
    screen.dialog = Some(Dialog::Choice(Choice { thread, of: Of::Status, options, at }));
}

fn ask_desk(screen: &mut Screen, thread: ThreadId) {
    let options: Vec<String> =
        screen.desks.iter().chain([&screen.texts.desk.screen.nobody]).cloned().collect();
    let at = options.iter().position(|desk| *desk == screen.me).unwrap_or(0);
    screen.dialog = Some(Dialog::Choice(Choice { thread, of: Of::Desk, options, at }));
}

fn ask_colleague(screen: &mut Screen, thread: ThreadId) {
    let options: Vec<String> = screen.desks.iter().filter(|desk| **desk != screen.me).cloned().collect();
    if options.is_empty() {
        return screen.tell(&screen.texts.desk.screen.no_colleague);
    }
    screen.dialog = Some(Dialog::Choice(Choice { thread, of: Of::Colleague, options, at: 0 }));
}

/// A text, with what was written on it before.
fn sheet(screen: &mut Screen, thread: ThreadId, purpose: Purpose) {
    let before = screen.drafts.get(&(thread, purpose.key())).cloned().unwrap_or_default();
    let editor = Editor::new(&before, purpose.most());
    screen.dialog = Some(Dialog::Sheet(Sheet { thread, purpose, editor }));
}

/// Goes on from a choice.
pub fn chosen(screen: &mut Screen, choice: Choice) -> Next {
    let Choice { thread, of, at, options } = &choice;
    let thread = *thread;
    let option = options[*at].clone();
    match of {
        Of::Short => chosen_short(screen, thread, *at),
        Of::Colleague => sheet(screen, thread, Purpose::HandOver(option)),
        Of::Status => {
            let of = LineOf::Reason(thread, Status::NAMES[*at].1);
            screen.dialog = Some(Dialog::Line(Line { of, editor: Editor::line("", MOST_ON_LINE) }));
        }
        Of::Desk => {
            let to = screen.desks.get(*at).cloned();
            screen.dialog = Some(Dialog::Choice(choice));
            return say(screen, thread, NoteContent::Assigned { to });
        }
    }
    Next::Stay
}

/// Goes on from a line.
pub fn typed(screen: &mut Screen, line: Line) -> Next {
    let of = line.of;
    let text = line.editor.text();
    let (thread, content) = match of {
        LineOf::Search => {
            screen.list.search(&text, &screen.me);
            return Next::Stay;
        }
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

/// Keeps a note with a case.
fn say(screen: &Screen, thread: ThreadId, content: NoteContent) -> Next {
    let Some(item) = screen.list.find(thread) else { return Next::Stay };
    let words = &screen.texts.desk.screen;
    let done = match &content {
        NoteContent::Status { status, .. } => {
            interpolate(&words.done_status, &[("status", answers::status(*status, screen.texts))])
        }
        NoteContent::Assigned { to } => {
            interpolate(&words.done_assigned, &[("desk", to.as_ref().unwrap_or(&words.nobody))])
        }
        NoteContent::HandedOver { to, .. } => interpolate(&words.done_handed_over, &[("desk", to)]),
        NoteContent::Labelled { .. } => words.done_labels.clone(),
        NoteContent::Urgent { urgent: true } => words.done_urgent.clone(),
        NoteContent::Urgent { urgent: false } => words.done_not_urgent.clone(),
        NoteContent::Text { .. }
        | NoteContent::Seen { .. }
        | NoteContent::Copy { .. }
        | NoteContent::Resealed { .. }
        | NoteContent::ExportAsked { .. }
        | NoteContent::ExportConfirmed { .. }
        | NoteContent::Exported(_)
        | NoteContent::Outcome { .. }
        | NoteContent::Attested { .. }
        | NoteContent::KeptLonger { .. } => screen.texts.desk.desk.saved.clone(),
    };
    Next::Send(effects::say(Arc::clone(&item.case), content, done))
}
