//! Help for people: verbs in groups, Dutch words for all of it, and the guide.

use std::collections::BTreeSet;

use super::matrix::subverbs;
use crate::support::caseworker::Caseworker;

fn dutch() -> Caseworker {
    let mut caseworker = Caseworker::new();
    caseworker.speaks_dutch();
    caseworker
}

#[test]
fn every_verb_has_a_group_and_every_verb_and_option_dutch_words() {
    let gaps = zegel::gaps_of_help::<zegel::Cli>();
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn the_daily_verbs_stand_first() {
    let help = Caseworker::new().run(&["--help"]).done().out;
    let place = |text: &str| help.find(text).unwrap_or_else(|| panic!("{text}: {help}"));
    let order =
        ["Every day:", "  inbox ", "Now and then:", "Keys:", "  keygen ", "Administration:", "Options of"];
    assert!(order.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{help}");
}

#[test]
fn help_is_dutch_for_who_speaks_dutch() {
    let anna = dutch();
    let help = anna.run(&["--help"]).done().out;
    for text in
        ["Elke dag:", "Af en toe:", "Sleutels:", "Beheer:", "Toon de meldingen, met bovenaan", "Voorbeelden:"]
    {
        assert!(help.contains(text), "{text}: {help}");
    }
    for verb in ["read", "status", "export", "recipients", "watch", "keygen"] {
        let help = anna.run(&[verb, "--help"]).done().out;
        for english in
            ["Usage", "Options:", "Arguments:", "Commands:", "possible values", "default:", "Print help"]
        {
            assert!(!help.contains(english), "{verb}, {english}: {help}");
        }
    }
    assert!(anna.run(&["status", "-h"]).done().out.contains("doorgegeven"));
}

#[test]
fn wrong_usage_is_told_in_dutch_with_what_is_right() {
    let anna = dutch();
    let told = |arguments: &[&str]| anna.run(arguments).ended_with(2).said();
    assert!(told(&["leez"]).contains("Zegel kent deze opdracht niet: leez"));
    assert!(told(&["read"]).contains("Er ontbreekt nog iets: <ID>"));
    assert!(told(&["read", "b7f2", "--colour"]).contains("Deze optie kan hier niet: --colour"));
    let wrong = told(&["status", "b7f2", "weg"]);
    assert!(wrong.contains("Dit kan niet bij <STATE>: weg") && wrong.contains("doorgegeven"), "{wrong}");
    assert!(told(&["read"]).contains("Zo gaat het: zegel read"));
    assert!(told(&["watch", "--every"]).contains("nog iets staan"));
}

#[test]
fn how_a_verb_is_called_is_said_in_dutch_too() {
    let anna = dutch();
    let verbs = subverbs(&[]);
    let calls = verbs.iter().map(|verb| vec![verb.as_str()]);
    for call in calls.chain([vec![], vec!["recipients", "accept"]]) {
        let help = anna.run(&[&call[..], &["--help"]].concat()).done().out;
        assert!(!help.contains("[OPTIONS]") && !help.contains("[COMMAND]"), "{help}");
        assert!(help.contains(&format!("Gebruik: zegel {}", call.join(" "))), "{help}");
        assert!(help.contains("[OPTIES]"), "{help}");
    }
    let help = |verb| anna.run(&[verb, "--help"]).done().out;
    assert!(help("reply").contains("Gebruik: zegel reply [OPTIES] <ID>\n"), "{}", help("reply"));
    assert!(help("recipients").contains("Gebruik: zegel recipients [OPTIES] [OPDRACHT]\n"));
    let wrong = anna.run(&["inbox", "--colour"]).ended_with(2).said();
    assert!(wrong.contains("Zo gaat het: zegel inbox [OPTIES]"), "{wrong}");
}

#[test]
fn without_a_verb_and_a_terminal_there_are_a_few_lines_that_name_every_verb_and_lead_on() {
    let mut anna = Caseworker::new();
    anna.at("http://127.0.0.1:1");
    let short = |arguments: &[&str]| {
        let ended = anna.run(arguments).ended_with(2);
        assert!(ended.out.is_empty(), "{}", ended.out);
        assert!(ended.err.lines().count() <= 16, "{}", ended.err);
        let words: BTreeSet<String> = ended.err.split_whitespace().map(str::to_owned).collect();
        let missing: Vec<String> = subverbs(&[]).into_iter().filter(|verb| !words.contains(verb)).collect();
        assert!(missing.is_empty(), "{missing:?}: {}", ended.err);
        assert!(
            ended.err.contains("zegel --help") && ended.err.contains("zegel read --help"),
            "{}",
            ended.err
        );
        ended.err
    };
    assert!(short(&[]).contains("Every day:\n  inbox read"));
    short(&["--json"]);
    let mut anna = dutch();
    anna.at("http://127.0.0.1:1");
    let said = anna.run(&[]).ended_with(2).err;
    assert!(
        said.contains("Elke dag:\n  inbox read") && said.contains("Er is geen opdracht gegeven"),
        "{said}"
    );
}

#[test]
fn the_guide_is_two_pages_in_either_language() {
    let english = Caseworker::new().run(&["guide"]).done().out;
    let dutch = dutch().run(&["gids"]).done().out;
    for (guide, first) in [(english, "THE FIRST DAY"), (dutch, "DE EERSTE DAG")] {
        assert!(guide.contains(first), "{guide}");
        assert!((80..=130).contains(&guide.lines().count()), "two pages have about 120 lines");
        let longest = guide.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(80), "{longest:?}");
    }
}

#[test]
fn both_guides_teach_the_same_commands() {
    let commands = |guide: &str| -> BTreeSet<String> {
        let words: Vec<&str> = guide.split_whitespace().collect();
        let after = words.windows(2).filter(|pair| pair[0] == "zegel").map(|pair| pair[1].to_owned());
        after.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())).collect()
    };
    let english = Caseworker::new().run(&["guide"]).done().out;
    let dutch = dutch().run(&["guide"]).done().out;
    for verb in ["inbox", "read", "reply", "note", "status", "handover", "export", "doctor", "setup"] {
        assert!(commands(&english).contains(verb) && commands(&dutch).contains(verb), "{verb}");
    }
}

#[test]
fn a_state_is_understood_in_dutch_and_in_english() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = crate::support::practice::Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    site.report("nl", &[("story", "Een huis in Den Haag.")]);
    let id = crate::support::practice::only(&anna);
    for (typed, shown) in
        [("doorgegeven", "forwarded"), ("forwarded", "forwarded"), ("geen-actie", "no action")]
    {
        let out = anna.run(&["status", &id, typed]).done().said();
        assert!(out.contains(&format!("Status: {shown}.")), "{out}");
    }
    anna.speaks_dutch();
    let out = anna.run(&["status", &id, "vraag-gesteld"]).done().said();
    assert!(out.contains("Status: vraag gesteld."), "{out}");
    assert!(anna.run(&["lees", &id]).done().out.contains("Den Haag"));
}
