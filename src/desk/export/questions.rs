//! Questions of an export on a terminal: the text, what may point at the reporter, and who could know
//! it. What they decide is given back; nothing is handed on here.

use super::content::Content;
use super::package::Place;
use super::plan::{Plan, language_of};
use super::pointing;
use super::receivers::Receiver;
use super::restated::{Field, Written};
use super::wish::{self, Permission, Wish};
use super::{lines, text};
use crate::act::reply::{self, Short};
use crate::case::Case;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::texts::HandingOn;
use crate::view::answers::kind_words;
use zegel_core::document::KnownBy;
use zegel_core::i18n::{Language, interpolate, words as site_words};

/// What the caseworker writes to be handed on: asked part by part, or read from standard input. What may
/// point at the reporter is named after each line.
pub fn written(own_words: bool, case: &Case, terminal: &Terminal) -> Result<Written, DeskError> {
    if !terminal.can_ask() {
        return Written::parse(&terminal.read_input()?);
    }
    let words = &terminal.texts.desk.handing_on;
    terminal.inform(if own_words { &words.write_beside } else { &words.write_text });
    let mut written = Written::default();
    for field in Field::ASKED {
        let said = |line: &str| {
            let found = pointing::of_desk(line, language_of(case));
            pointing::said_of_desk(line, &found, terminal.texts)
        };
        for line in asked_lines(question_of(field, words), said, terminal) {
            written.add(field, &line);
        }
    }
    written.finish()
}

/// Words to leave out, a line each.
pub fn words_to_leave_out(terminal: &Terminal) -> Vec<String> {
    if !terminal.can_ask() {
        return Vec::new();
    }
    asked_lines(&terminal.texts.desk.handing_on.ask_words, |_| None, terminal)
}

/// Lines until an empty one, and below each what is said of it.
fn asked_lines(question: &str, said: impl Fn(&str) -> Option<String>, terminal: &Terminal) -> Vec<String> {
    let mut lines = Vec::new();
    let mut prompt = question;
    loop {
        let line = terminal.ask(prompt);
        if line.is_empty() {
            return lines;
        }
        said(&line).iter().for_each(|said| terminal.inform(said));
        lines.push(line);
        prompt = "…";
    }
}

fn question_of(field: Field, words: &HandingOn) -> &str {
    match field {
        Field::What => &words.ask_what,
        Field::Where => &words.ask_where,
        Field::When => &words.ask_when,
        Field::Who => &words.ask_who,
        Field::Care => &words.ask_care,
        Field::Translation => &words.ask_translation,
        Field::LeaveOut => &words.ask_words,
    }
}

/// Shows all lines with their numbers, and gives those that stay behind.
pub fn lines_to_leave_out(
    whole: &Content,
    language: Option<Language>,
    terminal: &Terminal,
) -> Result<Vec<String>, DeskError> {
    let words = &terminal.texts.desk.handing_on;
    terminal.inform(&words.numbered);
    terminal.inform("");
    terminal.inform_indented(&lines::numbered(whole, language));
    let typed = terminal.ask(&words.ask_lines);
    lines::chosen(whole, &typed)
}

/// A person judges what is seen.
pub fn preview(content: &Content, terminal: &Terminal) {
    if terminal.can_ask() {
        terminal.inform(&terminal.texts.desk.export.preview);
        terminal.inform("");
        terminal.inform_indented(&text::body(content));
    }
    if content.unasked > 0 {
        let count = content.unasked.to_string();
        terminal.warn(&interpolate(&terminal.texts.desk.export.unasked, &[("count", &count)]));
    }
}

/// Shows what may point at the reporter, and insists that somebody looked at it.
pub fn confirm_marks(
    content: &Content,
    language: Option<Language>,
    were_read: bool,
    terminal: &Terminal,
) -> Result<(), DeskError> {
    let words = &terminal.texts.desk.handing_on;
    let found = passages(content, language, words);
    if found.is_empty() {
        return Ok(());
    }
    let count = found.len().to_string();
    terminal.warn(&interpolate(&words.marks, &[("count", &count)]));
    terminal.inform_indented(&found.join("\n"));
    let confirmed = were_read || (terminal.can_ask() && terminal.confirm(&words.marks_question));
    if confirmed { Ok(()) } else { Err(error::export::marks_unread()) }
}

/// A line for each passage: the words, and what in them may point at the reporter.
pub fn passages(content: &Content, language: Option<Language>, words: &HandingOn) -> Vec<String> {
    let mut found = Vec::new();
    for sending in &content.sendings {
        for part in &sending.parts {
            for passage in pointing::of_part(part, sending.source, language) {
                let line = format!("{}: {}", part.title, passage.named(&part.text, words));
                if !found.contains(&line) {
                    found.push(line);
                }
            }
        }
    }
    found
}

/// Says on what ground it may go, and has it confirmed that a message says yes.
pub fn confirm_permission(
    case: &Case,
    permission: &Permission,
    receiver: &Receiver,
    yes: bool,
    terminal: &Terminal,
) -> Result<(), DeskError> {
    let words = &terminal.texts.desk.handing_on;
    if permission.wish == Some(Wish::HelpOnly) {
        terminal.inform(&words.wish_lets_help);
    }
    let Some(agreed) = &permission.agreed else { return Ok(()) };
    if let Some((_, message)) = case.messages().find(|(id, _)| *id == agreed.entry) {
        terminal.inform(&words.agreement_title);
        terminal.inform_indented(&wish::words(message));
    }
    let kind = kind_words(receiver.kind, words);
    let question = interpolate(&words.agreement_question, &[("receiver", &receiver.name), ("kind", kind)]);
    let confirmed = yes || (terminal.can_ask() && terminal.confirm(&question));
    if confirmed { Ok(()) } else { Err(error::export::agreement_unread()) }
}

/// How many people could know it.
pub fn known_by(given: Option<KnownBy>, terminal: &Terminal) -> Result<KnownBy, DeskError> {
    if let Some(known_by) = given {
        return Ok(known_by);
    }
    let answer = if terminal.can_ask() {
        terminal.ask(&terminal.texts.desk.export.who_could_know)
    } else {
        String::new()
    };
    match answer.as_str() {
        "1" => Ok(KnownBy::One),
        "2" => Ok(KnownBy::Few),
        "3" => Ok(KnownBy::Many),
        _ => Err(error::export::known_by()),
    }
}

/// What goes open can be read by whoever gets it: so the name is typed, not clicked away.
pub fn type_receiver(plan: &Plan, place: &Place, yes: bool, terminal: &Terminal) -> Result<(), DeskError> {
    if place.is_sealed() || yes {
        return Ok(());
    }
    let receiver = plan.receiver.as_str();
    let question = interpolate(&terminal.texts.desk.export.type_receiver, &[("receiver", receiver)]);
    let typed = terminal.can_ask() && terminal.ask(&question) == receiver;
    if typed { Ok(()) } else { Err(error::export::typed()) }
}

/// Offers to send the reporter a short answer now, in the reporter's language.
pub fn offer_answer(
    short: Short,
    session: &mut Session,
    case: &Case,
    terminal: &Terminal,
) -> Result<(), DeskError> {
    let words = &terminal.texts.desk.handing_on;
    terminal.inform(&words.offer_answer);
    terminal.inform_indented(short.words(&terminal.texts.site.answers));
    if !terminal.confirm(&words.offer_question) {
        return Ok(());
    }
    let language = reply::language_of(case, terminal.texts).print_notices(terminal)?;
    let draft = reply::draft(case, short.words(&site_words(language).answers))?;
    let (sending, number) = reply::to_send(session, case, draft)?;
    session.send(&sending).print_notices(terminal)?;
    let number = number.to_string();
    terminal.inform(&interpolate(&terminal.texts.desk.desk.sent, &[("number", &number)]));
    Ok(())
}
