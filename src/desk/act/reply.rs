//! Writing an answer: the short answers, the draft, and sealing it for the reporter and the desk.

use std::cell::Cell;

use clap::ValueEnum;

use crate::case::{Case, SentReply};
use crate::error::{self, DeskError};
use crate::notice::{Noted, Notice};
use crate::session::{Sending, Session};
use crate::texts::{Desk, Texts};
use crate::view::answers;
use zegel_core::document::{NoteContent, Reply};
use zegel_core::i18n::{Answers, Language, interpolate};
use zegel_core::id::EntryId;
use zegel_core::thread::SealedEntry;
use zegel_core::wire::NewEntry;

/// The short answers that every language has.
#[derive(Clone, Copy, ValueEnum)]
pub enum Short {
    /// We have read your report
    Read,
    /// We have a question
    Question,
    /// We passed it on to a help organisation
    Help,
    /// We passed it on to the police
    Police,
    /// May we pass this on to the police?
    MayWe,
    /// We cannot act on this now
    Nothing,
    /// This cannot wait for us, call
    Call,
}

impl Short {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Read, Self::Question, Self::Help, Self::Police, Self::MayWe, Self::Nothing, Self::Call];

    /// What it says.
    pub fn words(self, answers: &Answers) -> &str {
        match self {
            Self::Read => &answers.read,
            Self::Question => &answers.question,
            Self::Help => &answers.help,
            Self::Police => &answers.police,
            Self::MayWe => &answers.may_we,
            Self::Nothing => &answers.nothing,
            Self::Call => &answers.call,
        }
    }
}

/// A short answer, and other words below it.
pub fn composed(short: Option<&str>, free: &str) -> String {
    match short {
        Some(short) if free.trim().is_empty() => short.to_owned(),
        Some(short) => format!("{short}\n\n{}", free.trim()),
        None => free.to_owned(),
    }
}

/// The next reply of a thread, if one can be written there.
pub fn draft(case: &Case, text: &str) -> Result<Reply, DeskError> {
    case.insist_on_one_document()?;
    if case.is_of_two() {
        return Err(error::case::two_reporters());
    }
    if case.may_have_closed_report() {
        return Err(error::case::no_reporter(case.thread.short()));
    }
    if case.main_writing().is_some() && case.reply_to().is_none() {
        return Err(error::case::odd_place(case.thread.short()));
    }
    let number = case.copies().iter().map(|copy| copy.number).max().unwrap_or(0).saturating_add(1);
    Ok(Reply::new(EntryId::random()?, number, text)?)
}

/// The reporter's language, or English, and then that is noted.
pub fn language_of(case: &Case, texts: Texts) -> Noted<Language> {
    Noted::collect(|notices| {
        let Some(writing) = case.main_writing() else { return Ok(Language::ENGLISH) };
        if let Some(language) = writing.language.as_deref().and_then(Language::from_code) {
            return Ok(language);
        }
        let code = answers::foreign(writing, texts).unwrap_or_else(|| "?".to_owned());
        notices.push(Notice::ShortInEnglish(code));
        Ok(Language::ENGLISH)
    })
}

/// What an answer must not hold.
pub fn rules(words: &Desk) -> [&str; 3] {
    [&words.rule_names, &words.rule_place, &words.rule_only]
}

/// Answers of colleagues that whoever answers now has not answered to: after the reporter's last words,
/// and after their own last answer.
pub fn of_colleagues<'a>(case: &'a Case, me: &str) -> Vec<SentReply<'a>> {
    let mut copies = case.copies();
    let heard = case.messages().map(|(_, message)| message.position.after).max().unwrap_or(0);
    let own = copies.iter().filter(|copy| copy.note.author == me).map(|copy| copy.number).max().unwrap_or(0);
    copies.retain(|copy| copy.note.author != me && copy.number > heard.max(own));
    copies
}

/// Who answered, when and what.
pub fn answered(copy: &SentReply<'_>, texts: Texts) -> String {
    let day = copy.note.day.to_string();
    let facts = [("desk", copy.note.author.as_str()), ("day", &day), ("text", copy.text)];
    interpolate(&texts.desk.arrival.answered, &facts)
}

/// The reply for the reporter alone, and the copy for the pinned desks: those of a try that got no answer
/// with the same words, or new ones. With the reply's number.
pub fn to_send(session: &Session, case: &Case, reply: Reply) -> Result<(Sending, u32), DeskError> {
    let number = Cell::new(reply.number);
    let is_same = |content: &NoteContent| {
        let NoteContent::Copy { text, number: before, .. } = content else { return false };
        number.set(*before);
        *text == reply.text
    };
    if let Some(sending) = session.unanswered(case, is_same) {
        return Ok((sending, number.get()));
    }
    let number = reply.number;
    Ok((Sending::new(case.thread, sealed(session, case, reply)?), number))
}

/// Both entries, sealed.
fn sealed(session: &Session, case: &Case, reply: Reply) -> Result<Vec<NewEntry>, DeskError> {
    let reply_to = case.reply_to();
    let (place, reply_to) = reply_to.ok_or_else(|| error::case::no_reporter(case.thread.short()))?;
    let id = reply.id;
    let number = reply.number;
    let text = reply.text.clone();
    let for_reporter = SealedEntry::ToReporter(place.seal(reply)?);
    let copy = session.sealed_note(case, NoteContent::Copy { reply: id, number, text, reply_to })?;
    Ok(vec![NewEntry::new(id, &for_reporter), copy])
}
