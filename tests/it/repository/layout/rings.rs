//! Rings: files of one crate that import each other, directly or by way of others. An import leads to
//! the file that declares what is imported, through any file that only exports it again.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{self, File, Finding};

/// Which files each file imports.
type Edges<'a> = BTreeMap<&'a Vec<String>, BTreeSet<Vec<String>>>;

/// What a file says, for this search.
struct Source {
    /// Where every path in it leads, those it exports again left out.
    paths: Vec<Vec<String>>,
    /// What it exports again: the name, and where that leads.
    exports: BTreeMap<String, Vec<String>>,
}

/// Every import of one file by another that is part of a ring, as `a.rs imports b.rs`.
pub fn in_rings(files: &[(String, String)]) -> Vec<String> {
    let mut sources = BTreeMap::new();
    let mut names = BTreeMap::new();
    for (path, text) in files {
        let file = File::of(path);
        names.insert(file.path().to_vec(), path.clone());
        sources.insert(file.path().to_vec(), read(&file, text));
    }
    let edges: Edges = sources.iter().map(|(file, source)| (file, targets(file, source, &sources))).collect();
    let mut rings = Vec::new();
    for (file, imported) in &edges {
        let back = imported.iter().filter(|target| reaches(target, file, &edges));
        rings.extend(back.map(|target| format!("{} imports {}", names[*file], names[target])));
    }
    rings
}

fn read(file: &File, text: &str) -> Source {
    let findings = paths::findings_without_exports(file, text).unwrap();
    let paths = findings.into_iter().filter_map(|finding| match finding {
        Finding::Path(path) => Some(path),
        Finding::Forbidden(_) => None,
    });
    Source { paths: paths.collect(), exports: paths::exports(file, text).unwrap() }
}

fn targets(
    file: &[String],
    source: &Source,
    sources: &BTreeMap<Vec<String>, Source>,
) -> BTreeSet<Vec<String>> {
    let found = source.paths.iter().filter_map(|path| declared_in(path, sources));
    found.filter(|target| target.as_slice() != file).collect()
}

/// The file that declares what a path leads to.
fn declared_in(path: &[String], sources: &BTreeMap<Vec<String>, Source>) -> Option<Vec<String>> {
    let mut path = path.to_vec();
    // A name may be exported again a few times; more would be a ring of its own.
    for _ in 0..8 {
        let length = (1..=path.len()).rev().find(|length| sources.contains_key(&path[..*length]))?;
        let (file, rest) = path.split_at(length);
        match rest.first().and_then(|name| sources[file].exports.get(name)) {
            Some(exported) => path = [exported, &rest[1..]].concat(),
            None => return Some(file.to_vec()),
        }
    }
    None
}

/// Whether imports lead from one file to another.
fn reaches(start: &Vec<String>, end: &Vec<String>, edges: &Edges) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![start];
    while let Some(file) = next.pop() {
        if file == end {
            return true;
        }
        next.extend(edges.get(file).into_iter().flatten().filter(|target| seen.insert(*target)));
    }
    false
}
