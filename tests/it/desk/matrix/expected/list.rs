//! What is expected where the server lists or streams something else than it has.

use super::{Expected, honest};
use crate::desk::matrix::lies::{FORGED, Lie};
use crate::desk::matrix::verbs::{Kind, Reach};

const NOT_PROVED: &str =
    "The server says that report 6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e was withdrawn, and does not prove it.";
const VANISHED: &str = "Report 6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e has vanished from the server.";
const COPIES: &str =
    "The server does not show this report any more. These are the sealed copies of this computer.";
const NO_ANSWER: &str =
    "is not the document that was read first. Report 6a1d3c52 takes no answer until you decide";
const OTHER_NO_ANSWER: &str =
    "is not the document that was read first. Report 7b2e4d63 takes no answer until you decide";
const DISPUTED: &str = "holds a document that is not the one somebody read first. Nothing was done.";
const TOO_MUCH: &str = "The server sends more than there can be. Stopped.";
const NO_REPORT: &str = "There is no report 6a1d.";

/// It hides nothing, is remembered by nobody, and nobody signs that the case was read so.
pub fn withdrawn(kind: Kind) -> Expected {
    let honest = honest(kind);
    match (kind, kind.reach()) {
        (_, Reach::Nothing | Reach::Session | Reach::NoList | Reach::Other) => honest,
        (Kind::Watches | Kind::Fetches, _) => honest,
        (Kind::FetchesAgain, _) => honest.saying(NOT_PROVED).writing(&["changed carried/desk.json"]),
        (Kind::Reads, _) => honest.sending_nothing().saying(NOT_PROVED),
        (Kind::Screen, _) => Expected::stays(&["CASE: reply", "CASE: copy"], &[]).saying(NOT_PROVED),
        (Kind::Prolongs, _) => Expected::refuses(1, "There is nothing to keep"),
        _ => honest.saying(NOT_PROVED),
    }
}

/// It is said, and the copies of this computer are shown.
pub fn empty(kind: Kind) -> Expected {
    let honest = honest(kind);
    let missing = ["missing of CASE", "missing of OTHER", "missing of EARLIER"];
    match (kind, kind.reach()) {
        (_, Reach::Nothing | Reach::Session | Reach::NoList) => honest,
        (Kind::Watches, _) => honest.saying("Reports are gone from the server before their time: 3."),
        (Kind::Fetches, _) => honest,
        (Kind::FetchesAgain, _) => honest.saying(VANISHED).writing(&["changed carried/desk.json"]),
        (Kind::ListsCase | Kind::Prolongs, _) => Expected::refuses(1, NO_REPORT),
        (Kind::Reads, _) => honest.sending_nothing().saying(COPIES),
        (_, Reach::Case | Reach::Other) => honest.saying(COPIES),
        _ => honest.sending_nothing().saying(VANISHED).writing(&missing),
    }
}

/// What a verb that opens so much learns under a lie.
pub fn learnt(reach: Reach, lie: Lie) -> &'static [&'static str] {
    match (lie, reach) {
        (Lie::SwappedThreads, Reach::All) => &[
            "copy of CASE",
            "learnt entry of CASE",
            "missing of entry of CASE",
            "copy of OTHER",
            "learnt entry of OTHER",
            "missing of entry of OTHER",
        ],
        (Lie::SwappedThreads, Reach::Other) => {
            &["copy of OTHER", "learnt entry of OTHER", "missing of entry of OTHER"]
        }
        (_, Reach::Other) => &[],
        (Lie::SwappedThreads | Lie::ReplacedReport, _) => {
            &["copy of CASE", "learnt entry of CASE", "missing of entry of CASE"]
        }
        (Lie::HighestNumber | Lie::EndlessStream, _) => &["copy of CASE"],
        // Of the notes only bea's own counts, which attests to nothing that could count.
        (Lie::AttestedNote | Lie::UnlistedEntries, _) => &["copy of CASE", "learnt entry of CASE"],
        _ => &[],
    }
}

/// It is said above all else, and until somebody decides nothing leaves the desk.
pub fn disputed(kind: Kind, lie: Lie) -> Expected {
    let honest = honest(kind);
    let reach = kind.reach();
    let learnt = learnt(reach, lie);
    let refused = Expected::refuses(4, DISPUTED).writing(learnt);
    match (kind, reach) {
        (_, Reach::Nothing | Reach::Session | Reach::NoList) => honest,
        (Kind::Watches | Kind::Fetches, _) => honest,
        // Another body takes the place of the one before; all else that was carried stays.
        (Kind::FetchesAgain, _) if lie == Lie::SwappedBody => {
            honest.writing(&["changed carried/desk.json", "lost carried/OWN", "new carried/OWN"])
        }
        (Kind::FetchesAgain, _) => honest.writing(&["changed carried/desk.json", "new carried/OWN"]),
        (Kind::Previews | Kind::HandsOnAgreed, _) => refused.saying(NO_ANSWER),
        (Kind::Replies | Kind::Exports | Kind::Deletes, _) => refused.saying(NO_ANSWER),
        (Kind::Confirms, _) if lie == Lie::SwappedThreads => refused.saying(OTHER_NO_ANSWER),
        (Kind::Confirms, _) => honest,
        (Kind::Settles, _) if matches!(lie, Lie::SwappedBody | Lie::ReplacedReport) => {
            Expected::ends(0, &[], learnt).writing(&["accepted of entry of CASE"]).saying(NO_ANSWER)
        }
        (Kind::Settles, _) => Expected::ends(0, &[], learnt).saying(NO_ANSWER),
        (Kind::Reads, _) => honest.sending_nothing().writing(learnt).saying(NO_ANSWER),
        (Kind::Screen, _) => Expected::stays(&[], learnt).saying(NO_ANSWER).saying(DISPUTED),
        _ => honest.writing(learnt).saying(NO_ANSWER),
    }
}

/// The case is as it was: nothing of the lie is shown, and nothing of it counts.
pub fn without_effect(kind: Kind, lie: Lie) -> Expected {
    let mut expected = honest(kind);
    expected.never.push(FORGED);
    match (kind, kind.reach()) {
        (Kind::FetchesAgain, _) => expected.writing(&["changed carried/desk.json", "new carried/OWN"]),
        (Kind::Reads, _) if lie == Lie::AttestedNote => expected
            .saying("is signed with a key that only carries. It means nothing.")
            .saying("is not from the desk.")
            .writing(learnt(Reach::Case, lie)),
        (Kind::Reads, _) if lie == Lie::HighestNumber => expected
            .saying("has a number that this case cannot have reached. It means nothing.")
            .writing(learnt(Reach::Case, lie)),
        // All of the case goes, whatever was learnt of it.
        (Kind::Deletes, _) => expected,
        (_, Reach::All | Reach::Case) => expected.writing(learnt(kind.reach(), lie)),
        _ => expected,
    }
}

pub fn endless_list(kind: Kind) -> Expected {
    match (kind, kind.reach()) {
        (_, Reach::Nothing | Reach::Session | Reach::NoList) => honest(kind),
        (Kind::Watches, _) => honest(kind).saying(TOO_MUCH).after(1, 1),
        _ => Expected::refuses(4, TOO_MUCH).after(1, 1),
    }
}

/// Only what was listed is kept of it.
pub fn endless_stream(kind: Kind) -> Expected {
    match (kind, kind.reach()) {
        (Kind::Watches | Kind::Confirms, _) => honest(kind),
        (Kind::Fetches, _) => Expected::refuses(4, TOO_MUCH).writing(&["new fetched"]),
        (Kind::FetchesAgain, _) => Expected::refuses(4, TOO_MUCH).writing(&["new carried/OWN"]),
        (_, Reach::All | Reach::Case) => {
            Expected::refuses(4, TOO_MUCH).writing(learnt(kind.reach(), Lie::EndlessStream))
        }
        _ => honest(kind),
    }
}
