//! A caseworker at the server's door: the session, the pinned set held against the server's, and
//! the proof that this key opens what is sealed.

use crate::calendar::{Clock, Day};
use crate::desk::case::Case;
use crate::desk::config::{Settings, state_folder};
use crate::desk::error::DeskError;
use crate::desk::keys::identity;
use crate::desk::server::cache::Cache;
use crate::desk::server::carried::CarriedError;
use crate::desk::server::known::Warning;
use crate::desk::server::pins::Pins;
use crate::desk::server::sealed_folder::SealedFolder;
use crate::desk::server::way::Way;
use crate::desk::show::Show;
use crate::document::{DeskDocument, Note, NoteContent, SignedNote};
use crate::id::{EntryId, ThreadId};
use crate::seal::{Document, ForDesk, Identity, Recipients};
use crate::thread::SealedEntry;
use crate::wire::{NewEntries, NewEntry};
use crate::words::fill;

/// The session of one verb.
pub struct Desk<'a> {
    /// The terminal.
    pub show: &'a Show,
    /// What opens.
    pub identity: Identity,
    /// The server, or a folder in its place.
    pub client: Way,
    /// What is trusted.
    pub pins: Pins,
    /// What was fetched before.
    pub cache: Cache,
    /// Copies of withdrawn reports that were kept with a reason.
    pub kept: SealedFolder,
    /// What came back in the last list, although it is gone.
    pub back: Vec<Warning>,
    name: String,
    today: Day,
}

/// The server's set, before it is held against the pinned one.
pub struct Door {
    /// What opens.
    pub identity: Identity,
    /// The server, or a folder in its place.
    pub client: Way,
    /// The set it has now.
    pub server_set: Recipients,
    /// The pins, unless this is the first use.
    pub pins: Option<Pins>,
}

impl Door {
    /// Opens a session.
    pub fn knock(settings: &Settings, show: &Show) -> Result<Self, DeskError> {
        settings.place()?;
        Self::knock_as(identity::read(settings, show)?, settings)
    }

    /// Opens a session with a key that is already here.
    pub fn knock_as(identity: Identity, settings: &Settings) -> Result<Self, DeskError> {
        let place = settings.place()?;
        let key = identity::desk_key(&identity, settings)?;
        let client = Way::open(place, key)?;
        let server_set: Recipients = client.session().recipients.parse().map_err(|_| DeskError::ServerSet)?;
        let pins = Pins::read(&state_folder()?, client.session().instance)?;
        Ok(Self { identity, client, server_set, pins })
    }

    /// Pins the server's set if there is no pin yet; insists on the fingerprint if one was given.
    pub fn pinned(&mut self, settings: &Settings, show: &Show) -> Result<Pins, DeskError> {
        let present = match &self.pins {
            Some(pins) => pins.fingerprint(),
            None => self.server_set.fingerprint(),
        };
        if let Some(wanted) = settings.fingerprint()?.filter(|wanted| *wanted != present) {
            return Err(DeskError::Fingerprint { wanted: wanted.to_string(), found: present.to_string() });
        }
        if let Some(pins) = self.pins.take() {
            return Ok(pins);
        }
        self.refuse_unknown(settings)?;
        let mut pins = Pins::new(&state_folder()?, self.client.session().instance, self.server_set.clone());
        pins.save()?;
        show.tell(&fill(&show.desk().first_use, &[("fingerprint", &present.to_string())]));
        Ok(pins)
    }
}

impl Door {
    /// A folder says itself of which server it is. Where one is pinned already, another is taken
    /// from a folder only with its fingerprint.
    fn refuse_unknown(&self, settings: &Settings) -> Result<(), DeskError> {
        match self.client.folder() {
            Some(folder) if settings.fingerprint()?.is_none() && Pins::any(&state_folder()?) => {
                Err(CarriedError::OtherPinned(folder.to_owned()).into())
            }
            _ => Ok(()),
        }
    }
}

/// Another set or other desks than the pinned ones stop everything.
pub fn hold_against(pins: &Pins, server: &Recipients) -> Result<(), DeskError> {
    let (pinned_print, server_print) = (pins.fingerprint(), server.fingerprint());
    if pinned_print != server_print {
        let (pinned, server) = (pinned_print.to_string(), server_print.to_string());
        return Err(DeskError::SetChanged { pinned, server });
    }
    if lines(pins.recipients()) != lines(server) {
        let names = |set: &Recipients| {
            let names: Vec<&str> = set.desks().iter().map(|desk| desk.name.as_str()).collect();
            format!("{} ({})", set.fingerprint(), names.join(", "))
        };
        return Err(DeskError::DesksChanged { pinned: names(pins.recipients()), server: names(server) });
    }
    Ok(())
}

/// The desks' lines in one order, with all that they say.
fn lines(set: &Recipients) -> Vec<(&str, [u8; 32], bool)> {
    let mut lines: Vec<_> =
        set.desks().iter().map(|desk| (desk.name.as_str(), desk.signing_key, desk.opens)).collect();
    lines.sort_unstable();
    lines
}

impl<'a> Desk<'a> {
    /// Goes in, or says why not.
    pub fn enter(settings: &Settings, show: &'a Show) -> Result<Self, DeskError> {
        let mut door = Door::knock(settings, show)?;
        let mut pins = door.pinned(settings, show)?;
        hold_against(&pins, &door.server_set)?;
        let Door { identity, mut client, .. } = door;
        if let Way::Server(client) = &mut client {
            pins.meet_generation(client, show)?;
        }
        let name = pins.name_of(client.key().public()).ok_or(DeskError::UnknownDesk)?.to_owned();
        let cache = Cache::open(settings.cache()?.as_deref(), pins.instance);
        let kept = SealedFolder::at(&state_folder()?.join("kept"), pins.instance);
        let (back, today) = (Vec::new(), Clock::system().day());
        let mut desk = Self { show, identity, client, pins, cache, kept, back, name, today };
        desk.prove()?;
        Ok(desk)
    }

    /// Where the server waits for it: a trial document is sealed, opened and checked here, and only
    /// the fact that it opened is told. A desk without a key that opens says nothing.
    fn prove(&mut self) -> Result<(), DeskError> {
        if !self.client.session().proof_wanted || !self.opens_any() {
            return Ok(());
        }
        let (thread, entry) = (ThreadId::random()?, EntryId::random()?);
        let trial = self.note(thread, entry, 0, NoteContent::Seen { entries: Vec::new() });
        let sealed = self.pins.recipients().seal(trial)?;
        if self.opens(&sealed, thread, entry) {
            self.client.prove(&self.pins.fingerprint())?;
            self.show.tell(&self.show.desk().proof_sent);
        }
        Ok(())
    }

    fn opens(&self, sealed: &ForDesk, thread: ThreadId, entry: EntryId) -> bool {
        let plain = self.identity.open(sealed).ok();
        let document = plain.and_then(|plain| DeskDocument::parse(&plain).ok());
        let Some(DeskDocument::Note(note)) = document else { return false };
        note.verify(|desk| self.pins.keys_of(desk), self.pins.instance, thread, entry).is_some()
    }

    /// The pseudonym of this desk.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day on this computer.
    pub fn today(&self) -> Day {
        self.today
    }

    /// Something to keep with a thread, signed for its place there.
    pub fn note(&self, thread: ThreadId, entry: EntryId, turn: u32, content: NoteContent) -> Note {
        let sealed_for = self.pins.fingerprint().to_string();
        let note = SignedNote { desk: self.name.clone(), day: self.today, turn, sealed_for, content };
        note.sign(self.client.key(), self.pins.instance, thread, entry)
    }

    /// A note for a case, after all that is known of it, sealed for the pinned set.
    pub fn sealed_note(&self, case: &Case, content: NoteContent) -> Result<NewEntry, DeskError> {
        let id = EntryId::random()?;
        let sealed = self.seal(self.note(case.thread, id, case.next_turn(), content))?;
        Ok(NewEntry::new(id, &SealedEntry::Desk(sealed)))
    }

    fn seal(&self, document: impl Document<Sealed = ForDesk>) -> Result<ForDesk, DeskError> {
        Ok(self.pins.recipients().seal(document)?)
    }

    /// Sends entries for a thread, or keeps them in the folder.
    pub fn send(&mut self, thread: ThreadId, entries: Vec<NewEntry>) -> Result<(), DeskError> {
        self.client.send(thread, &NewEntries { entries })?;
        if let Some(folder) = self.client.folder().filter(|_| !self.show.is_json()) {
            let folder = folder.display().to_string();
            self.show.tell(&fill(&self.show.carried().waits, &[("folder", &folder)]));
        }
        Ok(())
    }

    /// Whether the key of this desk opens what is sealed for the pinned set.
    pub fn opens_any(&self) -> bool {
        self.pins.opens(self.client.key().public())
    }

    /// Keeps one note with a case, and gives its id.
    pub fn say(&mut self, case: &Case, content: NoteContent) -> Result<EntryId, DeskError> {
        let entry = self.sealed_note(case, content)?;
        let id = entry.id;
        self.send(case.thread, vec![entry])?;
        Ok(id)
    }
}
