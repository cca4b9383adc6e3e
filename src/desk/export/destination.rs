//! Destination of an export, as it is typed: who gets it, what they are, and the place where it goes.

use std::path::PathBuf;

use clap::Args;

use super::named::named;
use super::package::{self, Place};
use super::receivers::{self, Book, Receiver};
use crate::error::{self, DeskError};
use zegel_core::document::ReceiverKind;

/// The arguments that say to whom and where.
#[derive(Args)]
pub struct Destination {
    /// Who gets it: a name from zegel receivers, or another one with --kind
    #[arg(long, value_name = "NAME", required_unless_present_any = ["confirm", "as_confirmed", "verify"])]
    receiver: Option<String>,
    /// What a receiver is who is not in zegel receivers
    #[arg(long, value_name = "KIND", requires = "receiver", value_parser = named(ReceiverKind::NAMES))]
    kind: Option<ReceiverKind>,
    /// Seal it for this key, if zegel receivers has none: age1..., or a file with it
    #[arg(long, value_name = "KEY", requires = "to")]
    recipient: Option<String>,
    /// The sealed file to make
    #[arg(long, value_name = "FILE", required_unless_present_any = ["open", "confirm", "preview", "verify"])]
    to: Option<PathBuf>,
    /// Make this folder instead, which everybody can read who has the medium
    #[arg(long, value_name = "DIR", conflicts_with_all = ["recipient", "to"])]
    open: Option<PathBuf>,
}

impl Destination {
    /// The receiver who is named, as the book has them; nothing if none is named.
    pub fn receiver(&self, book: &Book) -> Result<Option<Receiver>, DeskError> {
        self.receiver.as_deref().map(|name| self.find(name, book)).transpose()
    }

    fn find(&self, name: &str, book: &Book) -> Result<Receiver, DeskError> {
        let name = receivers::name(name)?;
        let receiver = match (book.get(&name), self.kind) {
            (None, None) => return Err(error::export::no_kind(&name)),
            (None, Some(kind)) => return Ok(Receiver::unlisted(name, kind)),
            (Some(receiver), _) => receiver.clone(),
        };
        let is_other = self.kind.is_some_and(|kind| kind != receiver.kind);
        if is_other || (self.recipient.is_some() && receiver.key.is_some()) {
            return Err(error::export::other_in_book(&receiver.name));
        }
        Ok(receiver)
    }

    /// Where it goes, and for whose key. Nothing may stand there.
    pub fn place(&self, receiver: &Receiver) -> Result<Place, DeskError> {
        let place = match (&self.to, &self.open) {
            (Some(file), _) => {
                let given = self.recipient.as_deref().map(package::recipients).transpose()?;
                let recipients = if given.is_some() { given } else { receiver.recipients()? };
                let recipients = recipients.ok_or_else(|| error::export::no_key(&receiver.name))?;
                Place::Sealed(file.clone(), Box::new(recipients))
            }
            (None, folder) => Place::Open(folder.clone().unwrap_or_default()),
        };
        if place.path().symlink_metadata().is_ok() {
            return Err(error::export::exists(place.path()));
        }
        Ok(place)
    }
}
