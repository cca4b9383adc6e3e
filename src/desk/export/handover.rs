//! The last steps: everything is made in memory, a note says that it goes, and then it goes.

use data_encoding::HEXLOWER;
use serde_json::json;

use super::content::Content;
use super::cover::Cover;
use super::manifest::{self, Action, CustodyStep, Manifest, Named};
use super::package::{self, Item, Place};
use super::redact::Redactor;
use super::{pdf, text};
use crate::case::Case;
use crate::error::{self, DeskError};
use crate::export::documents;
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::document::{AgainstWish, Exported, KnownBy, NoteContent};
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, random};
use zegel_core::seal::Plain;

/// All that was decided about it.
pub struct Going {
    /// Who gets it.
    pub receiver: String,
    /// Where it goes.
    pub place: Place,
    /// What goes.
    pub content: Content,
    /// How many could know it.
    pub known_by: KnownBy,
    /// The note of a colleague who agreed.
    pub confirmed: Option<EntryId>,
    /// Why against the reporter's wish.
    pub against_wish: Option<AgainstWish>,
    /// What is left out.
    pub redactor: Redactor,
}

impl Going {
    /// First a place, then the note, then the files: a failure may leave a note of a package that
    /// never was, and never a package without a note.
    pub fn hand_over(
        self,
        verbatim: bool,
        session: &mut Session,
        case: &Case,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        let number = HEXLOWER.encode(&random::<4>()?);
        let items = self.items(&number, verbatim, session, case)?;
        let sealed = match &self.place {
            Place::Sealed(_, recipients) => {
                recipients.seal_package(&package::tar(&number, &items).map_err(|_| error::sealing())?)?
            }
            Place::Open(_) => Vec::new(),
        };
        let reserved = self.place.reserve()?;
        let manifest = items.last().map(|item| manifest::digest(item.bytes.as_bytes())).unwrap_or_default();
        let note = Box::new(self.note(&number, &manifest));
        session.say_once(case, NoteContent::Exported(note)).print_notices(terminal)?;
        let not_written = |error| error::export::not_written(&number, self.place.path(), error);
        reserved.fill(&items, &sealed).map_err(not_written)?;
        self.tell(&number, &manifest, case, terminal);
        Ok(())
    }

    /// The files, the manifest last.
    fn items(
        &self,
        number: &str,
        verbatim: bool,
        session: &mut Session,
        case: &Case,
    ) -> Result<Vec<Item>, DeskError> {
        let cover = Cover { number, receiver: &self.receiver, week: session.today().week() };
        let pdf = pdf::print(&cover, &self.content).map_err(|_| error::export::paper())?;
        let text = text::file(&cover, &self.content).into_bytes();
        let mut items = vec![
            Item { name: "1-melding.pdf", bytes: Plain::new(pdf) },
            Item { name: "2-tekst.txt", bytes: Plain::new(text) },
        ];
        if verbatim {
            items.push(Item { name: "3-antwoorden.json", bytes: Plain::new(self.content.verbatim()) });
        }
        let manifest = self.manifest(&cover, &items, session, case);
        items.push(Item { name: manifest::NAME, bytes: Plain::new(manifest.to_json()) });
        Ok(items)
    }

    fn manifest(&self, cover: &Cover<'_>, items: &[Item], session: &mut Session, case: &Case) -> Manifest {
        let number = cover.number.to_owned();
        let week = cover.week;
        let mut custody = manifest::custody(case);
        let who = session.name().to_owned();
        custody.push(CustodyStep { who, what: Action::Exported, week, number: Some(number.clone()) });
        // What is left out of the words is left out of the reason too.
        let against_wish = self.against_wish.as_ref().map(|against| AgainstWish {
            ground: against.ground,
            reason: self.redactor.redact(&against.reason).text,
        });
        Manifest {
            schema: Manifest::schema(),
            number,
            tool: Manifest::tool(),
            receiver: self.receiver.clone(),
            week,
            items: items.iter().map(Named::of).collect(),
            documents: documents::digests(case),
            redactions: self.redactions(),
            against_wish,
            custody,
        }
    }

    fn redactions(&self) -> u32 {
        u32::try_from(self.content.left_out).unwrap_or(u32::MAX)
    }

    fn note(&self, number: &str, manifest: &str) -> Exported {
        Exported {
            number: number.to_owned(),
            manifest: manifest.to_owned(),
            receiver: self.receiver.clone(),
            sealed: self.place.is_sealed(),
            known_by: self.known_by,
            confirmed: self.confirmed,
            redactions: self.redactions(),
            against_wish: self.against_wish.clone(),
        }
    }

    fn tell(&self, number: &str, manifest: &str, case: &Case, terminal: &Terminal) {
        let place = self.place.path().display().to_string();
        if terminal.is_json() {
            let sealed = self.place.is_sealed();
            let redactions = self.redactions();
            terminal.print_json(&json!({
                "number": number, "place": place, "receiver": self.receiver, "sealed": sealed,
                "manifest": manifest, "redactions": redactions, "confirmed": self.confirmed,
            }));
            return;
        }
        let words = &terminal.texts.desk.export;
        let count = self.redactions().to_string();
        let values = [
            ("number", number),
            ("place", &place),
            ("receiver", &self.receiver),
            ("count", &count),
            ("id", &case.thread.short()),
        ];
        terminal.print_text(&interpolate(&words.exported, &values));
        let next = if self.place.is_sealed() { &words.next_sealed } else { &words.next_open };
        terminal.print_text(&interpolate(next, &values));
    }
}
