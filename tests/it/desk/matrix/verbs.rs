//! Every verb with what it is tried with, and its kind, which decides what is expected of it.
//!
//! Another verb: put a line into [`TRIALS`]. If none of the kinds is right for it, add one, and say
//! in `expected.rs` what it shows, sends and writes when a server lies.

use super::world::World;

/// What a verb does, as far as a lying server is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It meets no desk's listener, whatever it is, and ends with this status having written this.
    Alone(i32, &'static [&'static str]),
    /// It opens all cases and sends nothing.
    Lists,
    /// The same, narrowed to the case.
    ListsCase,
    /// The same as the first, with the pinned set's fingerprint on the command line.
    ListsNamed,
    /// It opens the case, and says to colleagues that it was read.
    Reads,
    /// It opens the case and keeps a note of this kind.
    Notes(&'static str),
    /// It prolongs the case.
    Prolongs,
    /// It answers the reporter of the case.
    Replies,
    /// It decides to go on with another document.
    Settles,
    /// It attests to notes of former colleagues.
    Attests,
    /// It tells a restored server what is gone, if somebody agrees.
    Reapplies,
    /// The same, and it is agreed.
    ReappliesAgreed,
    /// It seals all that is not sealed for the present set.
    Reseals,
    /// It hands the case on.
    Exports,
    /// It shows what would be handed on, and sends nothing.
    Previews,
    /// It would hand on what a colleague agreed to, and none did.
    HandsOnAgreed,
    /// It would write down what came of an export, and there was none.
    TellsOutcome,
    /// It agrees that the other case is handed on.
    Confirms,
    /// It deletes the case.
    Deletes,
    /// It fetches all that is sealed into a new folder.
    Fetches,
    /// The same, into a folder that was carried before.
    FetchesAgain,
    /// It sends what was written in a folder.
    Sends,
    /// It shows the keys.
    ShowsKeys,
    /// It accepts a set, whose fingerprint is on the command line.
    Accepts(&'static str),
    /// It accepts a retention of no weeks.
    AcceptsRetention,
    /// It accepts whatever there is.
    AcceptsAnything,
    /// It stays and looks at lists.
    Watches,
    /// The full screen: the first case is opened, and answered.
    Screen,
    /// It looks whether all is well.
    Doctor,
    /// It sets a computer up, with the pinned set's fingerprint typed from paper.
    Setup,
}

/// How much of what a server says a verb gets to hear.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Nothing.
    Nothing,
    /// The session, which it judges and goes no further.
    Session,
    /// The session, and then it acts without asking for a list.
    NoList,
    /// The list, of which it opens nothing.
    List,
    /// All cases, opened.
    All,
    /// The case, opened.
    Case,
    /// The other case, opened.
    Other,
}

impl Kind {
    pub fn reach(self) -> Reach {
        match self {
            Self::Alone(..) => Reach::Nothing,
            Self::ShowsKeys | Self::Accepts(_) | Self::AcceptsRetention | Self::AcceptsAnything => {
                Reach::Session
            }
            Self::Doctor | Self::Setup => Reach::Session,
            Self::Reapplies | Self::ReappliesAgreed | Self::Sends => Reach::NoList,
            Self::Fetches | Self::FetchesAgain | Self::Watches => Reach::List,
            Self::Lists
            | Self::ListsCase
            | Self::ListsNamed
            | Self::Attests
            | Self::Reseals
            | Self::Screen => Reach::All,
            Self::Reads | Self::Notes(_) | Self::Prolongs | Self::Replies => Reach::Case,
            Self::Settles | Self::Exports | Self::Previews | Self::Deletes => Reach::Case,
            Self::HandsOnAgreed | Self::TellsOutcome => Reach::Case,
            Self::Confirms => Reach::Other,
        }
    }
}

/// One way to call a verb.
#[derive(Debug)]
pub struct Trial {
    /// The verb, as `zegel --help` names it; the screen has none.
    pub verb: &'static str,
    /// What follows.
    pub arguments: &'static [&'static str],
    pub kind: Kind,
}

impl Trial {
    /// What stands on the command line.
    pub fn words<'a>(&'a self, world: &'a World) -> Vec<&'a str> {
        let [pinned, wider] = &world.prints;
        let arguments = self.arguments.iter().map(|argument| match *argument {
            PINNED => pinned.as_str(),
            WIDER => wider.as_str(),
            argument => argument,
        });
        self.verb.split(' ').chain(arguments).collect()
    }
}

const fn of(verb: &'static str, arguments: &'static [&'static str], kind: Kind) -> Trial {
    Trial { verb, arguments, kind }
}

/// In the place of the fingerprint of the pinned set.
pub const PINNED: &str = "PINNED";
/// In the place of the fingerprint of the set to which the server added its own key.
pub const WIDER: &str = "WIDER";

/// All of them. The case is 6a1d…, the other one 7b2e….
pub const TRIALS: &[Trial] = &[
    of("keygen", &["dora", "--no-passphrase", "--out", "dora.txt"], Kind::Alone(0, &["new dora.txt"])),
    of("completions", &["bash"], Kind::Alone(0, &[])),
    of("guide", &[], Kind::Alone(0, &[])),
    of("man", &[], Kind::Alone(0, &[])),
    of("backup-key", &[], Kind::Alone(0, &[])),
    of("lock", &[], Kind::Alone(0, &[])),
    of("restore-key", &["--out", "again.txt"], Kind::Alone(1, &[])),
    of("backup-check", &["none.age"], Kind::Alone(1, &[])),
    of("open", &["sealed.age"], Kind::Alone(0, &[])),
    // What was written in the folder, and is seen here for the first time.
    of("open", &["carried"], Kind::Alone(0, &["learnt entry of CASE"])),
    of("export", &["--verify", "sealed.age"], Kind::Alone(1, &[])),
    of("receivers", &[], Kind::Alone(0, &[])),
    // These two meet the public site, here one that does not answer; see site.rs for its lies.
    of("verify", &["http://127.0.0.1:1"], Kind::Alone(3, &[])),
    of(
        "poster",
        &["--lang", "nl", "--url", "http://x.onion/", "--out", "a.html", "--proxy", "socks5h://127.0.0.1:1"],
        Kind::Alone(3, &[]),
    ),
    of("inbox", &[], Kind::Lists),
    of("inbox", &["--fingerprint", PINNED], Kind::ListsNamed),
    of("search", &["CANARY"], Kind::Lists),
    of("links", &[], Kind::Lists),
    of("stats", &[], Kind::Lists),
    of("stats", &["2026-Q2", "--public"], Kind::Lists),
    of("links", &["6a1d"], Kind::ListsCase),
    of("read", &["6a1d"], Kind::Reads),
    of("note", &["6a1d", "--text", "CANARY"], Kind::Notes("text")),
    of("status", &["6a1d", "waiting", "--reason", "CANARY"], Kind::Notes("status")),
    of("assign", &["6a1d", "bea"], Kind::Notes("assigned")),
    of("handover", &["6a1d", "bea", "--text", "CANARY"], Kind::Notes("handed-over")),
    of("label", &["6a1d", "CANARY"], Kind::Notes("labelled")),
    of("urgent", &["6a1d"], Kind::Notes("urgent")),
    of("keep", &["6a1d", "--reason", "CANARY"], Kind::Prolongs),
    of("reply", &["6a1d", "--text", "CANARY", "--yes"], Kind::Replies),
    of("settle", &["6a1d", "--yes"], Kind::Settles),
    of("attest", &["--yes"], Kind::Attests),
    of("reapply", &[], Kind::Reapplies),
    of("reapply", &["--yes"], Kind::ReappliesAgreed),
    of("reseal", &[], Kind::Reseals),
    of(
        "export",
        &[
            "6a1d",
            "--receiver",
            "Politie",
            "--kind",
            "police",
            "--with-own-words",
            "--marks-read",
            "--open",
            "out",
            "--known-by",
            "many",
            "--yes",
        ],
        Kind::Exports,
    ),
    of(
        "export",
        &["6a1d", "--receiver", "Politie", "--kind", "police", "--with-own-words", "--preview"],
        Kind::Previews,
    ),
    of("export", &["6a1d", "--as-confirmed", "--open", "out", "--yes"], Kind::HandsOnAgreed),
    of("outcome", &["6a1d", "used", "--from", "Politie"], Kind::TellsOutcome),
    of("export", &["7b2e", "--confirm", "--yes"], Kind::Confirms),
    of("delete", &["6a1d", "--yes"], Kind::Deletes),
    of("delete", &["--like", "6a1d", "--yes"], Kind::Deletes),
    of("fetch", &["--to", "fetched"], Kind::Fetches),
    of("fetch", &["--to", "carried"], Kind::FetchesAgain),
    of("send", &["--from", "carried"], Kind::Sends),
    of("recipients", &[], Kind::ShowsKeys),
    of("recipients accept", &[PINNED], Kind::Accepts(PINNED)),
    of("recipients accept", &[WIDER], Kind::Accepts(WIDER)),
    of("recipients accept", &["--retention", "0"], Kind::AcceptsRetention),
    of("recipients accept", &[], Kind::AcceptsAnything),
    of("watch", &["--digest", "00:00"], Kind::Watches),
    of("", &[], Kind::Screen),
    of("doctor", &[], Kind::Doctor),
    of("setup", &[], Kind::Setup),
];
