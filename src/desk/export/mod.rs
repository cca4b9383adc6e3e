//! `zegel export ID`: hands a case on without betraying the reporter. Its steps, each of which can end
//! it: the receiver and what it is; the reporter's wish, held against that; the text that a caseworker
//! writes, and on purpose the reporter's own words; what is left out and what may still point at the
//! reporter; who could know the rest; where it goes; a signed note, so that no copy exists of which the
//! case does not know; and only then the files.
//!
//! What goes out stands in [`content`] and nowhere else. Nothing decrypted touches a disk but an
//! open folder that the caseworker asked for. Only [`questions`] and the verb itself meet a terminal.

mod choices;
mod confirm;
mod content;
pub mod cover;
mod destination;
mod documents;
pub mod handover;
mod manifest;
mod indicators;
pub mod lines;
mod named;
pub mod package;
mod excerpt;
mod facts;
mod ground;
mod page;
mod page_style;
mod paper_words;
mod passage;
mod passages;
pub mod plan;
pub mod pointing;
pub mod four_eyes;
pub mod questions;
pub mod receivers;
pub mod redact;
mod removal;
mod resemblance;
pub mod resembling;
pub mod restated;
mod sums;
pub mod text;
pub mod verify;
pub mod wish;

use std::path::PathBuf;

use clap::Args;

use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::notice::Noted;
use crate::session::Session;
use crate::terminal::Terminal;
use choices::Choices;
use cover::Contact;
use destination::Destination;
use four_eyes::{Asked, Verdict};
pub use handover::{Going, HandedOver};
use named::named;
use package::Place;
use plan::{Plan, language_of};
use receivers::{Book, Receiver};
use zegel_core::document::{KnownBy, NoteContent, ReceiverKind};
use zegel_core::id::EntryId;

/// The arguments of the verb.
#[derive(Args)]
pub struct Export {
    /// The report, by the first characters of its id
    #[arg(required_unless_present = "verify")]
    id: Option<String>,
    #[command(flatten)]
    destination: Destination,
    /// How many people could know what it says
    #[arg(long, value_name = "HOW_MANY", value_parser = named(KnownBy::NAMES))]
    known_by: Option<KnownBy>,
    /// You looked at all that may point at the reporter, and it may go
    #[arg(long)]
    marks_read: bool,
    #[command(flatten)]
    choices: Choices,
    /// Look at what a colleague would hand on, and agree
    #[arg(long, conflicts_with_all = ["receiver", "to", "open", "known_by", "redact", "leave_out", "verbatim"])]
    confirm: bool,
    /// Hand on what a colleague agreed to, just as you asked it
    #[arg(long, conflicts_with_all = ["receiver", "confirm", "redact", "leave_out", "verbatim", "with_own_words", "known_by"])]
    as_confirmed: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Hold a package against its manifest: a folder, or a sealed file with --identity
    #[arg(long, value_name = "PATH", conflicts_with_all = ["id", "receiver", "recipient", "open", "confirm"])]
    verify: Option<PathBuf>,
}

impl Export {
    /// Hands it on, agrees that a colleague does, or checks what was handed on.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if let Some(path) = &self.verify {
            return verify::run(path, settings, terminal);
        }
        let id = self.id.as_deref().unwrap_or_default();
        let book = Book::read(settings)?;
        let Some(receiver) = self.destination.receiver(&book)? else {
            let mut session = Session::open(settings, terminal).print_notices(terminal)?;
            let (_, case) = session.case(id).print_notices(terminal)?;
            if self.confirm {
                return confirm::run(&mut session, &case, self.yes, terminal);
            }
            return self.as_confirmed(settings, &book, &mut session, &case, terminal);
        };
        let place = if self.choices.preview { None } else { Some(self.destination.place(&receiver)?) };
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(id).print_notices(terminal)?;
        let plan = self.choices.plan(&receiver, &case, self.yes, terminal)?;
        match place {
            Some(place) => self.judge(plan, place, Contact::new(settings), &mut session, &case, terminal),
            None => Self::show(&plan, &case, terminal),
        }
    }

    /// What would go, numbered, and nothing else.
    fn show(plan: &Plan, case: &Case, terminal: &Terminal) -> Result<(), DeskError> {
        let content = plan.content(case)?;
        let whole = plan.whole(case)?;
        let language = language_of(case);
        terminal.print_indented(&lines::numbered(&whole, language));
        let words = &terminal.texts.desk.handing_on;
        let found = questions::passages(&content, language, words);
        if !found.is_empty() {
            terminal.print_text(&words.marks_title);
            terminal.print_indented(&found.join("\n"));
        }
        Ok(())
    }

    /// What may point at the reporter, and who could know it; then it goes, or a colleague is asked.
    fn judge(
        &self,
        plan: Plan,
        place: Place,
        contact: Contact,
        session: &mut Session,
        case: &Case,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        let content = plan.content(case)?;
        questions::preview(&content, terminal);
        if let Some(line) = resembling::removed(&content, terminal.texts) {
            terminal.inform(&line);
        }
        resembling::insist(&content, &plan.redactor()?, &self.choices.keep, terminal)?;
        questions::confirm_marks(&content, language_of(case), self.marks_read, terminal)?;
        let known_by = questions::known_by(self.known_by, terminal)?;
        let author = session.name().to_owned();
        let digest = plan.digest(&content);
        let asked = Asked { author: &author, plan: &plan, content: &digest };
        let confirmed = passes(session, case, &asked, known_by).print_notices(terminal)?;
        questions::type_receiver(&plan, &place, self.yes, terminal)?;
        let kind = plan.draft.receiver_kind;
        let going = Going { plan, place, content, known_by, confirmed, contact };
        going.hand_over(session, case, terminal)?;
        self.offer_answer(kind, session, case, terminal)
    }

    /// Hands on what a colleague agreed to, from the note that asked for it: nothing is typed again.
    fn as_confirmed(
        &self,
        settings: &Settings,
        book: &Book,
        session: &mut Session,
        case: &Case,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        Plan::insist_on_one_reporter(case)?;
        let (confirmed, note) = four_eyes::agreed_to(case, session.name())
            .ok_or_else(|| error::export::not_agreed(case.thread.short()))?;
        let plan = Plan::from_note(note).ok_or_else(error::export::other)?;
        let kind = plan.draft.receiver_kind;
        let listed = book.get(&plan.receiver).filter(|receiver| receiver.kind == kind);
        let receiver = listed.cloned().unwrap_or_else(|| Receiver::unlisted(plan.receiver.clone(), kind));
        let place = self.destination.place(&receiver)?;
        let content = plan.content(case)?;
        if !four_eyes::asks_for(note, &plan.digest(&content)) {
            return Err(error::export::other());
        }
        questions::type_receiver(&plan, &place, self.yes, terminal)?;
        let contact = Contact::new(settings);
        let confirmed = Some(confirmed);
        let going = Going { plan, place, content, known_by: KnownBy::One, confirmed, contact };
        going.hand_over(session, case, terminal)?;
        self.offer_answer(kind, session, case, terminal)
    }

    /// The short answer that fits, sent to the reporter if the caseworker says so.
    fn offer_answer(
        &self,
        kind: ReceiverKind,
        session: &mut Session,
        case: &Case,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        if self.yes || !terminal.can_ask() || terminal.is_json() {
            return Ok(());
        }
        let Some(short) = handover::fitting_answer(kind) else { return Ok(()) };
        questions::offer_answer(short, session, case, terminal)
    }
}

/// Who could know it? If one person could, a colleague is asked, and it ends here.
pub fn passes(
    session: &mut Session,
    case: &Case,
    asked: &Asked<'_>,
    known_by: KnownBy,
) -> Noted<Option<EntryId>> {
    Noted::collect(|notices| {
        match four_eyes::judge(case, asked, known_by) {
            Verdict::Goes(confirmed) => return Ok(confirmed),
            Verdict::Waits(Some(_)) => {}
            Verdict::Waits(None) => {
                let receiver = asked.plan.receiver.clone();
                let content = asked.content.to_owned();
                let redact = asked.plan.redact.clone();
                let draft = Some(Box::new(asked.plan.draft.clone()));
                notices
                    .add(session.say(case, NoteContent::ExportAsked { receiver, content, redact, draft }))?;
            }
        }
        Err(error::export::only_one(case.thread.short()))
    })
}
