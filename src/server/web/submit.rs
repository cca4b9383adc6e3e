//! Submitting: the one way by which a report or a message gets into the store, from the page's form
//! or from a browser that seals by itself.

use super::App;
use super::form::Form;
use super::limits::Action;
use super::page::Context;
use super::trouble::Trouble;
use crate::listen::Visitor;
use crate::store::Put;
use zegel_core::document::{Answers, Message, Report, Writing};
use zegel_core::id::{EntryId, FormId};
use zegel_core::seal::ForDesk;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};
use zegel_core::token::{Keys, Kind, Token};

/// A report or a message as it came.
pub(super) enum Submission<'a> {
    /// In clear, from the form: the server seals it.
    Written(Written<'a>),
    /// Sealed by the browser. The server cannot tell a report from a message.
    Sealed(Sealed),
}

/// The words of a form, and what they are sealed with.
pub(super) struct Written<'a> {
    pub(super) context: Context<'a>,
    pub(super) form: &'a Form,
    pub(super) form_id: FormId,
    pub(super) token: &'a Token,
    pub(super) kind: Kind,
    pub(super) answers: Answers,
}

/// A sealed document, and the thread it belongs to.
pub(super) struct Sealed {
    pub(super) mailbox: Mailbox,
    pub(super) id: EntryId,
    pub(super) document: ForDesk,
}

/// Counts a submission against the limits, seals it if the browser has not, and stores it. Whether
/// the site accepts any was asked before.
pub(super) async fn submit(app: &App, visitor: Visitor, submission: Submission<'_>) -> Result<(), Trouble> {
    // First, because sealing is what takes the processor's time.
    app.limits.take(Action::Write, visitor)?;
    let Sealed { mailbox, id, document } = match submission {
        Submission::Written(written) => written.seal(app)?,
        Submission::Sealed(sealed) => sealed,
    };
    let entry = Entry { id, sealed: SealedEntry::FromReporter(document) };
    match app.store.put(mailbox, entry, app.clock.week()).await? {
        Put::Stored => Ok(()),
        Put::Withdrawn => Err(Trouble::Withdrawn),
    }
}

impl Written<'_> {
    /// Derives the keys of the token and seals the words for the recipients.
    fn seal(self, app: &App) -> Result<Sealed, Trouble> {
        let keys = self.token.keys(app.instance);
        let id = keys.entry_id(self.form_id, self.kind, &self.answers);
        let kind = self.kind;
        let after = self.form.after();
        let writing = self.writing(app, &keys)?;
        let document = match kind {
            Kind::Report => app.recipients.seal(Report::new(writing, keys.author_key()))?,
            Kind::Message => app.recipients.seal(Message::new(writing, after, id, &keys.author_key()))?,
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
