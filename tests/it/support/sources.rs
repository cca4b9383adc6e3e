//! The sources of these tests, for documents that name a test.

use std::path::Path;

/// The source of a module of these tests, in whichever folder it stands.
pub fn module_source(module: &str) -> Option<String> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("it").read_dir().unwrap();
    let files = folders.map(|folder| folder.unwrap().path().join(format!("{module}.rs")));
    files.filter(|file| file.is_file()).find_map(|file| std::fs::read_to_string(file).ok())
}

/// The first paragraph of the documentation of a test, or of its module for `…`.
pub fn first_paragraph(source: &str, test: &str) -> Option<String> {
    let documentation =
        if test == "…" { documentation_of_module(source) } else { documentation_of(source, test)? };
    let paragraph =
        documentation.into_iter().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    (!paragraph.is_empty()).then_some(paragraph)
}

fn documentation_of_module(source: &str) -> Vec<&str> {
    source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect()
}

/// The documentation stands above the test's attributes.
fn documentation_of<'a>(source: &'a str, test: &str) -> Option<Vec<&'a str>> {
    let (before, _) = source.split_once(&format!("fn {test}("))?;
    let above = before.lines().rev().map(str::trim).skip_while(|line| !line.starts_with("#["));
    let documentation = above.skip_while(|line| line.starts_with("#["));
    let mut lines =
        documentation.map_while(|line| line.strip_prefix("///")).map(str::trim).collect::<Vec<_>>();
    lines.reverse();
    Some(lines)
}
