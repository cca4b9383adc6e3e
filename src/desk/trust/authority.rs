//! Authority: which author may say which kind of note, and what the attestation of a colleague adds.
//!
//! This table is the only place where that is decided. `schema/protocol.md` prints it for people,
//! and a test holds the two against each other.

use zegel_core::document::NoteKind;

/// Who signed a note, as the pinned recipients know the key of the signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// A caseworker of the pinned set whose key opens reports.
    Opens,
    /// A caseworker of the pinned set whose key only fetches and sends.
    Carries,
    /// Somebody who stood in an earlier pinned set, or stands in a `# former` line of this one.
    Former,
    /// Nobody: the signature is missing, wrong, or of a key that was never trusted here.
    Unknown,
}

/// What becomes of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ruling {
    /// It counts.
    Counts,
    /// It counts as a former colleague's: if this computer saw its document while the author was
    /// present, or if a present caseworker who opens attests to the document.
    AsFormer,
    /// As above, and it is history only: it confirms no export, and attests to nothing.
    HistoryOfFormer,
    /// It is listed as not from the desk, and changes nothing.
    Rejected,
}

/// Every author, in the order of the table's columns.
pub const AUTHORS: [Author; 4] = [Author::Opens, Author::Carries, Author::Former, Author::Unknown];

/// The row of a kind of note: its ruling for each of [`AUTHORS`].
pub fn row(kind: NoteKind) -> [Ruling; 4] {
    use Ruling::{AsFormer, Counts, HistoryOfFormer, Rejected};
    match kind {
        // Words, and what moves a case.
        NoteKind::Text
        | NoteKind::Seen
        | NoteKind::Copy
        | NoteKind::Status
        | NoteKind::Assigned
        | NoteKind::HandedOver
        | NoteKind::Labelled
        | NoteKind::Urgent
        | NoteKind::KeptLonger
        | NoteKind::ExportAsked
        | NoteKind::Exported
        | NoteKind::Outcome => [Counts, Rejected, AsFormer, Rejected],
        // What speaks for somebody else's words, or lets them leave the desk.
        NoteKind::Resealed | NoteKind::Attested | NoteKind::ExportConfirmed => {
            [Counts, Rejected, HistoryOfFormer, Rejected]
        }
    }
}

/// What becomes of a note of this kind by this author.
pub fn ruling(author: Author, kind: NoteKind) -> Ruling {
    let [opens, carries, former, unknown] = row(kind);
    match author {
        Author::Opens => opens,
        Author::Carries => carries,
        Author::Former => former,
        Author::Unknown => unknown,
    }
}
