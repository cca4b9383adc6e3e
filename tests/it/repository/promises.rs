//! Tests that SECURITY.md names: each is there.

use std::fs;
use std::path::Path;

use crate::support::sources::module_source;

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
