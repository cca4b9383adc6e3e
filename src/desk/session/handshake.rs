//! The handshake: a server is reached, and held against what is pinned.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::config::{Settings, state_folder};
use crate::error::{self, DeskError};
use crate::identity::Identity;
use crate::keys::identity;
use crate::notice::{Noted, Notice};
use crate::server::source::Source;
use crate::terminal::Terminal;
use crate::trust::admission::{admit, named_installation};
use crate::trust::pins::Pins;
use zegel_core::seal::Recipients;

/// A server that is there answers sooner.
const SOON: Duration = Duration::from_secs(3);

/// The server's set, before it is held against the pinned one.
pub struct Handshake {
    /// What opens.
    pub identity: Identity,
    /// The server, or a folder in its place.
    pub client: Source,
    /// The set it has now.
    pub server_set: Recipients,
    /// The pins, unless this is the first use.
    pub pins: Option<Pins>,
}

impl Handshake {
    /// Opens a session.
    pub fn start(settings: &Settings, terminal: &Terminal) -> Noted<Self> {
        Noted::collect(|notices| {
            settings.place()?;
            let identity = notices.add(identity::read(settings, terminal))?;
            let late = &terminal.texts.desk.arrival.still_waiting;
            let client = unless_soon(|| terminal.inform(late), || reach(&identity, settings))?;
            // Before what may be wrong with it.
            notices.extend(client.new_stand_in().map(Notice::OtherServer));
            Self::meet(identity, client, settings)
        })
    }

    /// Opens a session with a key that is already here. Another installation than the pinned one is
    /// refused, whatever is to be done with it.
    pub fn start_as(identity: Identity, settings: &Settings) -> Noted<Self> {
        Noted::collect(|notices| {
            let client = reach(&identity, settings)?;
            notices.extend(client.new_stand_in().map(Notice::OtherServer));
            Self::meet(identity, client, settings)
        })
    }

    /// The same with a session that is open already.
    pub fn meet(identity: Identity, client: Source, settings: &Settings) -> Result<Self, DeskError> {
        let server_set: Recipients = client.session().recipients.parse().map_err(|_| error::server::set())?;
        let instance = client.session().instance;
        admit(settings, instance, &server_set)?;
        let pins = Pins::read(&state_folder()?, instance)?;
        Ok(Self { identity, client, server_set, pins })
    }

    /// Pins the server's set if there is no pin yet; insists on the fingerprint if one was given.
    pub fn pinned(&mut self, settings: &Settings) -> Noted<Pins> {
        Noted::collect(|notices| {
            let present = match &self.pins {
                Some(pins) => pins.fingerprint(),
                None => self.server_set.fingerprint(),
            };
            if let Some(wanted) = settings.fingerprint()?.filter(|wanted| *wanted != present) {
                return Err(error::trust::fingerprint(wanted, present));
            }
            if let Some(pins) = self.pins.take() {
                return Ok(pins);
            }
            if settings.waits_for_comparison() && settings.fingerprint()?.is_none() {
                return Err(error::setup::not_compared());
            }
            let session = self.client.session();
            let set = self.server_set.clone();
            let named = named_installation(settings, session.instance)?;
            let mut pins = Pins::new(&state_folder()?, session.instance, set, session.retention_weeks);
            pins.save()?;
            notices.push(Notice::FirstUse(present.to_string()));
            if let Some(named) = named {
                notices.push(Notice::Warning(named));
            }
            Ok(pins)
        })
    }
}

/// A session with what the settings lead to.
fn reach(identity: &Identity, settings: &Settings) -> Result<Source, DeskError> {
    let key = identity::desk_key(identity, settings)?;
    Source::open(settings.place()?, key)
}

/// Does the work, and says so when it takes longer than a server that is there takes.
fn unless_soon<T>(late: impl FnOnce() + Send, work: impl FnOnce() -> T) -> T {
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            if is_done.recv_timeout(SOON) == Err(RecvTimeoutError::Timeout) {
                late();
            }
        });
        let result = work();
        drop(done);
        result
    })
}
