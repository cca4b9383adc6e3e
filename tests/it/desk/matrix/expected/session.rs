//! What is expected where the server says something else of itself: its installation, its keys, its
//! generation, its retention.

use super::{Expected, SET_UP, honest};
use crate::desk::matrix::lies::Lie;
use crate::desk::matrix::verbs::{Kind, PINNED, Reach, WIDER};

const INSTALLATION: &str = "This is another installation than the one pinned on this computer.";
const NAMED: &str = "This is another installation than the one pinned on this computer. It is trusted because you named its fingerprint.";
const KEYS: &str = "The server has other keys than those pinned on this computer.";
const LINES: &str = "The server has other caseworkers than those pinned on this computer.";
const MOVED: &str = "The server has just been given other keys. Nothing was sent.";
const RESTORED: &str = "has not been told of 2 withdrawn or deleted reports";
const BACK: &str = "Report 9d406f85-3081-4e76-8d8f-3fb16d5e4071 was gone or withdrawn and is back.";
const RETENTION: &str = "keeps reports for 0 weeks. On this computer 26 are accepted";

/// Nothing but the session is asked for, and nothing is written; unless somebody accepts just that.
pub fn about_the_server(kind: Kind, lie: Lie) -> Expected {
    let says = match lie {
        Lie::OtherKeys => KEYS,
        Lie::OtherLines => LINES,
        _ => INSTALLATION,
    };
    let refused = Expected::refuses(4, says).after(1, 0);
    match (kind, lie) {
        (Kind::Alone(..), _) => honest(kind),
        (Kind::Watches, _) => {
            let stays = Expected { code: None, ..refused };
            stays.saying("The watch goes on and keeps trying.").writing(&["new state/zegel/digest.day"])
        }
        // Only `--fingerprint` accepts another installation; a fingerprint to compare with never does.
        (Kind::ListsNamed, Lie::OtherInstallation) => {
            let pinned = ["new state/zegel/STRANGE.json", "new cache/zegel/STRANGE.sealed"];
            Expected::ends(0, &["proof"], &pinned).saying(NAMED)
        }
        (Kind::Accepts(WIDER), Lie::OtherKeys) => {
            Expected::ends(0, &[], &["fingerprint", "recipients", "earlier"]).after(1, 0)
        }
        // It names the recipients, and says nothing of the lines between them: those are shown.
        (Kind::Accepts(PINNED), Lie::OtherLines) => {
            Expected::ends(0, &[], &["recipients", "earlier", "former"]).saying("New: bea").after(1, 0)
        }
        (Kind::Accepts(_), Lie::OtherKeys | Lie::OtherLines) => honest(Kind::Accepts(WIDER)),
        (Kind::AcceptsRetention | Kind::AcceptsAnything, Lie::OtherKeys | Lie::OtherLines) => honest(kind),
        (Kind::Setup, _) => refused.writing(&SET_UP),
        _ => refused,
    }
}

/// Who asks for anything after the session hears of it in time.
pub fn later(kind: Kind) -> Expected {
    match kind.reach() {
        Reach::Nothing | Reach::Session => honest(kind),
        _ if matches!(kind, Kind::Reapplies | Kind::ReappliesAgreed) => honest(kind),
        _ if kind == Kind::Watches => honest(kind).saying(MOVED).after(2, 1),
        // What was sealed for the pinned set went out with the request that was refused.
        _ if kind == Kind::Sends => Expected::ends(4, &["CASE: text"], &[]).saying(MOVED).after(2, 1),
        _ => Expected::refuses(4, MOVED).after(2, 1),
    }
}

/// Nothing is told to the server unless somebody agrees, and nothing is shown that was gone.
pub fn restored(kind: Kind) -> Expected {
    let honest = honest(kind);
    match (kind, kind.reach()) {
        (Kind::Reapplies, _) => Expected::refuses(1, "The server was told nothing.").after(1, 0),
        (Kind::ReappliesAgreed, _) => {
            // What is back is listed and opened first: only what its own report proves is told.
            Expected::ends(0, &["tombstones WITHDRAWN, DELETED"], &["generation"]).after(1, 3)
        }
        (Kind::Screen, _) => honest.saying("Shall the server erase these again?").saying(BACK),
        (Kind::Doctor | Kind::Watches | Kind::Sends, _) => honest.saying(RESTORED),
        (Kind::Fetches, _) => honest.saying(RESTORED),
        (Kind::FetchesAgain, _) => honest.saying(RESTORED).writing(&["changed carried/desk.json"]),
        (_, Reach::All | Reach::Case | Reach::Other) => honest.saying(RESTORED).saying(BACK),
        (_, Reach::Nothing | Reach::Session | Reach::NoList | Reach::List) => honest,
    }
}

/// It is said, and changes nothing until it is accepted.
pub fn retention(kind: Kind) -> Expected {
    let not_accepted = "and that was not accepted here. Nothing was changed.";
    match kind {
        Kind::Alone(..) | Kind::Setup | Kind::Accepts(WIDER) => honest(kind),
        Kind::Accepts(_) | Kind::AcceptsAnything => Expected::refuses(1, not_accepted).after(1, 0),
        Kind::AcceptsRetention => Expected::ends(0, &[], &["retention_weeks"]).after(1, 0),
        Kind::ShowsKeys => honest(kind).saying("The server says it keeps reports for 0 weeks."),
        Kind::FetchesAgain => honest(kind).saying(RETENTION).writing(&["changed carried/desk.json"]),
        _ => honest(kind).saying(RETENTION),
    }
}
