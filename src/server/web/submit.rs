//! Submitting: how a report or a message gets into the store, from the page's form or from a browser
//! that seals by itself.

use super::App;
use super::form::Form;
use super::limits::Action;
use super::page::Context;
use super::trouble::Trouble;
use crate::listen::Visitor;
use crate::store::{FormReport, Put};
use zegel_core::document::{Answers, Message, Report, Writing};
use zegel_core::id::{EntryId, FormId};
use zegel_core::seal::ForDesk;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};
use zegel_core::token::{Keys, Kind, Token};

/// The most tokens that are tried for one report. Already the third one is a person who has withdrawn and
/// written under the second.
const MOST_TOKENS: usize = 4;

/// The words of a form, and what they are sealed with.
pub(super) struct Written<'a> {
    pub(super) context: Context<'a>,
    pub(super) form: &'a Form,
    pub(super) form_id: FormId,
    pub(super) kind: Kind,
    pub(super) answers: Answers,
}

/// A sealed document, and the thread it belongs to.
pub(super) struct Sealed {
    pub(super) mailbox: Mailbox,
    pub(super) id: EntryId,
    pub(super) document: ForDesk,
}

/// Stores a document that the browser has sealed; the server cannot tell a report from a message. Whether
/// the site accepts any was asked before, and that it came was counted.
pub(super) async fn submit_sealed(app: &App, visitor: Visitor, sealed: Sealed) -> Result<(), Trouble> {
    app.limits.take_rest(&sealed.document, visitor)?;
    put(app, sealed).await
}

/// Counts a message of a form against the limits, seals it and stores it. Gives the id of its entry.
pub(super) async fn submit_message(
    visitor: Visitor,
    token: &Token,
    written: Written<'_>,
) -> Result<EntryId, Trouble> {
    let app = written.context.app;
    // First, because sealing is what takes the processor's time.
    app.limits.take(Action::Write, visitor)?;
    let keys = token.keys(app.instance);
    let sealed = app.heavy_work.run(|| written.seal(app, &keys)).await?;
    app.limits.take_rest(&sealed.document, visitor)?;
    let id = sealed.id;
    put(app, sealed).await?;
    Ok(id)
}

/// Counts a report of a form against the limits, seals it and stores it in a thread of its own. Gives the
/// token of that thread: the form's, or a further one where another report has been under that. With it,
/// the id of the report's entry.
pub(super) async fn submit_report(
    context: Context<'_>,
    visitor: Visitor,
    form: &Form,
    form_id: FormId,
    mut token: Token,
) -> Result<(Token, EntryId), Trouble> {
    let app = context.app;
    app.limits.take(Action::Write, visitor)?;
    let mut may_begin = app.form_secret.made(&token, form_id);
    for tried in 0..MOST_TOKENS {
        let keys = token.keys(app.instance);
        let written = Written { context, form, form_id, kind: Kind::Report, answers: form.answers()? };
        let Sealed { mailbox, id, document } = app.heavy_work.run(|| written.seal(app, &keys)).await?;
        if tried == 0 {
            app.limits.take_rest(&document, visitor)?;
        }
        let entry = Entry { id, sealed: SealedEntry::FromReporter(document) };
        let withdrawal = keys.withdrawal().clone();
        let report = FormReport { mailbox, withdrawal, entry, may_begin };
        match app.store.put_report(report, app.clock.week()).await? {
            Put::Stored => return Ok((token, id)),
            Put::Withdrawn => return Err(Trouble::Withdrawn),
            Put::Taken => {
                token = app.form_secret.another(&token, form_id, &form.answers()?);
                may_begin = true;
            }
        }
    }
    Err(Trouble::Store)
}

async fn put(app: &App, Sealed { mailbox, id, document }: Sealed) -> Result<(), Trouble> {
    let entry = Entry { id, sealed: SealedEntry::FromReporter(document) };
    match app.store.put(mailbox, entry, app.clock.week()).await? {
        Put::Stored => Ok(()),
        Put::Withdrawn => Err(Trouble::Withdrawn),
        Put::Taken => Err(Trouble::Store),
    }
}

impl Written<'_> {
    /// Seals the words for the recipients.
    fn seal(self, app: &App, keys: &Keys) -> Result<Sealed, Trouble> {
        let id = keys.entry_id(self.form_id, self.kind, &self.answers);
        let kind = self.kind;
        let position = self.form.position();
        let writing = self.writing(app, keys)?;
        let document = match kind {
            Kind::Report => app.recipients.seal(Report::new(writing, keys.author_key()))?,
            Kind::Message => app.recipients.seal(Message::new(writing, position, id, &keys.author_key()))?,
        };
        Ok(Sealed { mailbox: keys.mailbox_key().mailbox(), id, document })
    }

    /// The part that a report and a message have in common.
    fn writing(self, app: &App, keys: &Keys) -> Result<Writing, Trouble> {
        Ok(Writing {
            answers: self.answers,
            language: self.context.language.code().to_owned(),
            day: app.clock.day(),
            reply_to: keys.reply_to()?,
            marks: self.form.marks(app),
            sealed_for: app.fingerprint.clone(),
            withdrawal: keys.withdrawal().digest(),
        })
    }
}
