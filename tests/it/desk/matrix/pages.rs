//! The pages of the full screen against every lie: a server gets nothing more through a page than through
//! the verb that does the same.

use super::cell::{Seen, cell_of};
use super::expected::expected;
use super::lies::Lie;
use super::screen::{self, Act};
use super::verbs::Kind;
use super::world::World;

/// Each act of a page, and the kind of its verb.
const ACTS: [(Act, Kind); 7] = [
    (Act::Keep, Kind::Prolongs),
    (Act::Delete, Kind::Deletes),
    (Act::Attest, Kind::Attests),
    (Act::Reseal, Kind::Reseals),
    (Act::ShowKeys, Kind::ShowsKeys),
    (Act::ShowLinks, Kind::Lists),
    (Act::HandOn, Kind::Exports),
];

#[test]
fn no_page_of_the_screen_sends_or_writes_more_than_its_verb_whatever_lie_a_server_tells() {
    let world = World::new();
    let cells: Vec<_> = ACTS.iter().flat_map(|act| Lie::ALL.map(|lie| (*act, lie))).collect();
    super::all_of(&cells, |((act, kind), lie)| {
        let seen = cell_of(&world, *lie, |anna, _| screen::page(anna, *act));
        more_than_the_verb(*kind, *lie, &seen).map(|wrong| format!("{act:?} at {lie:?}:\n  {wrong}"))
    });
}

/// What was sent or written that the verb neither sends nor writes, nor the screen when it begins; and at
/// an honest server, what was not done.
fn more_than_the_verb(kind: Kind, lie: Lie, seen: &Seen) -> Option<String> {
    let of_verb = expected(kind, lie);
    let of_screen = expected(Kind::Screen, lie);
    let is_more = |act: &&String| !of_verb.acts.contains(*act);
    let sent: Vec<&String> = seen.acts.iter().filter(is_more).collect();
    let is_known = |what: &String| of_verb.written.contains(what) || of_screen.written.contains(what);
    let written: Vec<&String> = seen.written.iter().filter(|what| !is_known(what)).collect();
    let is_honest = lie != Lie::None || seen.acts == of_verb.acts;
    if sent.is_empty() && written.is_empty() && is_honest {
        return None;
    }
    Some(format!("sent {:?}, wrote {:?} and said: {}", seen.acts, seen.written, seen.shown))
}
