//! The digests of the documents that an export was made of.

use crate::case::Case;
use crate::case::conversation::{Turn, conversation};

/// SHA-256 in hex of each document of the reporter with its padding, in the order of the
/// conversation.
pub fn digests(case: &Case) -> Vec<String> {
    let mut digests = Vec::new();
    for turn in conversation(case) {
        let (Turn::Report(id, _) | Turn::Message { id, .. }) = turn else { continue };
        digests.extend(case.digest_of(id).map(|digest| digest.document));
    }
    digests
}
