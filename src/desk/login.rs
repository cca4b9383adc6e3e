//! A caseworker at the server's door: the session, the pinned set held against the server's, and
//! the proof that this key opens what is sealed.

use std::collections::btree_map::Entry;

use super::case::{Case, Opened, Opener};
use super::client::Client;
use super::config::{Settings, state_folder};
use super::error::DeskError;
use super::identity;
use super::pins::Pins;
use super::show::Show;
use super::watch::{Shown, Warning, digest, warn};
use crate::calendar::{Clock, Day};
use crate::document::{DeskDocument, Note, NoteContent, SignedNote};
use crate::id::{EntryId, ThreadId};
use crate::seal::{Document, ForDesk, Identity, Recipients};
use crate::thread::SealedEntry;
use crate::wire::{EntryLine, NewEntries, NewEntry, ThreadHead};
use crate::words::fill;

/// The session of one verb.
pub struct Desk<'a> {
    /// The terminal.
    pub show: &'a Show,
    /// What opens.
    pub identity: Identity,
    /// The server.
    pub client: Client,
    /// What is trusted.
    pub pins: Pins,
    name: String,
    today: Day,
}

/// The server's set, before it is held against the pinned one.
pub struct Door {
    /// What opens.
    pub identity: Identity,
    /// The server.
    pub client: Client,
    /// The set it has now.
    pub server_set: Recipients,
    /// The pins, unless this is the first use.
    pub pins: Option<Pins>,
}

impl Door {
    /// Opens a session.
    pub fn knock(settings: &Settings, show: &Show) -> Result<Self, DeskError> {
        let server = settings.server()?;
        let identity = identity::read(settings, show)?;
        let key = identity::desk_key(&identity, settings)?;
        let client = Client::open(server, key)?;
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
        let pins = Pins::new(&state_folder()?, self.client.session().instance, self.server_set.clone());
        pins.save()?;
        show.tell(&fill(&show.desk().first_use, &[("fingerprint", &present.to_string())]));
        Ok(pins)
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
        let pins = door.pinned(settings, show)?;
        hold_against(&pins, &door.server_set)?;
        let Door { identity, client, .. } = door;
        let name = pins.name_of(client.key().public()).ok_or(DeskError::UnknownDesk)?.to_owned();
        let mut desk = Self { show, identity, client, pins, name, today: Clock::system().day() };
        desk.prove()?;
        Ok(desk)
    }

    /// Where the server waits for it: a trial document is sealed, opened and checked here, and only
    /// the fact that it opened is told. A desk without a key that opens says nothing.
    fn prove(&mut self) -> Result<(), DeskError> {
        if !self.client.session().proof_wanted {
            return Ok(());
        }
        let (thread, entry) = (ThreadId::random()?, EntryId::random()?);
        let trial = self.note(thread, entry, NoteContent::Seen { entries: Vec::new() });
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
        note.verify(|desk| self.pins.key_of(desk), self.pins.instance, thread, entry).is_some()
    }

    /// Something to keep with a thread, signed for its place there.
    pub fn note(&self, thread: ThreadId, entry: EntryId, content: NoteContent) -> Note {
        let note = SignedNote { desk: self.name.clone(), day: self.today, content };
        note.sign(self.client.key(), self.pins.instance, thread, entry)
    }

    /// A note, sealed for the pinned set and ready to send.
    pub fn sealed_note(&self, thread: ThreadId, content: NoteContent) -> Result<NewEntry, DeskError> {
        let id = EntryId::random()?;
        let sealed = self.seal(self.note(thread, id, content))?;
        Ok(NewEntry::new(id, &SealedEntry::Desk(sealed)))
    }

    fn seal(&self, document: impl Document<Sealed = ForDesk>) -> Result<ForDesk, DeskError> {
        Ok(self.pins.recipients().seal(document)?)
    }

    /// Sends entries for a thread.
    pub fn send(&mut self, thread: ThreadId, entries: Vec<NewEntry>) -> Result<(), DeskError> {
        self.client.send(thread, &NewEntries { entries })
    }

    /// The one thread whose id begins so.
    pub fn find(&mut self, prefix: &str) -> Result<(ThreadHead, Vec<ThreadHead>), DeskError> {
        let mut heads = self.client.threads()?;
        let prefix = prefix.trim().to_lowercase();
        let begins = |head: &ThreadHead| head.id.to_string().starts_with(&prefix);
        let found: Vec<usize> = (0..heads.len()).filter(|at| begins(&heads[*at])).collect();
        match found.as_slice() {
            [at] if !prefix.is_empty() => Ok((heads.swap_remove(*at), heads)),
            [] | [_] => Err(DeskError::Unknown(prefix)),
            several => {
                let ids: Vec<String> = several.iter().map(|at| heads[*at].id.to_string()).take(5).collect();
                Err(DeskError::Ambiguous(prefix, ids.join(", ")))
            }
        }
    }

    /// Fetches and opens the entries of one thread or all, gives each away, and watches.
    pub fn fetch(
        &mut self,
        heads: &mut Vec<ThreadHead>,
        only: Option<ThreadId>,
        mut each: impl FnMut(ThreadId, EntryId, Opened),
    ) -> Result<(), DeskError> {
        let wanted = |id: ThreadId| only.is_none_or(|only| only == id);
        let mut shown: Shown =
            heads.iter().filter(|head| wanted(head.id)).map(|head| (head.id, Default::default())).collect();
        let mut warnings: Vec<Warning> = Vec::new();
        let opener = Opener { identity: &self.identity, pins: &self.pins };
        self.client.entries(only, |line: EntryLine| {
            let (thread, id) = (line.thread, line.id);
            // A thread that came after the list is for the next time; an id counts once.
            let Some(entries) = shown.get_mut(&thread) else { return };
            if let Entry::Vacant(place) = entries.entry(id) {
                place.insert(digest(&line.sealed.0));
                each(thread, id, opener.open(line, &mut warnings));
            }
        })?;
        if self.pins.misses(&shown) {
            *heads = self.client.threads()?;
        }
        let retention = self.client.session().retention_weeks;
        warnings.extend(self.pins.meet(heads, &shown, self.today.week(), retention));
        warn(&warnings, self.show);
        self.pins.save()
    }

    /// One thread, opened.
    pub fn case(&mut self, prefix: &str) -> Result<(ThreadHead, Case), DeskError> {
        let (head, mut heads) = self.find(prefix)?;
        if head.withdrawn {
            return Err(DeskError::Withdrawn(head.id.to_string()));
        }
        let mut case = Case::default();
        heads.push(ThreadHead { id: head.id, week: head.week, withdrawn: false, entries: head.entries });
        self.fetch(&mut heads, Some(head.id), |_, id, opened| case.entries.push((id, opened)))?;
        Ok((head, case))
    }
}
