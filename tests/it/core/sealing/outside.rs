//! The outside of an age file, which everybody who holds the store can read: nothing in it tells
//! whether the script sealed or this program.
//!
//! Chance decides on the grease, so that its distributions are compared. The bound is that of
//! Laurent and Massart (2000, Lemma 1): a chi-square of k degrees of freedom exceeds
//! k + 2√(kx) + 2x with a chance of at most e^-x. With x = 25 that is one in 7·10¹⁰ for each of
//! seven comparisons.

use std::collections::BTreeMap;

use age_core::format::grease_the_joint;
use data_encoding::{BASE64_NOPAD, HEXLOWER};
use serde::Deserialize;
use serde_json::json;
use zegel_core::seal::{CLASSES, Recipients};

use super::{asked, decoded, script, site};
use crate::support::fixture::{ForDeskRaw, hybrid_pair};
use crate::support::http::find;

/// How unlikely a difference must be to be one: e to the power of minus this.
const X: f64 = 25.0;
/// The longest grease: a tag and four words of eight characters, and 99 bytes in three lines.
const LONGEST: usize = "-> 12345678-grease\n".len() + 4 * " 12345678".len() + 132 + 3;
const SHORTEST: usize = "-> 1-grease\n\n".len();

/// A hardware key's, from the `age` crate's own tests.
const TAG: &str = "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e";

/// A stanza and its bytes in the header.
#[derive(Debug, PartialEq)]
struct Stanza {
    args: Vec<String>,
    body: Vec<u8>,
    size: usize,
}

/// What is left of a file when what it is worth is taken away.
struct Outside {
    stanzas: Vec<Stanza>,
    /// All bytes but the stanzas'.
    rest: usize,
    payload: usize,
}

impl Outside {
    fn read(file: &[u8]) -> Self {
        let end = find(file, b"\n--- ").unwrap() + 1;
        let header = std::str::from_utf8(&file[..end]).unwrap();
        let stanzas = header.strip_prefix("age-encryption.org/v1\n-> ").unwrap();
        let stanzas: Vec<Stanza> = stanzas.split("\n-> ").map(Stanza::read).collect();
        let payload = file[end..].iter().position(|byte| *byte == b'\n').unwrap();
        assert_eq!(payload, "--- ".len() + 43);
        let rest = file.len() - stanzas.iter().map(|stanza| stanza.size).sum::<usize>();
        Self { stanzas, rest, payload: file.len() - end - payload - 1 }
    }

    fn grease(&self) -> &Stanza {
        self.stanzas.last().unwrap()
    }

    /// Without the grease.
    fn keys(&self) -> &[Stanza] {
        &self.stanzas[..self.stanzas.len() - 1]
    }

    /// All that is the same in each file for the same set and class: types, lengths and order.
    fn fixed(&self) -> (Vec<String>, usize, usize) {
        let keys = self.keys().iter().map(|Stanza { args, body, size }| {
            let lengths: Vec<usize> = args.iter().map(String::len).collect();
            format!("{} {lengths:?} {} {size}", args[0], body.len())
        });
        (keys.collect(), self.rest, self.payload)
    }
}

impl Stanza {
    /// Without the arrow before and, for all but the last one, the line's end after.
    fn read(text: &str) -> Self {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let (line, body) = text.split_once('\n').unwrap();
        let lines: Vec<&str> = body.split('\n').collect();
        let (last, full) = lines.split_last().unwrap();
        assert!(full.iter().all(|line| line.len() == 64) && last.len() < 64, "{body:?}");
        Self {
            args: line.split(' ').map(str::to_owned).collect(),
            body: BASE64_NOPAD.decode(lines.concat().as_bytes()).unwrap(),
            size: "-> ".len() + text.len() + 1,
        }
    }
}

#[derive(Deserialize)]
struct File {
    file: String,
    /// How large it could have been.
    most: usize,
}

fn by_script(recipients: &Recipients, text: &str, count: usize) -> Vec<File> {
    script("files", &json!({ "site": site(recipients), "text": text, "count": count }))
}

fn ours(recipients: &Recipients, text: &str) -> Vec<u8> {
    recipients.seal(ForDeskRaw(text.into())).unwrap().as_bytes().to_vec()
}

fn sets() -> [(Recipients, usize); 5] {
    let hybrid = |seed| hybrid_pair(seed).1.to_string();
    let x25519 = || age::x25519::Identity::generate().to_public().to_string();
    let set = |keys: &[String]| keys.join("\n").parse().unwrap();
    [
        (set(&[hybrid(1)]), 60),
        (set(&[hybrid(1), hybrid(2), hybrid(3)]), 20),
        (set(&[x25519()]), 200),
        (set(&[x25519(), x25519(), x25519()]), 20),
        (set(&[TAG.to_owned()]), 20),
    ]
}

#[test]
fn stanzas_their_order_and_all_sizes_but_the_greases_are_the_same() {
    let mut greases = (Histogram::default(), Histogram::default());
    for (recipients, count) in sets() {
        let expected = ours(&recipients, "{}");
        let expected = Outside::read(&expected);
        let types: Vec<&str> = recipients.recipients().map(|key| key.stanza_type()).collect();
        assert!(expected.keys().iter().map(|stanza| stanza.args[0].as_str()).eq(types));
        for File { file, most } in by_script(&recipients, "{}", count) {
            let theirs = decoded(&file);
            let ours = ours(&recipients, "{}");
            assert!(recipients.accept(theirs.clone()).is_ok());
            for (file, counted) in [(&theirs, &mut greases.0), (&ours, &mut greases.1)] {
                let outside = Outside::read(file);
                let grease = outside.grease();
                assert_eq!(outside.fixed(), expected.fixed());
                assert!(grease.args[0].ends_with("-grease") && (1..=5).contains(&grease.args.len()));
                assert!((SHORTEST..=LONGEST).contains(&grease.size), "{grease:?}");
                counted.add(grease.args.len());
            }
            assert_eq!(most, theirs.len() - Outside::read(&theirs).grease().size + LONGEST);
        }
    }
    // That the same grease as below is in the files, for these are few.
    compare("words in a file's grease", &greases.0, &greases.1);
}

#[test]
fn in_each_size_class_the_payload_has_the_same_size() {
    let recipients: Recipients = age::x25519::Identity::generate().to_public().to_string().parse().unwrap();
    let mut payloads = Vec::new();
    for size in CLASSES.iter().flat_map(|class| [class - 1, *class, class + 1]) {
        let text = "x".repeat(size);
        if size > CLASSES[4] {
            assert!(recipients.seal(ForDeskRaw(text.clone().into())).is_err());
            let input = json!({ "site": site(&recipients), "text": text, "count": 1 });
            assert!(asked::<Vec<File>>("files", &input).is_err_and(|error| error.contains("largest class")));
            continue;
        }
        let theirs = Outside::read(&decoded(&by_script(&recipients, &text, 1)[0].file));
        assert_eq!(theirs.fixed(), Outside::read(&ours(&recipients, &text)).fixed());
        payloads.push(theirs.payload);
    }
    payloads.dedup();
    // Nonce and tags: one for each chunk of 64 KiB.
    assert_eq!(payloads, CLASSES.map(|class| 16 + class + 16 * class.div_ceil(64 * 1024)));
}

/// How often each value occurs.
#[derive(Default)]
struct Histogram(BTreeMap<usize, f64>);

impl Histogram {
    fn add(&mut self, value: usize) {
        *self.0.entry(value).or_default() += 1.0;
    }
}

/// Fails if both did not come from one distribution (chi-square test for two samples).
fn compare(what: &str, one: &Histogram, other: &Histogram) {
    assert!(one.0.keys().eq(other.0.keys()), "{what}: {:?} and {:?}", one.0.keys(), other.0.keys());
    let ratio = (other.0.values().sum::<f64>() / one.0.values().sum::<f64>()).sqrt();
    let terms = one.0.values().zip(other.0.values()).map(|(a, b)| (a * ratio - b / ratio).powi(2) / (a + b));
    let sum = terms.sum::<f64>();
    let freedom = one.0.len() as f64 - 1.0;
    let bound = freedom + 2.0 * (freedom * X).sqrt() + 2.0 * X;
    assert!(sum < bound, "{what}: {sum} is more than {bound}: {:?} and {:?}", one.0, other.0);
}

/// One piece of grease, by whom ever.
#[derive(Deserialize)]
struct Grease {
    args: Vec<String>,
    body: String,
}

/// All that there is to count in grease.
#[derive(Default)]
struct Counted([Histogram; 6]);

const COUNTED: [&str; 6] =
    ["words", "characters of the tag", "characters of a word", "which characters", "bytes", "which bytes"];

impl Counted {
    fn add(&mut self, tag: &str, words: &[String], body: &[u8]) {
        let [count, tags, lengths, characters, sizes, bytes] = &mut self.0;
        let tag = tag.strip_suffix("-grease").unwrap();
        count.add(words.len());
        tags.add(tag.len());
        sizes.add(body.len());
        words.iter().for_each(|word| lengths.add(word.len()));
        words
            .iter()
            .map(String::as_str)
            .chain([tag])
            .flat_map(str::bytes)
            .for_each(|c| characters.add(c.into()));
        body.iter().for_each(|byte| bytes.add((*byte).into()));
    }
}

/// 20,000 of each. The rarest value of all is one of a hundred: that it should be missing on one
/// side has a chance of 0.99 to the power of 20,000.
#[test]
fn the_scripts_grease_has_the_values_and_the_frequencies_of_ages_own() {
    const COUNT: usize = 20_000;
    let mut theirs = Counted::default();
    let mut ours = Counted::default();
    let made: Vec<Grease> = script("grease", &json!(COUNT));
    assert_eq!(made.len(), COUNT);
    for Grease { args, body } in made {
        let (tag, words) = args.split_first().unwrap();
        theirs.add(tag, words, &HEXLOWER.decode(body.as_bytes()).unwrap());
        let grease = grease_the_joint();
        ours.add(&grease.tag, &grease.args, &grease.body);
    }
    for ((what, theirs), ours) in COUNTED.iter().zip(&theirs.0).zip(&ours.0) {
        compare(what, theirs, ours);
    }
    let values = ours.0.map(|counted| counted.0.len());
    assert_eq!(values, [5, 8, 8, 94, 100, 256]);
}

#[test]
#[should_panic(expected = "bytes: ")]
fn grease_that_is_a_little_more_even_than_ages_own_would_be_found() {
    let mut one = Histogram::default();
    let mut other = Histogram::default();
    for place in 0..20_000 {
        one.add(place % 100);
        // As `byte % 100` would have it: the first fifty-six are more frequent.
        other.add(place % 256 % 100);
    }
    compare("bytes", &one, &other);
}
