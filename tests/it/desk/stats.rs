//! `zegel stats`: counts that may leave the desk tell nothing of one person.

use std::collections::HashMap;

use proptest::prelude::*;
use zegel::suppress::{LEAST, Published, publish};

use crate::support::caseworker::Caseworker;
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

#[test]
fn few_reports_are_too_few_and_of_more_the_small_counts_stay_hidden_in_every_form() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let send = |count: usize, place: &str| {
        let sent =
            (0..count).map(|_| site.report("en", &[("story", "x"), ("place", place), ("role", "role-me")]));
        sent.collect::<Vec<_>>().pop().unwrap()
    };
    let last = send(3, "place-home");
    let few = anna.run(&["stats"]).done().out;
    assert_eq!(few.matches("Too few to show.").count(), 5, "{few}");

    send(12, "place-hotel");
    send(11, "place-car");
    last.withdraws();
    let tables = anna.json(&["stats"]);
    let place = tables.as_array().unwrap().iter().find(|table| table["table"] == "place").unwrap();
    let count = |row: &str| {
        let rows = place["rows"].as_array().unwrap();
        rows.iter().find(|found| found["row"] == row).unwrap()["count"].clone()
    };
    // Two at home are hidden, and so is the last that was shown: else two would follow.
    assert_eq!(
        (count("place-hotel"), count("place-home"), count("place-car")),
        (12.into(), ().into(), ().into())
    );
    assert_eq!(place["total"], 25);

    let out = anna.run(&["stats"]).done().out;
    assert!(out.contains("hidden") && out.contains("####") && out.contains("below 11"), "{out}");
    let csv = anna.run(&["stats", "--csv"]).done().out;
    assert!(csv.starts_with("Table,Row,Count\n") && csv.contains(",Total,25\n"), "{csv}");
    assert!(csv.lines().all(|line| !line.starts_with(['=', '+', '-', '@'])));

    anna.speaks_dutch();
    let html = anna.run(&["stats", "--html"]).done().out;
    assert!(
        html.contains("<html lang=\"nl\">") && html.contains("<svg") && html.contains("verborgen"),
        "{html}"
    );
    for loaded in ["<script", "http:", "https:", "src=", "href=", "url("] {
        assert!(!html.contains(loaded), "{loaded}");
    }
    for text in [&out, &csv, &html] {
        assert!(!text.contains("It is about me") && !text.contains("role"), "{text}");
    }
}
