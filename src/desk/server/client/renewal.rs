//! Renewal: what the same server says of itself later.

use super::{Client, open_session};
use crate::error::{self, DeskError};
use zegel_core::wire::Session;

impl Client {
    /// A new session of the same installation with the same set; all else was decided for that.
    pub fn renew(&mut self) -> Result<(), DeskError> {
        let session = self.connection.through(|| open_session(&self.connection, &self.key))?;
        if session.recipients != self.session.recipients {
            return Err(error::server::moved());
        }
        self.insist_on_same(&session)?;
        self.take(session);
        Ok(())
    }

    /// What the same installation says of itself now; nothing is decided by it yet.
    pub fn look(&mut self) -> Result<Session, DeskError> {
        let session = self.connection.through(|| open_session(&self.connection, &self.key))?;
        self.insist_on_same(&session)?;
        Ok(session)
    }

    /// Goes on with a session that was looked at.
    pub fn take(&mut self, session: Session) {
        self.session = session;
        self.counter = 0;
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
