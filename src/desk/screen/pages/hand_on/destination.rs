//! Last step: where it goes. A sealed file for a receiver with a key, an open folder for any other; then
//! the note, and only then the files.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error;
use crate::export::cover::Contact;
use crate::export::plan::Plan;
use crate::export::receivers::Receiver;
use crate::export::{Going, HandedOver, package::Place};
use crate::notice::Noted;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::screen::pages::body::Row;
use crate::screen::pages::flow::{Turn, failed, finish};
use crate::screen::pages::page::{Given, Subject};
use crate::screen::pages::running::Running;
use crate::session::Session;
use crate::texts::Texts;
use zegel_core::document::KnownBy;
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};

/// What goes, once it may.
#[derive(Clone)]
pub struct Destination {
    plan: Arc<Plan>,
    digest: String,
    receiver: Receiver,
    thread: ThreadId,
    known_by: KnownBy,
    confirmed: Option<EntryId>,
    /// Where it goes open, which the name of the receiver confirms.
    folder: Option<PathBuf>,
}

impl Destination {
    /// Nowhere yet.
    pub fn new(
        plan: Plan,
        digest: String,
        receiver: Receiver,
        thread: ThreadId,
        known_by: KnownBy,
        confirmed: Option<EntryId>,
    ) -> Self {
        let plan = Arc::new(plan);
        Self { plan, digest, receiver, thread, known_by, confirmed, folder: None }
    }

    fn is_sealed(&self) -> bool {
        self.receiver.key.is_some()
    }
}

impl Subject<Screen> for Destination {
    fn title(&self, texts: Texts) -> String {
        let words = &texts.desk.pages;
        let values = [
            ("id", self.thread.short()),
            ("receiver", self.receiver.name.clone()),
            ("step", words.step_where.clone()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        interpolate(&words.hand_on_title, &values)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        vec![Row::text(if self.is_sealed() { &words.where_sealed } else { &words.where_open })]
    }

    fn question(&self, texts: Texts) -> Option<String> {
        let words = &texts.desk.pages;
        Some(match &self.folder {
            Some(_) => {
                let values = [("receiver", self.receiver.name.as_str())];
                interpolate(&texts.desk.export.type_receiver, &values)
            }
            None if self.is_sealed() => words.where_file.clone(),
            None => words.where_folder.clone(),
        })
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_typed
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let words = &screen.texts.desk.pages;
        let contact = Contact::new(&screen.settings);
        let typed = given.typed.trim();
        if let Some(folder) = &self.folder {
            if typed != self.receiver.name {
                return Turn::Refused(words.where_other_name.clone());
            }
            return Turn::Work(work(self.clone(), Place::Open(folder.clone()), contact, &given.running));
        }
        if typed.is_empty() {
            return Turn::Refused(words.where_nothing.clone());
        }
        let path = PathBuf::from(typed);
        if path.symlink_metadata().is_ok() {
            return Turn::error(&error::export::exists(&path), screen.texts);
        }
        match self.receiver.recipients() {
            Ok(Some(recipients)) => {
                let place = Place::Sealed(path, Box::new(recipients));
                Turn::Work(work(self.clone(), place, contact, &given.running))
            }
            Ok(None) => Turn::Page(Box::new(Self { folder: Some(path), ..self.clone() })),
            Err(error) => Turn::error(&error, screen.texts),
        }
    }
}

fn work(destination: Destination, place: Place, contact: Contact, running: &Arc<Running>) -> Work {
    let running = Arc::clone(running);
    Work::new(move |desk| {
        let handed = hand_over(&mut desk.session, &destination, place, contact);
        move |screen: &mut Screen| match screen.take(handed) {
            Ok(handed) => {
                finish(screen, &running);
                screen.left_pages.remove(&("hand on", destination.thread));
                screen.tell(&handed.sentences(screen.texts).join("\n"));
                Ok(())
            }
            Err(error) => failed(screen, &running, error),
        }
    })
}

/// What was shown, from the case as it is now.
fn hand_over(
    session: &mut Session,
    destination: &Destination,
    place: Place,
    contact: Contact,
) -> Noted<HandedOver> {
    Noted::collect(|notices| {
        let (_, case) = notices.add(session.case(&destination.thread.to_string()))?;
        Plan::insist_on_one_reporter(&case)?;
        let plan = Plan::clone(&destination.plan);
        let content = plan.content(&case)?;
        if plan.digest(&content) != destination.digest {
            return Err(error::export::other());
        }
        let Destination { known_by, confirmed, .. } = *destination;
        let going = Going { plan, place, content, known_by, confirmed, contact };
        notices.add(going.go(session, &case))
    })
}
