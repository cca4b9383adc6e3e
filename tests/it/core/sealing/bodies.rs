//! What the script posts has one size for every text of a size class: with TLS around it, the
//! size is what a line shows of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use zegel_core::id::FormId;
use zegel_core::seal::{CLASSES, Recipients};

use super::{decoded, script, site, token};
use crate::support::fixture::{hybrid_desk, instance};

/// So many characters make each class in turn, with room for the escapes of the shortest.
const LENGTHS: [usize; 5] = [10, 6_000, 13_000, 16_000, 20_000];
/// One, two and four bytes in UTF-8, and one that JSON writes with two.
const LETTERS: [&str; 4] = ["a", "ő", "🚪", "\""];

/// Every length that a body of grease has, with each number of words and each length of a word:
/// so far each of the bytes that chance draws alone can be the same in all of its draws.
const DRAWS: u8 = 188;

fn writing(kind: &str, text: &str, draw: Option<u8>) -> Value {
    let question = if kind == "report" { "story" } else { "message" };
    json!({
        "kind": kind,
        "token": token().0,
        "instance": instance(),
        "form": FormId::random().unwrap().to_string(),
        "answers": [[question, text]],
        "after": text.len(),
        "day": "2026-11-24",
        "language": "nl",
        "marks": if text.len().is_multiple_of(2) { json!([]) } else { json!(["fast"]) },
        "sealedFor": hybrid_desk().1.fingerprint().to_string(),
        "draw": draw,
    })
}

/// Texts of all classes, and in the smallest class all greases.
fn writings(kind: &str, draws: u8) -> Vec<Value> {
    let lengths = LENGTHS.iter().flat_map(|length| [*length, length - 1]);
    let texts = lengths.flat_map(|length| LETTERS.map(|letter| letter.repeat(length)));
    let writings = texts.map(|text| writing(kind, &text, None));
    writings.chain((0..draws).map(|draw| writing(kind, LETTERS[usize::from(draw % 4)], Some(draw)))).collect()
}

/// The sizes of bodies by class.
fn sizes(recipients: &Recipients, bodies: &[String]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut sizes: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for body in bodies {
        let json: BTreeMap<String, String> = serde_json::from_str(body).unwrap();
        assert!(json.keys().eq(["id", "mailbox", "sealed"]));
        let sealed = recipients.accept(decoded(&json["sealed"])).unwrap();
        sizes.entry(sealed.outside().unwrap().0.size()).or_default().insert(body.len());
    }
    sizes
}

fn have_one_size_in_each_class(recipients: &Recipients, draws: u8) {
    let found = ["report", "message"].map(|kind| {
        let writings = writings(kind, draws);
        let bodies: Vec<String> =
            script("bodies", &json!({ "site": site(recipients), "writings": writings }));
        let sealed: BTreeSet<usize> = bodies.iter().map(|body| body.trim_end().len()).collect();
        assert!(sealed.len() > 2 * CLASSES.len(), "it is the spaces that make them the same");
        sizes(recipients, &bodies)
    });
    assert!(found[0].keys().eq(&CLASSES) && found[0].values().all(|sizes| sizes.len() == 1), "{found:?}");
    assert_eq!(found[0], found[1], "a message is no smaller than a report");
}

#[test]
fn for_classical_keys_every_text_of_a_class_is_posted_in_the_same_size() {
    let keys = [(); 2].map(|()| age::x25519::Identity::generate().to_public().to_string());
    have_one_size_in_each_class(&keys.join("\n").parse().unwrap(), DRAWS);
}

#[test]
fn for_hybrid_keys_every_text_of_a_class_is_posted_in_the_same_size() {
    have_one_size_in_each_class(&hybrid_desk().1, 10);
}
