//! Proofs: the record of which keys have shown that they open what is sealed, and for which set of
//! recipients.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use zegel_core::json::to_json;
use zegel_core::seal::RecipientDigest;

/// The keys that a report is sealed for, by their digests.
type Set = BTreeSet<RecipientDigest>;

/// The last proof of each key, with the set for which reports were sealed then. In the order of the
/// digests, so that nothing tells who came first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Proofs(BTreeMap<RecipientDigest, Set>);

impl Proofs {
    /// Reads stored proofs. What cannot be read has proved nothing.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        to_json(self).into_bytes()
    }

    /// The keys of this set by which everything that is sealed for it is known to open: those that
    /// proved it for this set, or for one that had all of its keys and others besides. A key that
    /// was added since may be one that nobody has, or a thief's: for a set with it they proved
    /// nothing.
    pub fn provers<'a>(&'a self, set: &'a Set) -> impl Iterator<Item = &'a RecipientDigest> {
        let proofs = self.0.iter().filter(|(prover, proved)| set.contains(prover) && set.is_subset(proved));
        proofs.map(|(prover, _)| prover)
    }

    /// Whether there is such a key.
    pub fn cover(&self, set: &Set) -> bool {
        self.provers(set).next().is_some()
    }

    /// Whether the last proof of this key was for exactly this set.
    pub fn has_proved(&self, prover: &RecipientDigest, set: &Set) -> bool {
        self.0.get(prover) == Some(set)
    }

    /// Remembers that this key opens what is sealed for this set.
    pub fn record(&mut self, prover: RecipientDigest, set: &Set) {
        // Who proves has compared the set and accepted it. The keys that it leaves out were taken
        // out by decision, not by mistake: should one of them come back, it is as new as any other,
        // so what was proved for a set with it counts for the rest of that set only.
        for proved in self.0.values_mut() {
            proved.retain(|key| set.contains(key));
        }
        // What a key proved that was itself taken out covers no set any more, and is not kept.
        self.0.retain(|prover, proved| proved.contains(prover));
        self.0.insert(prover, set.clone());
    }
}
