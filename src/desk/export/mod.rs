//! `zegel export ID`: hands a case on without betraying the reporter. Its steps, each of which can end
//! it: the receiver and what it is; the reporter's wish, held against that; the text that a caseworker
//! writes, and on purpose the reporter's own words; what is left out and what may still point at the
//! reporter; who could know the rest; where it goes; a signed note, so that no copy exists of which the
//! case does not know; and only then the files.
//!
//! What goes out stands in [`content`] and nowhere else. Nothing decrypted touches a disk but an
//! open folder that the caseworker asked for. Only [`questions`] and the verb itself meet a terminal.

mod confirm;
mod content;
pub mod cover;
mod documents;
pub mod handover;
mod manifest;
mod indicators;
pub mod lines;
pub mod package;
mod paper_words;
mod pages;
mod passages;
mod pdf;
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
pub mod text;
mod verify;
pub mod wish;

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::notice::Noted;
use crate::session::Session;
use crate::terminal::Terminal;
use cover::Contact;
use four_eyes::{Asked, Verdict};
pub use handover::{Going, HandedOver};
use package::Place;
use plan::{Plan, language_of};
use receivers::{Book, Gets, Receiver};
use zegel_core::document::{Draft, Ground, KnownBy, NoteContent, ReceiverKind};
use zegel_core::id::EntryId;

/// The arguments of the verb.
#[derive(Args)]
pub struct Export {
    /// The report, by the first characters of its id
    #[arg(required_unless_present = "verify")]
    id: Option<String>,
    /// Who gets it: a name from zegel receivers, or another one with --kind
    #[arg(long, value_name = "NAME", required_unless_present_any = ["confirm", "as_confirmed", "verify"])]
    receiver: Option<String>,
    /// What a receiver is who is not in zegel receivers
    #[arg(long, value_name = "KIND", requires = "receiver", value_parser = named(ReceiverKind::NAMES))]
    kind: Option<ReceiverKind>,
    /// Seal it for this key, if zegel receivers has none: age1..., or a file with it
    #[arg(long, value_name = "KEY", requires = "to")]
    recipient: Option<String>,
    /// The sealed file to make
    #[arg(long, value_name = "FILE", required_unless_present_any = ["open", "confirm", "preview", "verify"])]
    to: Option<PathBuf>,
    /// Make this folder instead, which everybody can read who has the medium
    #[arg(long, value_name = "DIR", conflicts_with_all = ["recipient", "to"])]
    open: Option<PathBuf>,
    /// How many people could know what it says
    #[arg(long, value_name = "HOW_MANY", value_parser = named(KnownBy::NAMES))]
    known_by: Option<KnownBy>,
    /// Let the reporter's own words go too, and not only what you write
    #[arg(long)]
    with_own_words: bool,
    /// Leave these lines out, by their numbers in --preview: 3,7-9
    #[arg(long, value_name = "LINES")]
    leave_out: Option<String>,
    /// Leave words out, wherever they stand: asked for on the terminal
    #[arg(long, value_name = "TEXT", num_args = 0..=1, default_missing_value = "")]
    redact: Vec<String>,
    /// Let this text stay, which looks like what is left out
    #[arg(long, value_name = "TEXT", requires = "redact")]
    keep: Vec<String>,
    /// Add the reporter's answers word for word, as a file
    #[arg(long, requires = "with_own_words")]
    verbatim: bool,
    /// You looked at all that may point at the reporter, and it may go
    #[arg(long)]
    marks_read: bool,
    /// The reporter wrote yes, in this message: the first characters of its id
    #[arg(long, value_name = "MESSAGE-ID")]
    reporter_agreed: Option<String>,
    /// Go against the reporter's wish, for one of three grounds
    #[arg(long, value_name = "GROUND", value_parser = named(Ground::NAMES), requires = "reason")]
    against_wish: Option<Ground>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT", requires = "against_wish")]
    reason: Option<String>,
    /// Show what would go, with numbered lines, and hand nothing on
    #[arg(long, conflicts_with_all = ["confirm", "as_confirmed", "verify"])]
    preview: bool,
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

fn named<T: Clone + Send + Sync + 'static>(
    names: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let parser = PossibleValuesParser::new(names.iter().map(|(name, _)| *name));
    let find = |name: String| names.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    parser.try_map(move |name| find(name).ok_or("no such name"))
}

impl Export {
    /// Hands it on, agrees that a colleague does, or checks what was handed on.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if let Some(path) = &self.verify {
            return verify::run(path, settings, terminal);
        }
        let id = self.id.as_deref().unwrap_or_default();
        let book = Book::read(settings)?;
        let receiver = self.receiver.as_deref().map(|name| self.find_receiver(name, &book)).transpose()?;
        let Some(receiver) = receiver else {
            let mut session = Session::open(settings, terminal).print_notices(terminal)?;
            let (_, case) = session.case(id).print_notices(terminal)?;
            if self.confirm {
                return confirm::run(&mut session, &case, self.yes, terminal);
            }
            return self.as_confirmed(settings, &book, &mut session, &case, terminal);
        };
        let place = if self.preview { None } else { Some(self.place(&receiver)?) };
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(id).print_notices(terminal)?;
        let plan = self.plan(&receiver, &case, terminal)?;
        match place {
            Some(place) => self.judge(plan, place, Contact::new(settings), &mut session, &case, terminal),
            None => Self::show(&plan, &case, terminal),
        }
    }

    fn find_receiver(&self, name: &str, book: &Book) -> Result<Receiver, DeskError> {
        let name = receivers::name(name)?;
        let receiver = match (book.get(&name), self.kind) {
            (None, None) => return Err(error::export::no_kind(&name)),
            (None, Some(kind)) => return Ok(Receiver::unlisted(name, kind)),
            (Some(receiver), _) => receiver.clone(),
        };
        let is_other = self.kind.is_some_and(|kind| kind != receiver.kind);
        if is_other || (self.recipient.is_some() && receiver.key.is_some()) {
            return Err(error::export::other_in_book(&receiver.name));
        }
        Ok(receiver)
    }

    fn place(&self, receiver: &Receiver) -> Result<Place, DeskError> {
        let place = match (&self.to, &self.open) {
            (Some(file), _) => {
                let given = self.recipient.as_deref().map(package::recipients).transpose()?;
                let recipients = if given.is_some() { given } else { receiver.recipients()? };
                let recipients = recipients.ok_or_else(|| error::export::no_key(&receiver.name))?;
                Place::Sealed(file.clone(), Box::new(recipients))
            }
            (None, folder) => Place::Open(folder.clone().unwrap_or_default()),
        };
        if place.path().symlink_metadata().is_ok() {
            return Err(error::export::exists(place.path()));
        }
        Ok(place)
    }

    /// What goes, and that it may go to this receiver.
    fn plan(&self, receiver: &Receiver, case: &Case, terminal: &Terminal) -> Result<Plan, DeskError> {
        Plan::insist_on_one_reporter(case)?;
        let said = wish::Said {
            kind: receiver.kind,
            agreed: self.reporter_agreed.as_deref(),
            against: self.against_wish.zip(self.reason.as_deref()),
        };
        let permission = wish::allows(case, &said)?;
        if self.with_own_words && receiver.gets == Gets::Text {
            return Err(error::export::own_words(&receiver.name));
        }
        questions::confirm_permission(case, &permission, receiver, self.yes, terminal)?;
        let written = questions::written(self.with_own_words, terminal)?;
        let draft = Draft {
            receiver_kind: receiver.kind,
            text: written.text,
            own_words: self.with_own_words,
            answers: self.verbatim,
            lines: Vec::new(),
            agreed: permission.agreed,
            against_wish: permission.against_wish,
        };
        let redact = self.redact(written.redact, terminal)?;
        let mut plan = Plan { receiver: receiver.name.clone(), draft, redact };
        plan.draft.lines = self.lines(&plan, case, terminal)?;
        plan.redact = plan.redactor()?.texts();
        Ok(plan)
    }

    fn redact(&self, mut redact: Vec<String>, terminal: &Terminal) -> Result<Vec<String>, DeskError> {
        for text in &self.redact {
            if text.is_empty() {
                redact.extend(questions::words_to_leave_out(terminal));
                continue;
            }
            terminal.warn(&terminal.texts.desk.handing_on.in_history);
            redact.push(text.clone());
        }
        if self.redact.iter().any(String::is_empty) && redact.is_empty() {
            return Err(error::export::redact_empty());
        }
        Ok(redact)
    }

    fn lines(&self, plan: &Plan, case: &Case, terminal: &Terminal) -> Result<Vec<String>, DeskError> {
        if self.preview {
            return Ok(Vec::new());
        }
        let whole = plan.whole(case)?;
        match &self.leave_out {
            Some(typed) => lines::chosen(&whole, typed),
            None if terminal.can_ask() && !self.yes => {
                questions::lines_to_leave_out(&whole, language_of(case), terminal)
            }
            None => Ok(Vec::new()),
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
        resembling::insist(&content, &plan.redactor()?, &self.keep, terminal)?;
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
        let place = self.place(&receiver)?;
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
