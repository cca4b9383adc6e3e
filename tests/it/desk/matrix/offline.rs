//! The same lies in a folder that was carried: whoever has the medium for a minute can tell them too.

use std::collections::BTreeSet;

use super::cell::Seen;
use super::expected::{Expected, expected, learnt};
use super::home::Home;
use super::lies::Lie;
use super::sent::entries;
use super::verbs::{Kind, Reach, Trial};
use super::world::World;
use crate::desk::offline::below;

/// Where the folder is.
const FOLDER: &str = "lying";

const NEEDS_SERVER: &str = "This cannot be done in a folder.";
/// A folder takes nothing for a case that it does not list.
const NOTHING_SENT: &str = "This report is not there any more, or has just been withdrawn. Nothing was sent.";

/// Whether a verb takes a folder in the place of a server.
pub fn takes_folder(trial: &Trial) -> bool {
    let meets_server = matches!(trial.kind.reach(), Reach::List) || trial.kind == Kind::Sends;
    let asks = matches!(trial.kind, Kind::Screen | Kind::Setup);
    trial.kind.reach() != Reach::Nothing && !meets_server && !asks
}

/// The lies that a folder can tell: it has no session that could end, and no stream.
pub fn is_told_by_folder(lie: Lie) -> bool {
    !matches!(lie, Lie::OtherInstallationLater | Lie::OtherGeneration | Lie::EndlessList | Lie::EndlessStream)
}

/// Runs a verb with the folder in the place of the server.
pub fn cell(world: &World, trial: &Trial, lie: Lie) -> Seen {
    let server = world.contents.start();
    let mut anna = world.anna.computer.copied();
    anna.at(&server.url);
    let folder = anna.home().join(FOLDER);
    if matches!(lie, Lie::FalseWithdrawal | Lie::EmptyList) {
        // Only the list was written anew.
        world.contents.write_to(&folder);
    }
    lie.told(world).write_to(&folder);
    let before = Home::read(anna.home());
    let ended = anna.run(&[&["--folder", FOLDER], &trial.words(world)[..]].concat());
    let written = before.changes_to(&Home::read(anna.home()));
    let acts = below(&folder.join("out")).into_iter().flat_map(|path| {
        let thread = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
        entries(world, &thread, &std::fs::read_to_string(&path).unwrap())
    });
    let shown = format!("{} {}", ended.out, ended.err);
    Seen {
        code: ended.code,
        shown: shown.split_whitespace().collect::<Vec<_>>().join(" "),
        requests: (0, server.heard().len()),
        acts: acts.collect(),
        written,
    }
}

/// As at a server, but for what only a server can do; nothing is sent, and nothing is kept twice.
pub fn expected_of_folder(kind: Kind, lie: Lie) -> Expected {
    let mut expected = expected(kind, lie);
    // A folder waits for no proof.
    expected.acts.retain(|act| act != "proof");
    let is_let_in = expected.code != Some(4);
    // These two do not even open anything.
    let needs_server = matches!(kind, Kind::Reseals | Kind::Reapplies | Kind::ReappliesAgreed);
    if is_let_in && needs_server {
        return Expected { requests: Some((0, 0)), ..Expected::refuses(1, NEEDS_SERVER) };
    }
    let has_acts = !expected.acts.is_empty();
    let is_gone = matches!(lie, Lie::FalseWithdrawal | Lie::EmptyList) && kind != Kind::Attests;
    if has_acts && matches!(kind, Kind::Prolongs | Kind::Deletes) {
        expected = Expected::refuses(1, NEEDS_SERVER).writing(learnt(Reach::Case, lie));
    } else if has_acts && is_gone && !(kind == Kind::Confirms && lie == Lie::FalseWithdrawal) {
        expected = Expected::refuses(1, NOTHING_SENT);
    }
    expected.requests = Some((0, 0));
    let cached = ["copy of", "other copy", "lost copy", "new cache"];
    let is_cached = |what: &String| cached.iter().any(|cached| what.starts_with(cached));
    let written: BTreeSet<String> = expected.written.into_iter().filter(|what| !is_cached(what)).collect();
    expected.written = written;
    if !expected.acts.is_empty() {
        expected.written.insert(format!("new {FOLDER}/out"));
    }
    expected
}
