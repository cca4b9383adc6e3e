//! Renewal: what the same installation says of itself later.

use super::{Client, open_at_one, open_session};
use crate::error::{self, DeskError};
use zegel_core::wire::Session;

impl Client {
    /// A new session of the same installation with the same set; all else was decided for that.
    pub fn renew(&mut self) -> Result<(), DeskError> {
        let opened = open_at_one(&self.connection, &self.key);
        let renewed = opened.and_then(|session| self.go_on_with(session));
        self.return_after_error(renewed)
    }

    /// The same at the server that is taken, whether or not the session was one of it.
    pub(super) fn renew_here(&mut self) -> Result<(), DeskError> {
        let session = open_session(&self.connection, &self.key)?;
        self.go_on_with(session)
    }

    /// What the same installation says of itself now; nothing is decided by it yet.
    pub fn look(&mut self) -> Result<Session, DeskError> {
        let opened = open_at_one(&self.connection, &self.key);
        let looked = opened.and_then(|session| self.insist_on_same(&session).map(|()| session));
        self.return_after_error(looked)
    }

    /// Goes on with a session that was looked at.
    pub fn take(&mut self, session: Session) {
        self.session = session;
        self.counter = 0;
        self.place = self.connection.taken();
    }

    fn go_on_with(&mut self, session: Session) -> Result<(), DeskError> {
        if session.recipients != self.session.recipients {
            return Err(error::server::moved());
        }
        self.insist_on_same(&session)?;
        self.take(session);
        Ok(())
    }

    /// After an error the server of this session is asked next: no other one has taken its place.
    pub(super) fn return_after_error<T>(&self, done: Result<T, DeskError>) -> Result<T, DeskError> {
        if done.is_err() {
            self.connection.take(self.place);
        }
        done
    }

    fn insist_on_same(&self, session: &Session) -> Result<(), DeskError> {
        if session.instance != self.session.instance {
            return Err(error::server::moved());
        }
        if session.generation != self.session.generation {
            return Err(error::server::restored());
        }
        Ok(())
    }
}
