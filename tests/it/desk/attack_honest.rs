//! False alarms: honest colleagues whom no rule may stop. One sealed everything anew and then left, two
//! seal anew at once, and of some notes only the later ones arrived.

use zegel_core::id::ThreadId;

use crate::support::insider::Insider;
use crate::support::practice::only;
use crate::support::team::Team;

#[test]
fn what_a_colleague_sealed_anew_before_leaving_is_not_suspect_afterwards() {
    let team = Team::before_cem();
    team.site.report("en", &[("story", "He locks them in.")]);
    let id = only(&team.anna);
    team.bea.run(&["read", &id]).done();
    let [anna, bea, cem] = &team.lines;
    team.changes_to(&format!("{anna}{bea}{cem}"), &[&team.anna, &team.bea, &team.cem]);
    team.bea.run(&["reseal"]).done();
    for desk in [&team.anna, &team.cem] {
        assert!(!desk.run(&["inbox"]).done().said().contains("Please note"));
    }
    let former = bea.lines().next().unwrap().replacen("# desk", "# former", 1);
    team.changes_to(&format!("{anna}{former}\n{cem}"), &[&team.anna, &team.cem]);
    for desk in [&team.anna, &team.cem] {
        let list = desk.run(&["inbox"]).done();
        assert!(!list.said().contains("Please note"), "{}", list.err);
    }
}

#[test]
fn two_who_seal_anew_at_once_make_nothing_suspect() {
    let team = Team::before_cem();
    for story in ["one", "two", "three"] {
        team.site.report("en", &[("story", story)]);
    }
    team.anna.run(&["inbox"]).done();
    let [anna, bea, cem] = &team.lines;
    team.changes_to(&format!("{anna}{bea}{cem}"), &[&team.anna, &team.bea, &team.cem]);
    std::thread::scope(|scope| {
        for desk in [&team.anna, &team.bea] {
            scope.spawn(move || desk.run(&["reseal"]).done());
        }
    });
    for desk in [&team.anna, &team.bea, &team.cem] {
        let list = desk.run(&["inbox"]).done();
        assert!(!list.said().contains("Please note"), "{}", list.err);
        assert!(!list.out.contains("OTHER DOCUMENT"), "{}", list.out);
    }
}

#[test]
fn of_notes_of_which_only_the_later_ones_arrived_the_next_ones_still_count() {
    let team = Team::before_cem();
    team.site.report("en", &[("story", "He locks them in.")]);
    let id = only(&team.anna);
    let thread: ThreadId = id.parse().unwrap();
    let mut bea = Insider::of(&team.site.desk, &team.bea);
    // Five were written without a network; the medium kept the last two.
    for lamport in [4, 5] {
        let text = format!("note {lamport}");
        bea.notes(thread, "bea", lamport, zegel_core::document::NoteContent::Text { text });
    }
    let shown = team.anna.run(&["read", &id, "--keep-unread"]).done();
    assert!(shown.out.contains("note 4") && shown.out.contains("note 5"), "{}", shown.out);
}
