//! The last steps: everything is made in memory, a note says that it goes, and then it goes.

use data_encoding::HEXLOWER;
use serde_json::json;

use super::content::Content;
use super::cover::{Contact, Cover};
use super::ground::{self, OnPaper};
use super::manifest::{self, Action, CustodyStep, Manifest, Named};
use super::package::{self, Item, Place};
use super::page::page;
use super::plan::Plan;
use super::{sums, text};
use crate::act::reply::Short;
use crate::case::Case;
use crate::error::{self, DeskError};
use crate::export::documents;
use crate::notice::Noted;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::texts::Texts;
use zegel_core::document::{Exported, KnownBy, NoteContent, ReceiverKind};
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, random};
use zegel_core::seal::Plain;

/// All that was decided about it.
pub struct Going {
    /// To whom, and on what terms.
    pub plan: Plan,
    /// Where it goes.
    pub place: Place,
    /// What goes.
    pub content: Content,
    /// How many could know it.
    pub known_by: KnownBy,
    /// The note of a colleague who agreed.
    pub confirmed: Option<EntryId>,
    /// Whom the receiver can call.
    pub contact: Contact,
}

/// What is handed over.
struct Package {
    items: Vec<Item>,
    /// The digest of the manifest, by which the notes know all of it.
    manifest: String,
}

impl Going {
    /// Hands it on, and prints what follows of it.
    pub fn hand_over(self, session: &mut Session, case: &Case, terminal: &Terminal) -> Result<(), DeskError> {
        self.go(session, case).print_notices(terminal)?.print(terminal);
        Ok(())
    }

    /// First a place, then the note, then the files: a failure may leave a note of a package that
    /// never was, and never a package without a note.
    pub fn go(self, session: &mut Session, case: &Case) -> Noted<HandedOver> {
        Noted::collect(|notices| {
            let number = HEXLOWER.encode(&random::<4>()?);
            let Package { items, manifest } = self.package(&number, session, case)?;
            let sealed = match &self.place {
                Place::Sealed(_, recipients) => {
                    recipients.seal_package(&package::tar(&number, &items).map_err(|_| error::sealing())?)?
                }
                Place::Open(_) => Vec::new(),
            };
            let reserved = self.place.reserve()?;
            let note = Box::new(self.note(&number, &manifest));
            notices.add(session.say(case, NoteContent::Exported(note)))?;
            let not_written = |error| error::export::not_written(&number, self.place.path(), error);
            reserved.fill(&items, &sealed).map_err(not_written)?;
            Ok(HandedOver { going: self, number, manifest, id: case.thread.short() })
        })
    }

    fn package(&self, number: &str, session: &mut Session, case: &Case) -> Result<Package, DeskError> {
        let draft = &self.plan.draft;
        let cover = Cover {
            number,
            receiver: &self.plan.receiver,
            kind: draft.receiver_kind,
            ground: &OnPaper::new(case, draft, &self.plan.redactor()?),
            week: session.today().week(),
            contact: &self.contact,
        };
        let page = page(&cover, &self.content).into_bytes();
        let text = text::file(&cover, &self.content).into_bytes();
        let mut items = vec![
            Item { name: "1-melding.html", bytes: Plain::new(page) },
            Item { name: "2-tekst.txt", bytes: Plain::new(text) },
        ];
        if self.plan.draft.answers {
            items.push(Item { name: "3-antwoorden.json", bytes: Plain::new(self.content.verbatim()) });
        }
        let manifest = self.manifest(&cover, &items, session, case)?;
        let json = manifest.to_json();
        let digest = manifest::digest(&json);
        let sums = sums::lines(&manifest.items, &digest).into_bytes();
        items.push(Item { name: manifest::NAME, bytes: Plain::new(json) });
        items.push(Item { name: sums::NAME, bytes: Plain::new(sums) });
        Ok(Package { items, manifest: digest })
    }

    fn manifest(
        &self,
        cover: &Cover<'_>,
        items: &[Item],
        session: &mut Session,
        case: &Case,
    ) -> Result<Manifest, DeskError> {
        let number = cover.number.to_owned();
        let week = cover.week;
        let mut custody = manifest::custody(case);
        let who = session.name().to_owned();
        custody.push(CustodyStep { who, what: Action::Exported, week, number: Some(number.clone()) });
        Ok(Manifest {
            schema: Manifest::schema(),
            number,
            tool: Manifest::tool(),
            receiver: self.plan.receiver.clone(),
            receiver_kind: Some(self.plan.draft.receiver_kind),
            week,
            items: items.iter().map(Named::of).collect(),
            documents: documents::digests(case),
            redactions: self.redactions(),
            against_wish: ground::against_wish(&self.plan.draft, &self.plan.redactor()?),
            custody,
        })
    }

    fn redactions(&self) -> u32 {
        u32::try_from(self.content.left_out).unwrap_or(u32::MAX)
    }

    fn note(&self, number: &str, manifest: &str) -> Exported {
        Exported {
            number: number.to_owned(),
            manifest: manifest.to_owned(),
            receiver: self.plan.receiver.clone(),
            sealed: self.place.is_sealed(),
            known_by: self.known_by,
            confirmed: self.confirmed,
            redactions: self.redactions(),
            against_wish: self.plan.draft.against_wish.clone(),
            receiver_kind: Some(self.plan.draft.receiver_kind),
            agreed: self.plan.draft.agreed.clone(),
            own_words: Some(self.content.own_words),
        }
    }
}

/// What was handed on, and where it stands now.
pub struct HandedOver {
    going: Going,
    number: String,
    manifest: String,
    id: String,
}

impl HandedOver {
    /// In words: what was done, and what comes next.
    pub fn sentences(&self, texts: Texts) -> [String; 2] {
        let words = &texts.desk.export;
        let going = &self.going;
        let place = going.place.path().display().to_string();
        let count = going.redactions().to_string();
        let tell = tell_reporter(going.plan.draft.receiver_kind, &self.id);
        let values = [
            ("number", self.number.as_str()),
            ("place", &place),
            ("receiver", &going.plan.receiver),
            ("count", &count),
            ("id", &self.id),
            ("tell", &tell),
        ];
        let next = if going.place.is_sealed() { &words.next_sealed } else { &words.next_open };
        [interpolate(&words.exported, &values), interpolate(next, &values)]
    }

    fn print(&self, terminal: &Terminal) {
        if !terminal.is_json() {
            self.sentences(terminal.texts).iter().for_each(|sentence| terminal.print_text(sentence));
            return;
        }
        let going = &self.going;
        terminal.print_json(&json!({
            "number": self.number, "place": going.place.path().display().to_string(),
            "receiver": going.plan.receiver, "receiver_kind": going.plan.draft.receiver_kind,
            "sealed": going.place.is_sealed(), "manifest": self.manifest,
            "redactions": going.redactions(), "confirmed": going.confirmed,
        }));
    }
}

/// What tells the reporter, with the short answer that fits what the receiver is, if there is one.
fn tell_reporter(kind: ReceiverKind, id: &str) -> String {
    match fitting_answer(kind) {
        Some(Short::Police) => format!("zegel reply {id} --answer police"),
        Some(Short::Help) => format!("zegel reply {id} --answer help"),
        _ => format!("zegel reply {id}"),
    }
}

/// The short answer that fits what a receiver is.
pub fn fitting_answer(kind: ReceiverKind) -> Option<Short> {
    match kind {
        ReceiverKind::Police => Some(Short::Police),
        ReceiverKind::Help => Some(Short::Help),
        ReceiverKind::ChildProtection | ReceiverKind::Inspectorate => None,
    }
}
