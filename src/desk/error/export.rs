//! Errors about handing a case on: why nothing was handed on.

use std::fmt::Display;
use std::io;
use std::path::Path;

use super::{DeskError, LinePlace};
use zegel_core::seal::{RecipientsError, is_private};

/// An export for which nobody said how many people could know it.
pub fn known_by() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.known_by)
}

/// A case that only one person could know, so that a colleague is asked.
pub fn only_one(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.only_one).with("id", id)
}

/// A text to leave out that has no character.
pub fn redact_empty() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.redact_empty)
}

/// A text to leave out that stands nowhere.
pub fn redact_nowhere(text: &str) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.redact_nowhere).with("text", text)
}

/// Words that are left and look like what was left out, and that nobody has looked at.
pub fn resembles(texts: &str) -> DeskError {
    DeskError::not_done(|words| &words.redaction.stops).with("texts", texts)
}

/// A wish that it goes only to those who help, and the messages that could change it.
pub fn wish_help(id: impl Display, messages: String) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.wish_help).with("id", id).with("messages", messages)
}

/// A wish to be asked first, and the messages that could answer.
pub fn wish_ask(id: impl Display, messages: String) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.wish_ask).with("id", id).with("messages", messages)
}

/// A wish that this program does not know.
pub fn wish_unknown() -> DeskError {
    DeskError::not_done(|words| &words.handing_on.wish_unknown)
}

/// A reporter who wrote nothing that could change the wish.
pub fn not_asked(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.not_asked).with("id", id)
}

/// An id that is none of the messages that could change the wish.
pub fn no_agreement(messages: String) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.no_agreement).with("messages", messages)
}

/// A message of which nobody confirmed that it says yes.
pub fn agreement_unread() -> DeskError {
    DeskError::not_done(|words| &words.handing_on.agreement_unread)
}

/// A book of receivers that is no such file.
pub fn book_file(file: &Path, place: &LinePlace<'_>, why: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.book_bad).at(file, place).with("why", why)
}

/// A receiver in the book of which this field is not right.
pub fn book(file: &Path, name: &str, field: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.book_receiver)
        .with("file", file.display())
        .with("name", name.chars().take(80).collect::<String>())
        .with("field", field)
}

/// A receiver who is not in the book, and of whom nobody said what it is.
pub fn no_kind(name: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.no_kind).with("name", name)
}

/// A receiver of whom the book says something else than the command line.
pub fn other_in_book(name: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.other_in_book).with("name", name)
}

/// A package to seal for a receiver without a key.
pub fn no_key(name: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.no_key).with("name", name)
}

/// An export against the reporter's wish without a reason.
pub fn reason() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.reason)
}

/// A text that is no name of a receiver.
pub fn receiver() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.receiver)
}

/// A name of the receiver that was not typed again.
pub fn typed() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.typed)
}

/// A text that is no key to seal for. A private key is never echoed.
pub fn recipient(text: &str) -> DeskError {
    if is_private(text) {
        return private_key();
    }
    DeskError::not_done(|words| &words.export_errors.recipient)
        .with("text", text.chars().take(80).collect::<String>())
}

/// A private key where a public one belongs.
pub fn private_key() -> DeskError {
    DeskError::not_done(|words| &words.outside.private_key)
}

/// A file with a receiver's key that cannot be used as it stands.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other line is simply no key of a receiver")]
pub fn recipients_file(file: &Path, why: &RecipientsError) -> DeskError {
    match why {
        RecipientsError::PrivateKey(_) => private_key(),
        RecipientsError::NotText(why) => super::files::not_text(file, *why),
        RecipientsError::BreaksOff(line, have) => DeskError::not_done(|words| &words.outside.breaks_off)
            .with("file", file.display())
            .with("line", line)
            .with("have", have),
        RecipientsError::Quoted(line) => {
            DeskError::not_done(|words| &words.outside.quoted).with("file", file.display()).with("line", line)
        }
        _ => recipient(&file.display().to_string()),
    }
}

/// A place that is taken: nothing is ever written over.
pub fn exists(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.exists).with("file", file.display())
}

/// A place that cannot be written.
pub fn place(file: &Path, why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.place).with("file", file.display()).because(why)
}

/// A case without words of a reporter.
pub fn empty() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.empty)
}

/// A case for which nobody asked a colleague to agree.
pub fn nothing_asked(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.nothing_asked).with("id", id)
}

/// A request that is the caseworker's own.
pub fn own() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.own)
}

/// A case that is not any more what a colleague asked about.
pub fn other() -> DeskError {
    DeskError::not_done(|words| &words.export_errors.other)
}

/// Files that could not be written after the note of the export was.
pub fn not_written(number: &str, file: &Path, why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.not_written)
        .with("number", number)
        .with("file", file.display())
        .because(why)
}

/// A file that is no package, or one with names that lead elsewhere.
pub fn package(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.package).with("file", file.display())
}

/// So many of all files of a package that differ.
pub fn differs(count: usize, all: usize) -> DeskError {
    DeskError::not_done(|words| &words.export_errors.differs).with("count", count).with("all", all)
}

/// A heading that stands twice in what was written to be handed on.
pub fn heading_twice(heading: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.heading_twice).with("heading", heading)
}

/// An export for which the caseworker wrote nothing.
pub fn nothing_written(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.nothing_written).with("id", id)
}

/// A receiver who gets no words of a reporter.
pub fn own_words(name: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.no_own_words).with("name", name)
}

/// Numbers that are none of the lines.
pub fn lines(typed: &str, most: usize) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.lines)
        .with("typed", typed.chars().take(40).collect::<String>())
        .with("most", most)
}

/// Passages that may point at the reporter, and that nobody confirmed.
pub fn marks_unread() -> DeskError {
    DeskError::not_done(|words| &words.handing_on.marks_unread)
}

/// A case of which no request of the caseworker waits that a colleague agreed to.
pub fn not_agreed(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.not_agreed).with("id", id)
}

/// A receiver to whom the case was never handed on.
pub fn never_handed_on(id: impl Display, name: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.no_export).with("id", id).with("name", name)
}

/// A receiver to whom the case was handed on more than once.
pub fn which(name: &str, numbers: &str) -> DeskError {
    DeskError::not_done(|words| &words.handing_on.which_export).with("name", name).with("numbers", numbers)
}
