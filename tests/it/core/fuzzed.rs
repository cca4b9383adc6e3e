//! Readers of what a stranger may have made hold what they promise for bytes that resemble real ones: codes, age
//! headers, pages, PROXY lines, forms, recipients, documents, both APIs, packages, backups, configuration.
//!
//! The fuzz targets of `tests/fuzz` without a fuzzer: each over its seeds, and over changes of them that are the
//! same in each run. What a fuzzer finds belongs among the seeds.

#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use targets::{TARGETS, Target};

/// Changes of the seeds that each target is given.
const CHANGES: usize = 2_000;
/// The same for the two that start a site or open a database, of which one takes a hundred times as long.
const FEW: usize = 150;

/// Makes inputs that resemble those which are there.
struct Mutator {
    state: u64,
    seeds: Vec<Vec<u8>>,
    /// Of the dictionary.
    words: Vec<Vec<u8>>,
}

impl Mutator {
    fn of(name: &str, state: u64) -> Self {
        Self { state, seeds: seeds(name), words: dictionary(name) }
    }

    /// SplitMix64, by Steele, Lea and Flood.
    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % limit.max(1)
    }

    /// A seed with one to four changes.
    fn input(&mut self) -> Vec<u8> {
        let seed = self.below(self.seeds.len());
        let mut input = self.seeds[seed].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let from = self.below(input.len() + 1);
        let to = from + self.below((input.len() - from).min(64) + 1);
        match self.below(7) {
            0 if from < input.len() => input[from] ^= 1 << self.below(8),
            1 if from < input.len() => input[from] = self.below(256) as u8,
            2 => drop(input.drain(from..to)),
            3 => {
                let again = input[from..to].to_vec();
                input.splice(to..to, again);
            }
            4 => input.truncate(from),
            5 => {
                let other = self.below(self.seeds.len());
                let start = self.below(self.seeds[other].len());
                input.splice(from.., self.seeds[other][start..].iter().copied());
            }
            _ => {
                let word = self.below(self.words.len());
                input.splice(from..to, self.words[word].iter().copied());
            }
        }
    }
}

fn fuzz(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

/// The committed seeds, in the order of their names.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = fuzz("seeds").join(name).read_dir().unwrap();
    let files: BTreeSet<PathBuf> = folder.map(|file| file.unwrap().path()).collect();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// The words of a dictionary, as libFuzzer reads it: each between quotation marks, some bytes as `\xHH`.
fn dictionary(name: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(fuzz("dictionaries").join(format!("{name}.dict"))).unwrap();
    let lines = text.lines().filter(|line| line.starts_with('"'));
    lines.map(|line| unescaped(line.trim_matches('"'))).collect()
}

fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = word.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        plain.push(match (byte, if byte == b'\\' { bytes.next() } else { None }) {
            (_, Some(b'x')) => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            (_, Some(escaped)) => escaped,
            (byte, None) => byte,
        });
    }
    plain
}

/// How many changes were asked for by `FUZZED=NUMBER`. Each number begins with others.
fn asked() -> Option<usize> {
    std::env::var("FUZZED").ok()?.parse().ok()
}

/// Runs a target, and says for which bytes it failed.
fn holds(name: &str, usual: usize) {
    let Target { run, .. } = TARGETS.iter().find(|target| target.name == name).unwrap();
    let changes = asked().unwrap_or(usual);
    let mut mutator = Mutator::of(name, changes as u64);
    let seeds = mutator.seeds.clone();
    assert!(!seeds.is_empty() && !mutator.words.is_empty());
    let changed = std::iter::repeat_with(|| mutator.input()).take(changes);
    for input in seeds.into_iter().chain(changed) {
        assert!(catch_unwind(|| run(&input)).is_ok(), "{name} fails for {}", input.escape_ascii());
    }
}

#[test]
fn whatever_is_typed_is_one_code_or_is_refused_with_a_group_that_is_there() {
    holds("token", CHANGES);
}

#[test]
fn a_header_is_accepted_if_age_accepts_it_within_the_bounds() {
    holds("age_header", CHANGES);
}

#[test]
fn a_page_in_which_nothing_is_foreign_hides_nothing() {
    holds("page", CHANGES);
}

#[test]
fn a_line_of_tor_is_read_to_its_end_and_not_a_byte_further() {
    holds("proxy_line", CHANGES);
}

#[test]
fn a_form_is_answered_with_a_page_of_ours_and_one_that_is_refused_stores_nothing() {
    holds("form", FEW);
}

#[test]
fn a_set_of_recipients_that_is_accepted_can_be_sealed_for() {
    holds("recipients", FEW);
}

#[test]
fn a_document_that_is_read_is_the_same_when_it_is_written_again() {
    holds("documents", CHANGES);
}

#[test]
fn what_travels_is_the_same_when_it_is_written_again() {
    holds("wire", CHANGES);
}

#[test]
fn of_what_a_server_streams_no_byte_is_lost_and_none_is_believed_twice() {
    holds("desk_ndjson", CHANGES);
}

#[test]
fn what_is_unpacked_has_plain_names_and_is_the_same_when_packed_again() {
    holds("export_tar", CHANGES);
}

#[test]
fn a_backup_that_is_accepted_is_a_store_that_opens_again() {
    holds("backup_image", FEW);
}

#[test]
fn a_configuration_that_is_accepted_makes_pages_of_ours() {
    holds("config", CHANGES);
}

#[test]
fn each_target_has_a_program_for_the_fuzzer_seeds_and_a_dictionary() {
    let manifest = fs::read_to_string(fuzz("Cargo.toml")).unwrap();
    let names: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    let programs: BTreeSet<String> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("path = \"bins/")?.strip_suffix(".rs\""))
        .map(str::to_owned)
        .collect();
    assert_eq!(programs, names);
    for name in names {
        let program = fs::read_to_string(fuzz("bins").join(format!("{name}.rs"))).unwrap();
        assert!(program.contains(&format!("zegel_fuzz::{name}::run(bytes)")), "{name}");
        assert!(!seeds(&name).is_empty() && !dictionary(&name).is_empty(), "{name}");
    }
}
