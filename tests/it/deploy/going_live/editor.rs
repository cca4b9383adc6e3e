//! The editor, which is a dialogue: makes the lines of a configuration as the paper shows them.

/// The configuration with these lines in the place of those that stand there, perhaps behind a `#`.
pub fn edited(config: &str, wanted: &str) -> String {
    let mut lines: Vec<String> = config.lines().map(str::to_owned).collect();
    let mut section = 0;
    for wanted in wanted.lines().filter(|line| !line.is_empty()) {
        let from = if wanted.starts_with('[') { 0 } else { section };
        let at = lines[from..].iter().position(|line| is_of(line, wanted));
        let at = from + at.unwrap_or_else(|| panic!("zegeld.toml has no line for {wanted}"));
        wanted.clone_into(&mut lines[at]);
        if wanted.starts_with('[') {
            section = at;
        }
    }
    lines.join("\n") + "\n"
}

/// Whether a line has the same key or names the same table.
fn is_of(line: &str, wanted: &str) -> bool {
    let key = |line: &str| line.trim_start_matches("# ").split(" = ").next().unwrap().to_owned();
    key(line) == key(wanted)
}
