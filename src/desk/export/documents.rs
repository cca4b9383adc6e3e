//! The digests of the documents that an export was made of. They are taken from the sealed bytes
//! anew, and only the digest comes back.

use crate::desk::case::Case;
use crate::desk::case::conversation::{Turn, conversation};
use crate::desk::error::DeskError;
use crate::desk::export::ExportError;
use crate::desk::server::known::digest;
use crate::desk::server::lines::read_line;
use crate::desk::server::login::Desk;
use crate::id::EntryId;
use crate::thread::{Direction, SealedEntry};

/// Of what the reporter wrote, in the order of the conversation.
pub fn digests(desk: &mut Desk<'_>, case: &Case) -> Result<Vec<String>, DeskError> {
    let mut wanted: Vec<(EntryId, Option<String>)> = written(case).map(|id| (id, None)).collect();
    for line in desk.client.entries(&[case.thread]) {
        let line = read_line(&line?)?;
        let Some(place) = wanted.iter().position(|(id, _)| *id == line.id) else { continue };
        let known =
            case.entries.iter().any(|entry| entry.id == line.id && entry.digest == digest(&line.sealed.0));
        let sealed = SealedEntry::from_bytes(Direction::FromReporter, line.sealed.0);
        if let (true, Ok(SealedEntry::FromReporter(sealed))) = (known, sealed) {
            wanted[place].1 = Some(desk.identity.digest_of(&sealed)?);
        }
    }
    let found: Option<Vec<String>> = wanted.into_iter().map(|(_, digest)| digest).collect();
    Ok(found.ok_or(ExportError::Changed)?)
}

fn written(case: &Case) -> impl Iterator<Item = EntryId> {
    conversation(case).into_iter().filter_map(|turn| match turn {
        Turn::Report(id, _) | Turn::Message { id, .. } => Some(id),
        Turn::Reply { .. } => None,
    })
}
