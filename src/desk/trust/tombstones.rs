//! Tombstones: threads that are not to come back. A server that was put back from a backup shows
//! again what was withdrawn or deleted since. This computer remembers those, shows none of them as a
//! report, and, once a person has agreed, tells such a server to erase them again.
//!
//! Only what is *proved* is remembered: a withdrawal by the secret that the reporter revealed and
//! the report had announced, a deletion because it was done here. What a server merely says, and what
//! merely vanished, is not: one lying list would else destroy the reports of an honest server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;
use zegel_core::withdrawal::WithdrawalSecret;

/// A thread that is not to come back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// What proves that its reporter withdrew it; none for one that was deleted here.
    pub withdrawal: Option<WithdrawalSecret>,
    /// The week in which this computer learnt it.
    pub(super) week: Week,
}

/// All threads that are not to come back.
pub type Tombstones = BTreeMap<ThreadId, Tombstone>;
