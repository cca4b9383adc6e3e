//! `zegel export ID`: hands a case to the police without betraying the reporter. Six steps, each of
//! which can end it: the reporter's wish; what is left out; who could know the rest; where it goes;
//! a signed note, so that no copy exists of which the case does not know; and only then the files.
//!
//! What goes out stands in [`content`] and nowhere else. Nothing decrypted touches a disk but an
//! open folder that the caseworker asked for.

mod confirm;
mod content;
mod cover;
mod documents;
mod handover;
mod manifest;
mod indicators;
mod package;
mod paper_words;
mod pages;
mod pdf;
mod four_eyes;
mod redact;
mod text;
mod verify;
mod wish;

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::notice::Noted;
use crate::session::Session;
use crate::terminal::{Terminal, clean};
use content::Content;
use four_eyes::{Asked, Verdict};
pub use handover::Going;
use package::Place;
use paper_words::paper;
use redact::Redactor;
use zegel_core::document::{Ground, KnownBy, NoteContent};
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;

/// The longest name of a receiver that a page has room for.
const LONGEST_RECEIVER: usize = 80;
/// The arguments of the verb.
#[derive(Args)]
pub struct Export {
    /// The report, by the first characters of its id
    #[arg(required_unless_present = "verify")]
    id: Option<String>,
    /// Who gets it: a name that the notes and the package keep
    #[arg(long, value_name = "NAME", required_unless_present_any = ["confirm", "verify"])]
    receiver: Option<String>,
    /// Seal it for this key: age1..., or a file with it
    #[arg(long, value_name = "KEY", requires = "to")]
    #[arg(required_unless_present_any = ["open", "confirm", "verify"])]
    recipient: Option<String>,
    /// The sealed file to make
    #[arg(long, value_name = "FILE", requires = "recipient")]
    to: Option<PathBuf>,
    /// Make this folder instead, which everybody can read who has the medium
    #[arg(long, value_name = "DIR", conflicts_with = "recipient")]
    open: Option<PathBuf>,
    /// How many people could know what it says
    #[arg(long, value_name = "HOW_MANY", value_parser = named(KnownBy::NAMES))]
    known_by: Option<KnownBy>,
    /// Leave this text out, wherever it stands
    #[arg(long, value_name = "TEXT")]
    redact: Vec<String>,
    /// Add the answers word for word
    #[arg(long)]
    verbatim: bool,
    /// The reporter was asked, and wrote yes
    #[arg(long)]
    reporter_agreed: bool,
    /// Go against the reporter's wish, for one of three grounds
    #[arg(long, value_name = "GROUND", value_parser = named(Ground::NAMES), requires = "reason")]
    against_wish: Option<Ground>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT", requires = "against_wish")]
    reason: Option<String>,
    /// Look at what a colleague would hand on, and agree
    #[arg(long, conflicts_with_all = ["receiver", "recipient", "open", "known_by", "redact", "verbatim"])]
    confirm: bool,
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
        if self.confirm {
            let mut session = Session::open(settings, terminal).print_notices(terminal)?;
            let (_, case) = session.case(id).print_notices(terminal)?;
            return confirm::run(&mut session, &case, self.yes, terminal);
        }
        let receiver = self.receiver()?;
        let place = self.place()?;
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(id).print_notices(terminal)?;
        case.insist_on_one_document()?;
        if case.is_of_two() {
            return Err(error::case::two_reporters());
        }
        let said = wish::Said {
            agreed: self.reporter_agreed,
            against: self.against_wish.zip(self.reason.as_deref()),
        };
        let against_wish = wish::allows(&case, &said)?;
        let redactor = Redactor::new(&self.redact, &paper().mark)?;
        let content = Content::new(&case, &redactor)?;
        preview(&content, terminal);
        let known_by = self.known_by(terminal)?;
        let author = session.name().to_owned();
        let digest = content.digest();
        let redact = redactor.texts();
        let asked = Asked { author: &author, receiver: &receiver, content: &digest, redact: &redact };
        let confirmed = passes(&mut session, &case, &asked, known_by).print_notices(terminal)?;
        self.type_receiver(&receiver, &place, terminal)?;
        let going = Going { receiver, place, content, known_by, confirmed, against_wish, redactor };
        going.hand_over(self.verbatim, &mut session, &case, terminal)
    }

    fn receiver(&self) -> Result<String, DeskError> {
        let words: Vec<&str> = self.receiver.iter().flat_map(|name| name.split_whitespace()).collect();
        let name = clean(&words.join(" "));
        let length = name.chars().count();
        if (1..=LONGEST_RECEIVER).contains(&length) { Ok(name) } else { Err(error::export::receiver()) }
    }

    fn place(&self) -> Result<Place, DeskError> {
        let place = match (&self.recipient, &self.to, &self.open) {
            (Some(key), Some(file), _) => Place::Sealed(file.clone(), Box::new(package::recipients(key)?)),
            (_, _, folder) => Place::Open(folder.clone().unwrap_or_default()),
        };
        if place.path().symlink_metadata().is_ok() {
            return Err(error::export::exists(place.path()));
        }
        Ok(place)
    }

    fn known_by(&self, terminal: &Terminal) -> Result<KnownBy, DeskError> {
        if let Some(known_by) = self.known_by {
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
    fn type_receiver(&self, receiver: &str, place: &Place, terminal: &Terminal) -> Result<(), DeskError> {
        if place.is_sealed() || self.yes {
            return Ok(());
        }
        let question = interpolate(&terminal.texts.desk.export.type_receiver, &[("receiver", receiver)]);
        let typed = terminal.can_ask() && terminal.ask(&question) == receiver;
        if typed { Ok(()) } else { Err(error::export::typed()) }
    }
}

/// Who could know it? If one person could, a colleague is asked, and it ends here.
fn passes(
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
                let receiver = asked.receiver.to_owned();
                let content = asked.content.to_owned();
                let redact = asked.redact.to_vec();
                notices.add(session.say(case, NoteContent::ExportAsked { receiver, content, redact }))?;
            }
        }
        Err(error::export::only_one(case.thread.short()))
    })
}

/// A person judges what is seen.
fn preview(content: &Content, terminal: &Terminal) {
    if terminal.can_ask() {
        terminal.inform(&terminal.texts.desk.export.preview);
        terminal.inform("");
        terminal.inform_indented(&text::body(content));
    }
    if content.unasked > 0 {
        terminal.warn(&interpolate(
            &terminal.texts.desk.export.unasked,
            &[("count", &content.unasked.to_string())],
        ));
    }
}
