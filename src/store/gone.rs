//! What had gone before a restore brought it back: desks remember it, and say so.

use super::thread::{is_living, remove, take_back};
use super::{Store, StoreError};
use crate::calendar::Week;
use crate::id::ThreadId;

impl Store {
    /// Withdraws and removes these threads where they are there. Gives how many came back and are
    /// gone now.
    pub async fn gone(
        &self,
        withdrawn: Vec<ThreadId>,
        deleted: Vec<ThreadId>,
        week: Week,
    ) -> Result<usize, StoreError> {
        self.call(move |connection| {
            let mut gone = 0;
            for thread in withdrawn {
                if is_living(connection, thread)? {
                    take_back(connection, thread, week)?;
                    gone += 1;
                }
            }
            for thread in deleted {
                gone += usize::from(remove(connection, thread)?);
            }
            Ok(gone)
        })
        .await
    }
}
