//! Four eyes: what a colleague agreed to goes just so, and what a colleague asks for is looked at.

use std::sync::Arc;

use super::destination::Destination;
use super::look::step;
use crate::case::Case;
use crate::error;
use crate::export::four_eyes::asks_for;
use crate::export::plan::Plan;
use crate::export::plan::language_of;
use crate::export::questions::passages;
use crate::export::receivers::{Book, Receiver};
use crate::export::{resembling, text, wish};
use crate::notice::Noted;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::screen::pages::body::Row;
use crate::screen::pages::flow::{Turn, failed, finish, is_yes};
use crate::screen::pages::page::{Given, Subject};
use crate::session::Session;
use crate::texts::Texts;
use crate::view::answers::kind_words;
use zegel_core::document::{KnownBy, NoteContent, SignedNote};
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};

/// What a colleague agreed to, as it was asked.
pub struct Agreed {
    plan: Plan,
    confirmed: EntryId,
    digest: String,
}

impl Agreed {
    /// From the note that asked; nothing for one that an earlier program wrote.
    pub fn new(confirmed: EntryId, note: &SignedNote) -> Option<Self> {
        let NoteContent::ExportAsked { content, .. } = &note.content else { return None };
        Some(Self { plan: Plan::from_note(note)?, confirmed, digest: content.clone() })
    }

    /// To whom.
    pub fn receiver(&self) -> &str {
        &self.plan.receiver
    }

    /// Straight to where it goes, if it still is what was agreed to.
    pub fn turn(&self, case: &Case, screen: &Screen) -> Turn {
        let is_same = self.plan.content(case).is_ok_and(|content| self.plan.digest(&content) == self.digest);
        if !is_same {
            return Turn::error(&error::export::other(), screen.texts);
        }
        let kind = self.plan.draft.receiver_kind;
        let book = match Book::read(&screen.settings) {
            Ok(book) => book,
            Err(error) => return Turn::error(&error, screen.texts),
        };
        let listed = book.get(&self.plan.receiver).filter(|receiver| receiver.kind == kind).cloned();
        let receiver = listed.unwrap_or_else(|| Receiver::unlisted(self.plan.receiver.clone(), kind));
        let plan = self.plan.clone();
        let digest = self.digest.clone();
        let confirmed = Some(self.confirmed);
        Turn::Page(Box::new(Destination::new(plan, digest, receiver, case.thread, KnownBy::One, confirmed)))
    }
}

/// What a colleague asks to be looked at.
pub struct Asked {
    /// Who asks.
    pub author: String,
    request: EntryId,
    plan: Option<Plan>,
    digest: String,
}

impl Asked {
    /// The newest request of somebody else in a case.
    pub fn find(case: &Case, me: &str) -> Option<Self> {
        let history = case.history();
        let asks = |note: &SignedNote| matches!(note.content, NoteContent::ExportAsked { .. });
        let (request, note) = history.into_iter().rev().find(|(_, note)| asks(note) && note.author != me)?;
        let NoteContent::ExportAsked { content, .. } = &note.content else { return None };
        let plan = Plan::from_note(note);
        Some(Self { author: note.author.clone(), request, plan, digest: content.clone() })
    }

    /// Shows just that, and asks.
    pub fn turn(&self, case: &Arc<Case>, screen: &Screen) -> Turn {
        let Some(plan) = &self.plan else { return Turn::error(&error::export::other(), screen.texts) };
        let content = match plan.content(case) {
            Ok(content) => content,
            Err(error) => return Turn::error(&error, screen.texts),
        };
        if plan.digest(&content) != self.digest {
            return Turn::error(&error::export::other(), screen.texts);
        }
        let words = &screen.texts.desk;
        let kind = plan.draft.receiver_kind;
        let count = content.left_out.to_string();
        let kind_words = kind_words(kind, &words.handing_on);
        let receiver = format!("{} ({kind_words})", plan.receiver);
        let values = [("desk", self.author.as_str()), ("receiver", &receiver), ("count", &count)];
        let mut text = vec![interpolate(&words.export.confirm_title, &values)];
        if wish::find(case).is_some_and(|wish| !wish.allows(kind)) {
            text.push(words.export.confirm_wish.clone());
        }
        let agreed = plan.draft.agreed.as_ref();
        let message = agreed.and_then(|agreed| case.messages().find(|(id, _)| *id == agreed.entry));
        if let Some((_, message)) = message {
            text.push(words.handing_on.agreement_title.clone());
            text.push(wish::words(message));
        }
        if let Some(against) = &plan.draft.against_wish {
            text.push(words.handing_on.against_title.clone());
            text.push(against.reason.clone());
        }
        let language = language_of(case);
        let found = passages(&content, language, &words.handing_on);
        if !found.is_empty() {
            text.push(words.hand_on.between.clone());
        }
        text.push(text::marked(&content, language));
        let redactor = match plan.redactor() {
            Ok(redactor) => redactor,
            Err(error) => return Turn::error(&error, screen.texts),
        };
        text.extend(resembling::remaining(&content, &redactor, screen.texts));
        let marked = found.len();
        if !found.is_empty() {
            text.push(words.handing_on.marks_title.clone());
            text.extend(found);
        }
        let thread = case.thread;
        let author = self.author.clone();
        Turn::Page(Box::new(Confirm {
            thread,
            author,
            request: self.request,
            digest: self.digest.clone(),
            text,
            marked,
        }))
    }
}

/// What a colleague would hand on, and the question.
struct Confirm {
    thread: ThreadId,
    author: String,
    request: EntryId,
    digest: String,
    text: Vec<String>,
    /// How many passages may point at the reporter.
    marked: usize,
}

impl Subject<Screen> for Confirm {
    fn title(&self, texts: Texts) -> String {
        let values = [("id", self.thread.short()), ("desk", self.author.clone())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        step(&interpolate(&texts.desk.pages.confirm_title, &values), self.marked, texts)
    }

    fn rows(&self, _texts: Texts) -> Vec<Row> {
        self.text.iter().map(|text| Row::text(text)).collect()
    }

    fn question(&self, texts: Texts) -> Option<String> {
        Some(texts.desk.export.confirm_question.clone())
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_typed
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        if !is_yes(&given.typed) {
            return Turn::Refused(screen.texts.desk.pages.no_yes.clone());
        }
        let running = Arc::clone(&given.running);
        let thread = self.thread;
        let request = self.request;
        let digest = self.digest.clone();
        let author = self.author.clone();
        Turn::Work(Work::new(move |desk| {
            let confirmed = confirm(&mut desk.session, thread, request, &digest);
            move |screen: &mut Screen| match screen.take(confirmed) {
                Ok(()) => {
                    finish(screen, &running);
                    let values = [("desk", author.as_str()), ("id", &thread.short())];
                    screen.tell(&interpolate(&screen.texts.desk.export.confirmed, &values));
                    Ok(())
                }
                Err(error) => failed(screen, &running, error),
            }
        }))
    }
}

/// Signs for what was shown, if it still is what is asked for.
fn confirm(session: &mut Session, thread: ThreadId, request: EntryId, digest: &str) -> Noted<()> {
    Noted::collect(|notices| {
        let (_, case) = notices.add(session.case(&thread.to_string()))?;
        case.insist_on_one_document()?;
        let note = case.history().into_iter().find(|(id, _)| *id == request).map(|(_, note)| note);
        let note = note.ok_or_else(error::export::other)?;
        let plan = Plan::from_note(note).ok_or_else(error::export::other)?;
        let now = plan.digest(&plan.content(&case)?);
        if now != digest || !asks_for(note, digest) {
            return Err(error::export::other());
        }
        notices.add(session.say(&case, NoteContent::ExportConfirmed { request })).map(|_| ())
    })
}
