//! The way to what is sealed: the server, or a folder that was carried from it.

use std::path::Path;

use super::address::Server;
use super::client::Client;
use super::connection::Connection;
use super::lines::{Line, bounded_list};
use super::offline::Folder;
use crate::error::{self, DeskError};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::Fingerprint;
use zegel_core::signature::DeskKey;
use zegel_core::wire::{NewEntries, NewEntry, Replacement, Session, ThreadHead};

/// One of the two.
pub enum Source {
    /// A session with the server.
    Server(Box<Client>),
    /// A folder, on a computer without a network.
    Folder(Box<Folder>),
}

/// Where the settings lead.
pub enum SourceAddress<'a> {
    /// The desk's listeners, in the order in which they are tried.
    Servers(Vec<Server>),
    /// A folder that was fetched.
    Folder(&'a Path),
}

impl Source {
    /// Goes there with the key of this desk.
    pub fn open(place: SourceAddress<'_>, key: DeskKey) -> Result<Self, DeskError> {
        Ok(match place {
            SourceAddress::Servers(servers) => Self::Server(Box::new(Client::open(servers, key)?)),
            SourceAddress::Folder(folder) => Self::Folder(Box::new(Folder::open(folder, key)?)),
        })
    }

    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Server(_) => None,
            Self::Folder(folder) => Some(&folder.path),
        }
    }

    /// What the server is spoken to on; a folder is not spoken to.
    pub fn connection(&self) -> Option<Connection> {
        match self {
            Self::Server(client) => Some(client.connection().clone()),
            Self::Folder(_) => None,
        }
    }

    /// The address of the server that is taken in the place of the first, if nobody was told yet.
    pub fn new_stand_in(&self) -> Option<String> {
        match self {
            Self::Server(client) => client.connection().new_stand_in().map(|server| server.url("")),
            Self::Folder(_) => None,
        }
    }

    /// What the server said of itself.
    pub fn session(&self) -> &Session {
        match self {
            Self::Server(client) => client.session(),
            Self::Folder(folder) => &folder.session,
        }
    }

    /// The key that signs.
    pub fn key(&self) -> &DeskKey {
        match self {
            Self::Server(client) => client.key(),
            Self::Folder(folder) => &folder.key,
        }
    }

    /// Asks the server anew what it says of itself. A folder says what it said.
    pub fn renew(&mut self) -> Result<(), DeskError> {
        match self {
            Self::Server(client) => client.renew(),
            Self::Folder(_) => Ok(()),
        }
    }

    /// What the server says of itself now, while this session goes on as it was.
    pub fn look(&mut self) -> Result<Session, DeskError> {
        match self {
            Self::Server(client) => client.look(),
            Self::Folder(_) => Err(error::offline::needs_server()),
        }
    }

    /// Goes on with what the server said of itself.
    pub fn take(&mut self, session: Session) {
        if let Self::Server(client) = self {
            client.take(session);
        }
    }

    /// All threads.
    pub fn threads(&mut self) -> Result<Vec<ThreadHead>, DeskError> {
        match self {
            Self::Server(client) => client.threads(),
            Self::Folder(folder) => bounded_list(folder.threads()),
        }
    }

    /// The entries of these threads, a line each. A failure is the last of them.
    pub fn entries(&mut self, threads: &[ThreadId]) -> Box<dyn Iterator<Item = Line> + Send> {
        match self {
            Self::Server(client) => Box::new(client.entries(threads)),
            Self::Folder(folder) => Box::new(folder.entries(threads)),
        }
    }

    /// Sends what was sealed, all or nothing.
    pub fn send(&mut self, thread: ThreadId, entries: &NewEntries) -> Result<(), DeskError> {
        match self {
            Self::Server(client) => client.send(thread, entries),
            Self::Folder(folder) => folder.send(thread, entries),
        }
    }

    /// Puts a document sealed anew in the place of the bytes with this digest.
    pub fn replace(
        &mut self,
        thread: ThreadId,
        entry: EntryId,
        replacement: &Replacement,
    ) -> Result<(), DeskError> {
        match self {
            Self::Server(client) => client.replace(thread, entry, replacement),
            Self::Folder(_) => Err(error::offline::needs_server()),
        }
    }

    /// Keeps a thread for as long again as the retention, with a note that says why.
    pub fn keep_longer(&mut self, thread: ThreadId, note: &NewEntry) -> Result<(), DeskError> {
        match self {
            Self::Server(client) => client.keep_longer(thread, note),
            Self::Folder(_) => Err(error::offline::needs_server()),
        }
    }

    /// Deletes a thread for everyone.
    pub fn delete(&mut self, thread: ThreadId) -> Result<(), DeskError> {
        match self {
            Self::Server(client) => client.delete(thread),
            Self::Folder(_) => Err(error::offline::needs_server()),
        }
    }

    /// Says that a trial document was sealed and opened here. Nothing opened travels.
    pub fn prove(&mut self, fingerprint: &Fingerprint) -> Result<(), DeskError> {
        match self {
            Self::Server(client) => client.prove(fingerprint),
            Self::Folder(_) => Err(error::offline::needs_server()),
        }
    }
}
