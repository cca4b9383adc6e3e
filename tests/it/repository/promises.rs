//! Tests that SECURITY.md names: each is there, and the sentences of its table of measures are those of the
//! tests themselves. After a change: `MEASURES=overwrite cargo test -p zegel-tests -- repository::promises`.

use std::fs;
use std::path::Path;

use crate::support::sources::{first_paragraph, module_source};

/// `module::test`, or `module::…` for a whole module, as they stand between backticks.
fn named(text: &str) -> Vec<(&str, &str)> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|name| !name.contains([' ', '/', '(', '-']))
        .filter_map(|name| name.split_once("::"))
        .collect()
}

#[test]
fn every_test_that_security_md_names_is_there() {
    let root = Path::new(crate::support::programs::ROOT);
    let text = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let named = named(&text);
    assert!(named.len() > 30, "only {} tests are named", named.len());
    for (module, test) in named {
        let source = module_source(module).unwrap_or_else(|| panic!("there is no module {module}"));
        let there = test == "…" || source.contains(&format!("fn {test}("));
        assert!(there, "{module} has no test {test}");
    }
}

/// A row of the table of measures, whose sentence is that of the first test in it.
fn row(written: &str) -> String {
    let (_, tests) = written.trim_end_matches(" |").rsplit_once(" | ").unwrap();
    let name = tests.split('`').nth(1).unwrap();
    let (module, test) = name.split_once("::").unwrap_or((name, "…"));
    let source = module_source(module).unwrap_or_else(|| panic!("there is no module {module}"));
    let sentence =
        first_paragraph(&source, test).unwrap_or_else(|| panic!("{name} has no sentence of its own"));
    format!("| {} | {tests} |", sentence.trim_end_matches('.'))
}

#[test]
fn each_sentence_of_the_table_of_measures_is_that_of_the_test_that_shows_it() {
    let file = Path::new(crate::support::programs::ROOT).join("SECURITY.md");
    let text = fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once("| Measure | Test |\n|---|---|\n").unwrap();
    let (written, after) = rest.split_once("\n\n").unwrap();
    let rows = written.lines().map(row).collect::<Vec<_>>();
    if std::env::var_os("MEASURES").is_some_and(|value| value == "overwrite") {
        let table = rows.join("\n");
        fs::write(&file, format!("{before}| Measure | Test |\n|---|---|\n{table}\n\n{after}")).unwrap();
        return;
    }
    assert!(rows.len() > 90, "{}", rows.len());
    for (written, of_test) in written.lines().zip(rows) {
        assert_eq!(written, of_test, "the table and the test say different things: MEASURES=overwrite");
    }
}
