//! The order of the list, as a caseworker would put it: of each pair which comes first, and why.

use serde_json::Value;
use zegel::{Row, age, order};
use zegel_core::document::{NoteContent, Status};
use zegel_core::id::EntryId;
use zegel_core::thread::Direction;

use super::view::{ANNA, BEN, Listed, Written};
use crate::support::caseworker::export_to_police;
use crate::support::fixture::answers;
use crate::support::practice::two_desks;

const NOW: &str = "2026-W48";
const HOTEL: [(&str, &str); 2] = [("story", "A car at the door."), ("place", "place-hotel")];

/// What stands in the list, made by its name.
fn row(name: &str, thread: u8) -> Row {
    let mut written = Written::new(thread);
    let mut week = NOW;
    let mut fields = vec![("story", "Something is wrong here.")];
    let name = name.strip_suffix(", read").inspect(|_| fields.push(("where", "read"))).unwrap_or(name);
    match name {
        "about me" => fields.push(("role", "role-me")),
        "about me, over" => fields.extend([("role", "role-me"), ("when", "when-longer")]),
        "yes" => fields.push(("minor", "yes")),
        "yes, goes on" => fields.extend([("minor", "yes"), ("when", "when-now")]),
        "yes, today" => fields.extend([("minor", "yes"), ("when", "when-today")]),
        "yes, over" => fields.extend([("minor", "yes"), ("when", "when-longer")]),
        "maybe" => fields.push(("minor", "maybe")),
        "maybe, goes on" => fields.extend([("minor", "maybe"), ("when", "when-now")]),
        "goes on" => fields.push(("when", "when-now")),
        "today" => fields.push(("when", "when-today")),
        "age in words" => fields.push(("person", "Ze is 16 jaar")),
        "asks" => fields.push(("where", "Can you call the hotel?")),
        "last month" => week = "2026-W44",
        "soon erased" => week = "2026-W25",
        _ => fields.push(HOTEL[1]),
    }
    let is_read = fields.contains(&("where", "read"));
    let report = written.report(answers(&fields));
    if is_read || ["second look", "agreed", "handed over", "taken up", "done"].contains(&name) {
        written.note(ANNA, NoteContent::Seen { entries: vec![report] });
    }
    match name {
        "by hand" => written.note(BEN, NoteContent::Urgent { urgent: true }),
        "second look" | "agreed" => {
            let request = written.next_id();
            ask(&mut written);
            if name == "agreed" {
                written.note(ANNA, NoteContent::ExportConfirmed { request });
            }
        }
        "handed over" | "taken up" => {
            written
                .note(BEN, NoteContent::HandedOver { to: "anna".to_owned(), text: "I know it.".to_owned() });
            if name == "taken up" {
                written.note(ANNA, NoteContent::Text { text: "Called.".to_owned() });
            }
        }
        "done" => written.note(BEN, NoteContent::Status { status: Status::Closed, reason: None }),
        "not understood" => {
            let id = EntryId::from_bytes([0xee; 16]);
            written.keep(id, Direction::FromReporter, b"age-encryption.org/v1\nnothing that opens");
        }
        _ => {}
    }
    written.row_of(week, Listed::Present)
}

fn ask(written: &mut Written) {
    let receiver = "Politie".to_owned();
    let content = "0".repeat(64);
    written.note(BEN, NoteContent::ExportAsked { receiver, content, redact: Vec::new(), draft: None });
}

/// Before, after, and why a caseworker would say so.
const PAIRS: [(&str, &str, &str); 34] = [
    ("not understood", "by hand", "what nobody can read yet is known to nobody"),
    ("not understood", "about me", "it may be the same person in greater need"),
    ("by hand", "about me", "a colleague has read it, and knows better than a rule"),
    ("by hand", "yes, goes on", "first is first, whatever is computed"),
    ("about me", "yes, goes on", "who needs help writes herself and reads the answer"),
    ("about me", "hotel", "a person who asks for help before a car at a door"),
    ("about me, read", "hotel", "reading it did not help her yet"),
    ("about me", "about me, over", "now before long ago"),
    ("goes on", "about me, over", "what goes on can still be stopped"),
    ("yes, goes on", "yes", "now before no time given"),
    ("yes, goes on", "yes, today", "now before yesterday"),
    ("yes", "maybe, goes on", "certain before possible"),
    ("yes, today", "maybe", "certain before possible"),
    ("yes", "maybe", "certain before possible"),
    ("maybe, goes on", "yes, over", "what goes on can still be stopped"),
    ("maybe, goes on", "maybe", "now before no time given"),
    ("maybe", "goes on", "a child may be in it"),
    ("maybe", "second look", "a child before a colleague who waits"),
    ("maybe", "age in words", "what the reporter chose before what a rule found"),
    ("age in words", "second look", "a child before a colleague who waits"),
    ("second look", "goes on", "a colleague can go no further without her"),
    ("second look", "hotel", "a colleague waits for her eyes"),
    ("handed over", "hotel", "a colleague counts on her"),
    ("hotel", "agreed", "nobody waits for a look that was given"),
    ("hotel", "taken up", "she has answered the colleague"),
    ("goes on", "soon erased", "a person before a file"),
    ("soon erased", "asks", "what is erased cannot be answered any more"),
    ("soon erased", "hotel", "in a few weeks nobody can look at it any more"),
    ("yes, over", "asks", "a child before a question"),
    ("asks", "hotel", "a reporter waits for an answer"),
    ("hotel", "hotel, read", "what nobody has read before what somebody has"),
    ("yes", "yes, read", "inside a rank too"),
    ("hotel", "last month", "the newest first"),
    ("last month", "done", "what is done is last"),
];

#[test]
fn of_each_pair_the_one_stands_first_that_a_caseworker_would_take_first() {
    for (before, after, why) in PAIRS {
        // Ids must decide nothing here.
        for ids in [(1, 2), (2, 1)] {
            let mut rows = [(after, row(after, ids.0)), (before, row(before, ids.1))];
            order::sort(&mut rows, |(_, row)| row);
            assert_eq!(rows[0].0, before, "{before} before {after}: {why}");
        }
    }
}

#[test]
fn what_is_alike_in_all_stands_in_the_order_of_ids_on_every_computer() {
    for ids in [[1, 2, 3], [3, 1, 2], [2, 3, 1]] {
        let mut rows = ids.map(|id| row("hotel", id));
        order::sort(&mut rows, |row| row);
        assert!(rows.is_sorted_by_key(|row| row.id));
    }
}

#[test]
fn an_age_under_18_in_words_is_one_and_a_number_of_years_is_not() {
    for text in [
        "Ik ben 17. Mijn vriend laat mij met mannen afspreken",
        "een meisje van 15 jaar",
        "ze is 16 jaar oud",
        "een 14-jarige",
        "minderjarig, denk ik",
        "She is 16 and afraid",
        "o fată de 15 ani",
        "egy 16 éves lány",
        "момиче на 15 години",
        "dziewczyna, 16 lat",
        "una chica de 16 años",
        "menor de edad",
    ] {
        assert!(age::names_minor(text), "{text}");
    }
    for text in [
        "kamer 17",
        "10 jaar geleden",
        "hij werkt daar al 10 jaar",
        "om 16 uur. Het is 12 uur.",
        "18 jaar",
        "ze is 25 jaar",
        "open since 15 years",
        "06-12345617",
        "op 17-11-2026",
        "Kamer is 12.",
    ] {
        assert!(!age::names_minor(text), "{text}");
    }
}

fn reasons(list: &Value) -> Vec<&str> {
    list[0]["reasons"].as_array().unwrap().iter().map(|reason| reason.as_str().unwrap()).collect()
}

#[test]
fn a_colleague_who_asks_for_a_second_look_is_seen_in_the_list_until_somebody_has_looked() {
    let (site, anna, bea) = two_desks();
    site.report("nl", &HOTEL);
    let id = anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    bea.run(&["read", &id]).done();
    let asks = export_to_police(&id, "one");
    anna.run(&asks).failed_with("only the reporter could know");
    let list = bea.json(&["inbox"]);
    assert_eq!((reasons(&list), &list[0]["todo"]), (vec!["second-look"], &"yours".into()));
    assert!(reasons(&anna.json(&["inbox"])).is_empty(), "she waits for another");
    assert!(bea.run(&["inbox"]).done().out.contains("colleague asks: look too"));
    bea.run(&["export", &id, "--confirm", "--yes"]).done();
    assert!(reasons(&bea.json(&["inbox"])).is_empty());
}

#[test]
fn a_case_that_was_handed_over_says_so_until_its_new_owner_has_done_something() {
    let (site, anna, mut bea) = two_desks();
    site.report("nl", &HOTEL);
    let id = anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    anna.run(&["handover", &id, "bea", "--text", "I know this hotel."]).done();
    bea.run(&["read", &id]).done();
    assert_eq!(reasons(&bea.json(&["inbox"])), ["handed-over"]);
    bea.speaks_dutch();
    assert!(bea.run(&["inbox"]).done().out.contains("overgedragen aan jou"));
    bea.run(&["note", &id, "--text", "Called."]).done();
    assert!(reasons(&bea.json(&["inbox"])).is_empty());
}
