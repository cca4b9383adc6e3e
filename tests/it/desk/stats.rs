//! `zegel stats`: in full for the desk; counts that may leave it tell nothing of one person.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::Value;
use zegel::suppress::{LEAST, Published, publish};
use zegel_core::calendar::Clock;

use crate::support::caseworker::{Caseworker, export_to_police};
use crate::support::practice::Practice;

/// All ways to part `total` over so many rows.
fn parted(rows: usize, total: u32) -> Vec<Vec<u32>> {
    if rows == 1 {
        return vec![vec![total]];
    }
    let with = |first: u32| {
        parted(rows - 1, total - first).into_iter().map(move |rest| [vec![first], rest].concat())
    };
    (0..=total).flat_map(with).collect()
}

/// In counts that leave the desk small ones are hidden, and what would give them away.
#[test]
fn who_knows_the_rule_and_the_table_cannot_compute_a_hidden_count() {
    for (rows, most) in [(1, 60), (2, 60), (3, 60), (4, 42)] {
        let mut seen: HashMap<Published, Vec<(u32, u32)>> = HashMap::new();
        for counts in (0..=most).flat_map(|total| parted(rows, total)) {
            let ranges =
                seen.entry(publish(&counts)).or_insert_with(|| counts.iter().map(|c| (*c, *c)).collect());
            for (range, count) in ranges.iter_mut().zip(&counts) {
                *range = (range.0.min(*count), range.1.max(*count));
            }
        }
        for (published, ranges) in seen {
            for (cell, (least, most)) in published.cells.iter().zip(ranges) {
                assert!(cell.is_some() || least < most, "{published:?} has {least}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_hidden_sum_is_never_small_and_no_shown_count_is(counts in proptest::collection::vec(0u32..40, 1..14)) {
        let Published { cells, total } = publish(&counts);
        let hidden: Vec<u32> = cells.iter().zip(&counts).filter(|(c, _)| c.is_none()).map(|(_, c)| *c).collect();
        prop_assert!(cells.iter().zip(&counts).all(|(cell, count)| cell.is_none_or(|c| c == *count && c >= LEAST)));
        prop_assert!(counts.iter().zip(&cells).all(|(count, cell)| *count >= LEAST || cell.is_none()));
        let sum: u32 = hidden.iter().sum();
        prop_assert!(total.is_none() || hidden.is_empty() || (sum >= LEAST && hidden.len() > 1) || counts.len() == 1);
        prop_assert!(total.is_none_or(|total| total == counts.iter().sum::<u32>()));
        prop_assert!(total.is_some() || cells.iter().all(Option::is_none));
    }
}

/// A desk, and a site to which somebody wrote: two at home, twelve in a hotel and eleven in a car are left.
fn with_reports() -> (Caseworker, Practice) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let send = |count: usize, place: &str| {
        let sent =
            (0..count).map(|_| site.report("en", &[("story", "x"), ("place", place), ("role", "role-me")]));
        sent.collect::<Vec<_>>().pop().unwrap()
    };
    send(3, "place-home").withdraws();
    send(12, "place-hotel");
    send(11, "place-car");
    (anna, site)
}

/// What a table in JSON says of a row.
fn count(tables: &Value, table: &str, row: &str) -> Value {
    let table = tables.as_array().unwrap().iter().find(|found| found["table"] == table).unwrap();
    let rows = table["rows"].as_array().unwrap();
    rows.iter().find(|found| found["row"] == row).unwrap_or_else(|| panic!("{row}: {table}"))["count"].clone()
}

fn total(tables: &Value, table: &str) -> Value {
    tables.as_array().unwrap().iter().find(|found| found["table"] == table).unwrap()["total"].clone()
}

#[test]
fn the_desk_sees_every_number_and_is_told_that_they_are_not_to_leave_it() {
    let (mut anna, _site) = with_reports();
    let tables = anna.json(&["stats"]);
    let place = |row| count(&tables, "place", row);
    assert_eq!(
        (place("place-hotel"), place("place-home"), place("place-car")),
        (12.into(), 2.into(), 11.into())
    );
    assert_eq!((place("unanswered"), total(&tables, "place")), (0.into(), 25.into()));
    assert_eq!(count(&tables, "wish", "unanswered"), 25);
    let out = anna.run(&["stats"]).done().out;
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!out.contains("hidden") && out.contains("####"), "{out}");
    assert!(said.contains("only for the desk") && said.contains("zegel stats --public"), "{out}");
    anna.speaks_dutch();
    let out = anna.run(&["stats"]).done().out;
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("alleen voor de balie") && said.contains("Per wens van de melder"), "{out}");
}

#[test]
fn what_leaves_the_desk_hides_small_counts_in_every_form() {
    let (mut anna, _site) = with_reports();
    let tables = anna.json(&["stats", "--public"]);
    // Two at home are hidden, and so is the last that was shown: else two would follow.
    let place = |row| count(&tables, "place", row);
    assert_eq!(
        (place("place-hotel"), place("place-home"), place("place-car")),
        (12.into(), ().into(), ().into())
    );
    assert_eq!(total(&tables, "place"), 25);

    let out = anna.run(&["stats", "--public"]).done().out;
    assert!(out.contains("hidden") && out.contains("####") && out.contains("below 11"), "{out}");
    let csv = anna.run(&["stats", "--csv"]).done().out;
    assert!(csv.starts_with("Table,Row,Count\n") && csv.contains(",Total,25\n"), "{csv}");
    assert!(csv.contains(",hidden\n") && csv.contains("below 11"), "{csv}");
    assert!(csv.lines().all(|line| !line.starts_with(['=', '+', '-', '@'])));

    anna.speaks_dutch();
    let html = anna.run(&["stats", "--html"]).done().out;
    assert!(
        html.contains("<html lang=\"nl\"") && html.contains("<svg") && html.contains("verborgen"),
        "{html}"
    );
    for loaded in ["<script", "http:", "https:", "src=", "href=", "url("] {
        assert!(!html.contains(loaded), "{loaded}");
    }
    for text in [&out, &csv, &html] {
        assert!(!text.contains("It is about me") && !text.contains("role"), "{text}");
        assert!(!text.contains("only for the desk") && !text.contains("alleen voor de balie"), "{text}");
    }
}

#[test]
fn of_few_reports_nothing_leaves_the_desk() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    for _ in 0..3 {
        site.report("en", &[("story", "x"), ("place", "place-home")]);
    }
    let tables = anna.json(&["stats"]).as_array().unwrap().len();
    let few = anna.run(&["stats", "--public"]).done().out;
    assert_eq!(few.matches("Too few to show.").count(), tables, "{few}");
}

#[test]
fn a_year_a_quarter_or_a_month_is_counted_by_itself() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    site.report("en", &[("story", "x"), ("place", "place-home")]);
    site.report("nl", &[("story", "x"), ("place", "place-car")]);
    let today = Clock::system().day().to_string();
    let (year, month) = (&today[..4], &today[..7]);
    let quarter = (today[5..7].parse::<u32>().unwrap() - 1) / 3 + 1;
    let [named, dutch] = ["Q", "k"].map(|letter| format!("{year}-{letter}{quarter}"));

    for period in [year, month, &named, &dutch] {
        let tables = anna.json(&["stats", period]);
        assert_eq!(
            (total(&tables, "month"), count(&tables, "month", month)),
            (2.into(), 2.into()),
            "{period}"
        );
    }
    let tables = anna.json(&["stats", "--from", "2020"]);
    assert_eq!(count(&tables, "month", year), 2, "of a long time, a row for each year");
    let tables = anna.json(&["stats", "--from", "2020-Q3", "--to", "2021-02"]);
    assert_eq!(total(&tables, "place"), 0);
    let months = tables[0]["rows"].as_array().unwrap();
    assert_eq!((&months[0]["row"], &months[7]["row"]), (&"2020-07".into(), &"2021-02".into()));
    let out = anna.run(&["stats", "--from", "2020-Q3", "--to", "2021-02"]).done().out;
    assert!(out.contains("from 2020-07 to 2021-02"), "{out}");

    for wrong in [["2026-13"], ["2026-Q5"], ["26"], ["last year"], ["2026-05-17"], [""]] {
        let said = anna.run(&[&["stats"][..], &wrong].concat()).ended_with(2).said();
        assert!(said.contains("2026-Q2"), "{wrong:?}: {said}");
    }
    anna.run(&["stats", "--from", "2026", "--to", "2025"]).ended_with(2);
    anna.run(&["stats", "--to", "2025"]).ended_with(2);
}

#[test]
fn what_the_desk_did_is_counted_from_its_notes() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    site.report("en", &[("story", "answered"), ("pass", "pass-police")]);
    let answered = crate::support::practice::only(&anna);
    site.report("en", &[("story", "not answered"), ("pass", "pass-ask")]);
    anna.run(&["reply", &answered, "--text", "On which floor?", "--yes"]).done();
    let tables = anna.json(&["stats"]);
    assert_eq!(
        (count(&tables, "first-answer", "one-day"), total(&tables, "first-answer")),
        (1.into(), 2.into())
    );
    assert_eq!(count(&tables, "first-answer", "not-answered"), 1);
    assert_eq!(
        (count(&tables, "wish", "pass-police"), count(&tables, "wish", "pass-ask")),
        (1.into(), 1.into())
    );
    assert_eq!((total(&tables, "handed-on"), total(&tables, "outcome")), (0.into(), 0.into()));

    let list = anna.json(&["inbox"]);
    let mut ids = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap());
    let other = ids.find(|id| *id != answered).unwrap();
    anna.run(&["status", other, "no-report"]).done();
    let tables = anna.json(&["stats"]);
    assert_eq!((total(&tables, "status"), total(&tables, "wish")), (1.into(), 1.into()), "one is no report");

    let export = export_to_police(&answered, "many");
    anna.run(&export).done();
    let tables = anna.json(&["stats"]);
    assert_eq!((total(&tables, "handed-on"), count(&tables, "handed-on", "police")), (1.into(), 1.into()));
    assert_eq!(count(&tables, "outcome", "no-word"), 1);

    // What tells most stands for the report, whoever told it last.
    for (told, counted) in [("unknown", "unknown"), ("used", "used"), ("not-used", "used")] {
        anna.run(&["outcome", &answered, told, "--from", "Politie"]).done();
        let tables = anna.json(&["stats"]);
        assert_eq!((count(&tables, "outcome", counted), total(&tables, "outcome")), (1.into(), 1.into()));
        assert_eq!(count(&tables, "outcome", "no-word"), 0);
    }
}
