//! Choices: what is asked before an entry is written, and what follows of each.

use crate::act::reply::{self, Short};
use crate::screen::dialog::{Choice, Dialog, Line, LineOf, Of, Purpose, ShortAnswer};
use crate::screen::editor::Editor;
use crate::screen::effects::Next;
use crate::screen::entry::{MOST_ON_LINE, say, sheet};
use crate::screen::filter::Only;
use crate::screen::model::Screen;
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::document::{NoteContent, Status};
use zegel_core::i18n::{Language, words};
use zegel_core::id::ThreadId;

/// A short answer, or none, in the language of the reporter.
pub fn ask_short(screen: &mut Screen, thread: ThreadId) {
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
    screen.dialog = Some(Dialog::Choice(Choice { of: Of::Short(thread), options, at: 0 }));
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

/// Where a case stands.
pub fn ask_status(screen: &mut Screen, thread: ThreadId) {
    let now = screen.list.find(thread).and_then(|item| item.row.status);
    let at = Status::NAMES.iter().position(|(_, status)| Some(*status) == now).unwrap_or(0);
    let name = |(_, status): &(_, Status)| answers::status(*status, screen.texts).to_owned();
    let options = Status::NAMES.iter().map(name).collect();
    screen.dialog = Some(Dialog::Choice(Choice { of: Of::Status(thread), options, at }));
}

/// Who has a case.
pub fn ask_desk(screen: &mut Screen, thread: ThreadId) {
    let options: Vec<String> =
        screen.desks.iter().chain([&screen.texts.desk.screen.nobody]).cloned().collect();
    let at = options.iter().position(|desk| *desk == screen.me).unwrap_or(0);
    screen.dialog = Some(Dialog::Choice(Choice { of: Of::Desk(thread), options, at }));
}

/// Who gets a case.
pub fn ask_colleague(screen: &mut Screen, thread: ThreadId) {
    let options: Vec<String> = screen.desks.iter().filter(|desk| **desk != screen.me).cloned().collect();
    if options.is_empty() {
        return screen.tell(&screen.texts.desk.screen.no_colleague);
    }
    screen.dialog = Some(Dialog::Choice(Choice { of: Of::Colleague(thread), options, at: 0 }));
}

/// A status, a label or a colleague by which the list is narrowed.
pub fn ask_only(screen: &mut Screen) {
    let all = Only::all(screen.list.rows());
    let options = all.iter().map(|(only, count)| format!("{} ({count})", only.words(screen.texts))).collect();
    let of = Of::Only(all.into_keys().collect());
    screen.dialog = Some(Dialog::Choice(Choice { of, options, at: 0 }));
}

/// Goes on from a choice.
pub fn chosen(screen: &mut Screen, choice: Choice) -> Next {
    let at = choice.at;
    match &choice.of {
        Of::Short(thread) => chosen_short(screen, *thread, at),
        Of::Colleague(thread) => sheet(screen, *thread, Purpose::HandOver(choice.options[at].clone())),
        Of::Status(thread) => {
            let of = LineOf::Reason(*thread, Status::NAMES[at].1);
            screen.dialog = Some(Dialog::Line(Line { of, editor: Editor::line("", MOST_ON_LINE) }));
        }
        Of::Desk(thread) => {
            let to = screen.desks.get(at).cloned();
            let thread = *thread;
            screen.dialog = Some(Dialog::Choice(choice));
            return say(screen, thread, NoteContent::Assigned { to });
        }
        Of::Only(all) => screen.list.narrow(all[at].clone(), &screen.me),
    }
    Next::Stay
}
