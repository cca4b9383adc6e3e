//! What the script posts has one size for every text of a size class: with TLS around it, the
//! size is what a line shows of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use zegel::id::FormId;
use zegel::seal::{CLASSES, Recipients};

use super::{decoded, script, site, token};
use crate::fixture::{hybrid_pair, instance};

/// So many characters make each class in turn, with room for the escapes of the shortest.
const LENGTHS: [usize; 5] = [10, 6_000, 13_000, 16_000, 20_000];
/// One, two and four bytes in UTF-8, and one that JSON writes with two.
const LETTERS: [&str; 4] = ["a", "ő", "🚪", "\""];

fn writing(kind: &str, question: &str, text: &str) -> Value {
    json!({
        "kind": kind,
        "token": token().0,
        "instance": instance(),
        "form": FormId::random().unwrap().to_string(),
        "answers": [[question, text]],
        "after": text.len(),
        "day": "2026-11-24",
        "language": "nl",
        "marks": if text.len() % 2 == 0 { json!([]) } else { json!(["fast"]) },
        "sealedFor": vec!["0000"; 10].join(" "),
    })
}

/// Texts of all lengths, a few characters apart.
fn texts(each: usize) -> Vec<String> {
    let mut texts = Vec::new();
    for (length, letter) in LENGTHS.iter().flat_map(|length| LETTERS.map(|letter| (*length, letter))) {
        texts.extend((0..each).map(|less| letter.repeat(length - less)));
    }
    texts
}

/// The sizes of bodies by class, and how many there were.
fn sizes(recipients: &Recipients, bodies: &[String]) -> BTreeMap<usize, (usize, BTreeSet<usize>)> {
    let mut sizes: BTreeMap<usize, (usize, BTreeSet<usize>)> = BTreeMap::new();
    for body in bodies {
        let json: BTreeMap<String, String> = serde_json::from_str(body).unwrap();
        assert!(json.keys().eq(["id", "mailbox", "sealed"]));
        let sealed = recipients.accept(decoded(&json["sealed"])).unwrap();
        let (count, sizes) = sizes.entry(sealed.outside().unwrap().0.size()).or_default();
        *count += 1;
        sizes.insert(body.len());
    }
    sizes
}

fn one_size_each(recipients: &Recipients, each: usize) {
    let mut found = Vec::new();
    for (kind, question) in [("report", "story"), ("message", "message")] {
        let writings: Vec<Value> = texts(each).iter().map(|text| writing(kind, question, text)).collect();
        let bodies: Vec<String> =
            script("bodies", &json!({ "site": site(recipients), "writings": writings }));
        let sizes = sizes(recipients, &bodies);
        assert!(sizes.keys().eq(&CLASSES), "{:?}", sizes.keys());
        for (class, (count, sizes)) in &sizes {
            assert!(*count >= each, "{count} of {class}");
            assert_eq!(sizes.len(), 1, "{kind}, {class}: {sizes:?}");
            found.extend(sizes.iter().copied());
        }
    }
    // Five sizes, the same for both kinds.
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), CLASSES.len());
}

/// 400 seals, so that the lengths of grease that are rare have their turn: one that ends a line,
/// two in a hundred, is missing with a chance of three in ten thousand, and a body of one length,
/// one in a hundred, with one in fifty; `outside` counts all of them.
#[test]
fn for_classical_keys_every_text_of_a_class_is_posted_in_the_same_size() {
    let keys = [(); 2].map(|()| age::x25519::Identity::generate().to_public().to_string());
    one_size_each(&keys.join("\n").parse().unwrap(), 10);
}

#[test]
fn for_hybrid_keys_every_text_of_a_class_is_posted_in_the_same_size() {
    one_size_each(&hybrid_pair(1).1.to_string().parse().unwrap(), 2);
}
