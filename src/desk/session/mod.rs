//! A caseworker's session: the server held against the pins, and the proof that this key opens what
//! is sealed.

mod accepted;
mod fetch;
mod handshake;
pub mod reapply;
pub mod receive;
mod sending;
mod unsent;

pub use handshake::Handshake;
pub use sending::Sending;

use crate::case::Case;
use crate::case::triage::Viewer;
use crate::config::{Settings, state_folder};
use crate::error::{self, DeskError};
use crate::identity::Identity;
use crate::notice::{Noted, Notice};
use crate::progress::Progress;
use crate::server::cache::Cache;
use crate::server::sealed_folder::SealedFolder;
use crate::server::source::Source;
use crate::session::reapply::{Asked, Consent, meet_generation};
use crate::session::unsent::Unsent;
use crate::terminal::Terminal;
use crate::trust::admission::{hold_against, retention_change};
use crate::trust::pins::Pins;
use crate::trust::warning::Warning;
use zegel_core::calendar::{Clock, Day, Week};
use zegel_core::document::{DeskDocument, Note, NoteContent, SignedNote};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::{Document, ForDesk, Recipients};
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{NewEntry, Session as ServerSession};

/// The session of one verb.
pub struct Session {
    /// How long work shows its progress.
    pub progress: Progress,
    /// What opens.
    pub identity: Identity,
    /// The server, or a folder in its place.
    pub client: Source,
    /// What is trusted.
    pub pins: Pins,
    /// What was fetched before.
    pub cache: Cache,
    /// Copies of withdrawn reports that were kept with a reason.
    pub kept_copies: SealedFolder,
    /// What came back in the last list, although it is gone.
    pub back: Vec<Warning>,
    /// What was sent and perhaps did not arrive.
    unsent: Unsent,
    name: String,
    today: Day,
}

/// Whether the server was told that this key opens what is sealed.
#[derive(PartialEq, Eq)]
enum Proof {
    Sent,
    None,
}

impl Session {
    /// Goes in, or says why not.
    pub fn open(settings: &Settings, terminal: &Terminal) -> Noted<Self> {
        Self::open_with(settings, Consent::Ask, terminal)
    }

    /// The same, where it is said beforehand whether a restored server may be told what is gone.
    pub fn open_with(settings: &Settings, consent: Consent, terminal: &Terminal) -> Noted<Self> {
        Noted::collect(|notices| {
            let handshake = notices.add(Handshake::start(settings, terminal))?;
            Self::begin(handshake, settings, &mut Asked { consent, terminal, notices })
        })
    }

    /// Goes on after the handshake: the server's set is held against the pinned one, a restored server
    /// is told what is gone, and the key is proved.
    pub fn begin(
        mut handshake: Handshake,
        settings: &Settings,
        asked: &mut Asked<'_>,
    ) -> Result<Self, DeskError> {
        let mut pins = asked.notices.add(handshake.pinned(settings))?;
        hold_against(&pins, &handshake.server_set)?;
        let Handshake { identity, mut client, .. } = handshake;
        if let Some(change) = retention_change(&pins, client.session()) {
            asked.notices.push(Notice::Warning(change));
        }
        let is_put_back = pins.generation.as_ref().is_some_and(|known| *known != client.session().generation);
        if let Source::Server(client) = &mut client {
            meet_generation(&mut pins, &identity, client, asked)?;
        }
        let name =
            pins.name_of(client.key().public()).ok_or_else(error::server::unknown_caseworker)?.to_owned();
        let mut cache = Cache::open(settings.cache()?.as_deref(), pins.instance);
        if is_put_back {
            cache.doubt();
        }
        let kept_copies = SealedFolder::at(&state_folder()?.join("kept"), pins.instance);
        let unsent = Unsent::at(&state_folder()?, pins.instance);
        let today = Clock::system().day();
        let progress = Progress::Bar(&asked.terminal.texts.desk.desk.fetching);
        let back = Vec::new();
        if let Some(week) = far_from(today, client.session()) {
            asked.notices.push(Notice::ClockFar(today, week));
        }
        let mut session =
            Self { progress, identity, client, pins, cache, kept_copies, back, unsent, name, today };
        // A program that holds the key may speak now, and what was noted comes before that.
        asked.notices.print(asked.terminal);
        if session.prove()? == Proof::Sent {
            asked.notices.push(Notice::ProofSent);
        }
        Ok(session)
    }

    /// Where the server waits for it: a trial document is sealed, opened and checked here, and only
    /// the fact that it opened is told. It is sealed for the recipient below this caseworker's name
    /// alone, as that is the one that is proved. A desk without one says nothing.
    fn prove(&mut self) -> Result<Proof, DeskError> {
        let own = self.pins.recipient_of(self.client.key().public());
        let Some(own) = own.filter(|_| self.client.session().proof_wanted) else { return Ok(Proof::None) };
        let own: Recipients = own.to_string().parse().map_err(|_| error::server::set())?;
        let thread = ThreadId::random()?;
        let entry = EntryId::random()?;
        let trial = self.note(thread, entry, 0, NoteContent::Seen { entries: Vec::new() });
        let sealed = own.seal(trial)?;
        if !self.opens(&sealed, thread, entry) {
            return Ok(Proof::None);
        }
        self.client.prove(&self.pins.fingerprint())?;
        Ok(Proof::Sent)
    }

    fn opens(&self, sealed: &ForDesk, thread: ThreadId, entry: EntryId) -> bool {
        let plain = self.identity.open(sealed).ok();
        let document = plain.and_then(|plain| DeskDocument::parse(&plain).ok());
        let Some(DeskDocument::Note(note)) = document else { return false };
        note.is_signed_by(self.client.key().public(), self.pins.instance, thread, entry)
    }

    /// The pseudonym of this desk.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// For whom lists are made here.
    pub fn viewer(&self) -> Viewer {
        Viewer { me: self.name.clone(), now: self.today.week(), retention: self.retention() }
    }

    /// The day on this computer.
    pub fn today(&self) -> Day {
        self.today
    }

    /// Refuses to write down a day that cannot be: it would stand in a chain of custody for good.
    pub fn insist_on_clock(&self) -> Result<(), DeskError> {
        match far_from(self.today, self.client.session()) {
            Some(week) => Err(error::server::clock(self.today, week)),
            None => Ok(()),
        }
    }

    /// Whether the clock of this computer can be right.
    pub fn is_clock_right(&self) -> bool {
        far_from(self.today, self.client.session()).is_none()
    }

    /// Something to keep with a thread, signed for its place there.
    fn note(&self, thread: ThreadId, entry: EntryId, lamport: u32, content: NoteContent) -> Note {
        let sealed_for = self.pins.fingerprint().to_string();
        let note = SignedNote { author: self.name.clone(), day: self.today, lamport, sealed_for, content };
        note.sign(self.client.key(), self.pins.instance, thread, entry)
    }

    /// A note for a case, after all that is known of it, sealed for the pinned set. A key that only
    /// carries signs none: no desk would believe it.
    pub fn sealed_note(&self, case: &Case, content: NoteContent) -> Result<NewEntry, DeskError> {
        if !self.opens_any() {
            return Err(error::offline::only_carries());
        }
        self.insist_on_clock()?;
        let id = EntryId::random()?;
        let sealed = self.seal(self.note(case.thread, id, case.next_lamport(), content))?;
        Ok(NewEntry::new(id, &SealedEntry::Desk(sealed)))
    }

    fn seal(&self, document: impl Document<Sealed = ForDesk>) -> Result<ForDesk, DeskError> {
        Ok(self.pins.recipients().seal(document)?)
    }

    /// Whether the key of this desk opens what is sealed for the pinned set.
    pub fn opens_any(&self) -> bool {
        self.pins.opens(self.client.key().public())
    }
}

/// The week of a server from which this day is far: before it, or more than one week after it.
pub fn far_from(today: Day, session: &ServerSession) -> Option<Week> {
    session.week.filter(|week| !(0..=1).contains(&today.week().since(*week)))
}
