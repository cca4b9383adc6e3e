//! What the page says of the token, of what follows from it, of ids and of documents.

use std::collections::BTreeSet;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zegel_core::document::{Answers, MOST_CHARACTERS, MOST_REPLY_CHARACTERS, Message, Position, Reply};
use zegel_core::id::{EntryId, FormId, Instance};
use zegel_core::seal::{CLASSES, hybrid};
use zegel_core::token::{GROUPS, Keys, Kind, SYMBOLS, Token};

use super::page::{Fact, fact};
use super::{canonical, fields, json, typing, values, vector};
use crate::support::fixture::{self, answers, hybrid_desk, instance, keys, writing};

/// x⁵+x²+1, a bit for each power.
const POLYNOMIAL: u32 = 0b10_0101;

pub fn facts() -> Vec<Fact> {
    [token(), derivations(), ids(), documents()].concat()
}

fn token() -> Vec<Fact> {
    let all_ones = vector("tokens", 4);
    let bytes = HEXLOWER.decode(all_ones["token_bytes_hex"].as_str().unwrap().as_bytes()).unwrap();
    let bits: u32 = bytes.iter().map(|byte| byte.count_ones()).sum();
    let alphabet = alphabet();
    let most = alphabet.len() - 1;
    let symbol_bits = alphabet.len().ilog2();
    let data = bits / symbol_bits;
    let checks = SYMBOLS as u32 - data;
    let zeros = bytes.len() as u32 * 8 - bits;
    sums_are_zero();
    let section = "The token";
    vec![
        fact(section, "Secret", values![bits, bytes.len(), zeros]),
        fact(section, "Text", values![SYMBOLS, GROUPS, SYMBOLS / GROUPS, data, symbol_bits, checks]),
        fact(section, "Alphabet", values![alphabet, 0, most]),
        fact(section, "Check", values![polynomial(), 2, 0, SYMBOLS - 1]),
        fact(section, "Typing", typing::alike()),
        fact(section, "Between symbols", typing::between()),
        fact(section, "Numbers", typing::numbers()),
    ]
}

/// The symbols that tokens are written with, in the order of their values.
pub fn alphabet() -> String {
    let mut symbols = BTreeSet::new();
    for _ in 0..300 {
        let token = Token::random().unwrap().to_field();
        symbols.extend(token.chars().filter(|symbol| *symbol != '-'));
    }
    symbols.into_iter().collect()
}

/// The product in GF(32), bit by bit.
fn multiply(mut a: u32, mut b: u32) -> u32 {
    let mut product = 0;
    while b != 0 {
        product ^= a * (b & 1);
        a <<= 1;
        a ^= (a >> 5) * POLYNOMIAL;
        b >>= 1;
    }
    product
}

fn sums_are_zero() {
    let alphabet = alphabet();
    for _ in 0..50 {
        let mut plain = 0;
        let mut weighted = 0;
        let mut power = 1;
        for symbol in Token::random().unwrap().to_field().replace('-', "").chars() {
            let value = alphabet.find(symbol).unwrap() as u32;
            plain ^= value;
            weighted ^= multiply(value, power);
            power = multiply(power, 2);
        }
        assert_eq!((plain, weighted), (0, 0));
    }
}

fn polynomial() -> String {
    let powers = (0..6).rev().filter(|power| POLYNOMIAL >> power & 1 == 1);
    let term = |power| match power {
        0 => "1".to_owned(),
        1 => "x".to_owned(),
        power => format!("x^{power}"),
    };
    powers.map(term).collect::<Vec<_>>().join("+")
}

struct Derived {
    keys: Keys,
    hkdf: Hkdf<Sha256>,
}

const SALT: &str = "zegel/token/v1/";

impl Derived {
    fn new() -> Self {
        let vector = vector("tokens", 0);
        let bytes = HEXLOWER.decode(vector["token_bytes_hex"].as_str().unwrap().as_bytes()).unwrap();
        let keys = Token::parse(vector["token"].as_str().unwrap()).unwrap().keys(instance());
        let salt = [SALT.as_bytes(), instance().as_bytes()].concat();
        Self { keys, hkdf: Hkdf::new(Some(&salt), &bytes) }
    }

    fn expand(&self, label: &str) -> [u8; 32] {
        let mut key = [0; 32];
        self.hkdf.expand(label.as_bytes(), &mut key).unwrap();
        key
    }

    /// The label, if this program has derived the same bytes under it.
    fn label(&self, label: &str, derived: &[u8]) -> Vec<String> {
        assert_eq!(self.expand(label), derived, "{label}");
        values![label, derived.len()]
    }
}

fn derivations() -> Vec<Fact> {
    let section = "What follows from the token";
    let derived = Derived::new();
    let keys = &derived.keys;
    let report = json(fixture::report("x", keys));
    let base64 = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    let mailbox = base64(&keys.mailbox_key().to_text());
    let digest = keys.mailbox_key().mailbox();
    assert_eq!(Sha256::digest(&mailbox)[..], digest.as_bytes()[..]);
    let mut mailbox = derived.label("mailbox", &mailbox);
    mailbox.extend(values![digest.as_bytes().len()]);
    let reply = derived.expand("reply");
    assert!(hybrid::Identity::from_seed(reply).recipient().unwrap() == keys.reply_to().unwrap());
    let entry = derived.expand("entry");
    assert_eq!(entry_id(&entry, "report", r#"{"story":"x"}"#), real_entry_id(keys, Kind::Report));
    let author = base64(report["author_key"].as_str().unwrap());
    vec![
        fact(section, "Salt", values![SALT, instance().as_bytes().len()]),
        fact(section, "Mailbox key", mailbox),
        fact(section, "Reply seed", derived.label("reply", &reply)),
        fact(section, "Author key", derived.label("author", &author)),
        fact(section, "Entry key", derived.label("entry", &entry)),
        fact(section, "Withdrawal secret", derived.label("withdraw", keys.withdrawal().as_bytes())),
    ]
}

fn form() -> FormId {
    "cc4bff2634bcf3b83da179422830ed46".parse().unwrap()
}

fn real_entry_id(keys: &Keys, kind: Kind) -> EntryId {
    keys.entry_id(form(), kind, &answers(&[("story", "x")]))
}

/// The same by hand: form, kind, a zero byte, answers.
fn entry_id(key: &[u8; 32], kind: &str, answers: &str) -> EntryId {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(form().as_bytes());
    mac.update(kind.as_bytes());
    mac.update(&[0]);
    mac.update(answers.as_bytes());
    EntryId::from_derivation(mac.finalize().into_bytes()[..16].try_into().unwrap())
}

fn ids() -> Vec<Fact> {
    let section = "Ids";
    let text = instance().to_string();
    assert!(
        text.to_uppercase().parse::<Instance>().is_err()
            && text.replace('-', "").parse::<Instance>().is_err()
    );
    let derived = Derived::new();
    let key = derived.expand("entry");
    for (name, kind) in [("report", Kind::Report), ("message", Kind::Message)] {
        assert_eq!(entry_id(&key, name, r#"{"story":"x"}"#), real_entry_id(&derived.keys, kind));
    }
    assert!(real_entry_id(&derived.keys, Kind::Report).to_string()[14..].starts_with('8'));
    let length = instance().as_bytes().len();
    vec![
        fact(section, "Every id", values![length, text.len()]),
        fact(section, "Installation, thread, the desk's entry", values![fixed_bits()]),
        fact(section, "Form", values![FormId::random().unwrap().as_bytes().len()]),
        fact(section, "A reporter's entry", values![length, "00", "report", "message"]),
        fact(section, "Answers", canonical::example_and_escapes()),
    ]
}

/// The bits that are the same in all random ids.
fn fixed_bits() -> u32 {
    let mut all = u128::MAX;
    let mut any = 0;
    for _ in 0..1000 {
        let id = u128::from_be_bytes(*EntryId::random().unwrap().as_bytes());
        all &= id;
        any |= id;
    }
    (all | !any).count_ones()
}

fn message(entry: EntryId) -> Message {
    let keys = keys();
    let position = Position { after: 7, previous: Some(entry) };
    Message::new(writing(Answers::from_message("x").unwrap(), &keys), position, entry, &keys.author_key())
}

fn documents() -> Vec<Fact> {
    let section = "Documents";
    let entry = EntryId::random().unwrap();
    let report = json(fixture::report("x", &keys()));
    let message = json(message(entry));
    let reply = json(Reply::new(entry, 1, "x").unwrap());
    let note = json(super::notes::any_note());
    for (kind, document) in [("report", &report), ("message", &message), ("reply", &reply), ("note", &note)] {
        assert_eq!(document["kind"], kind);
    }
    let mut of_message = fields_beside(&message, &report);
    of_message.extend(fields_beside(&report, &message));
    let with_most = |mut values: Vec<String>, most: usize| {
        values.extend(values![most]);
        values
    };
    let first = ["zegel/message/v1", "entry", "after"];
    let with_previous = ["zegel/message/v2", "entry", "after", "previous"];
    let classes = CLASSES.iter().map(|class| (class / 1024).to_string()).collect();
    vec![
        fact(section, "`report`", with_most(fields(&report), MOST_CHARACTERS)),
        fact(section, "`message`", with_most(of_message, MOST_CHARACTERS)),
        fact(section, "`reply`", with_most(fields(&reply), MOST_REPLY_CHARACTERS)),
        fact(section, "`note`", fields(&note)),
        fact(section, "Padding", classes),
        fact(section, "Version, digest", values!["zegel", report["zegel"], digest().len()]),
        fact(section, "Proof of a message", proof(&first, Position { after: 7, previous: None })),
        fact(section, "With `previous`", proof(&with_previous, Position { after: 7, previous: Some(entry) })),
    ]
}

/// The fields of one document that another does not have.
fn fields_beside(one: &Value, other: &Value) -> Vec<String> {
    let other = fields(other);
    fields(one).into_iter().filter(|field| !other.contains(field)).collect()
}

/// The digest that a desk computes, which is that of the text with its padding.
fn digest() -> String {
    let (identity, recipients) = hybrid_desk();
    let sealed = recipients.seal(fixture::ForDeskRaw(b"{}".to_vec())).unwrap();
    let digest = identity.open_document(&sealed).unwrap().digest;
    let mut padded = b"{}".to_vec();
    padded.resize(CLASSES[0], b' ');
    assert_eq!(digest, HEXLOWER.encode(&Sha256::digest(padded)));
    digest
}

/// The lines under the author key, the first ones as given, in their order, and then the answers.
fn proof(first: &[&str], position: Position) -> Vec<String> {
    let keys = keys();
    let entry = EntryId::random().unwrap();
    let words = writing(Answers::from_message("x").unwrap(), &keys);
    let message: Value = json(Message::new(words, position, entry, &keys.author_key()));
    let report = json(fixture::report("x", &keys));
    let author = BASE64URL_NOPAD.decode(report["author_key"].as_str().unwrap().as_bytes()).unwrap();
    let lines = [first, &["day", "language", "reply_to", "withdrawal"]].concat();
    let mut mac = Hmac::<Sha256>::new_from_slice(&author).unwrap();
    for line in &lines {
        let text = match *line {
            head if head.starts_with("zegel/") => head.to_owned(),
            "entry" => entry.to_string(),
            "after" => message["after"].to_string(),
            field => message[field].as_str().unwrap().to_owned(),
        };
        mac.update(format!("{text}\n").as_bytes());
    }
    mac.update(message["answers"].to_string().as_bytes());
    let proof = BASE64URL_NOPAD.encode(&mac.finalize().into_bytes());
    assert_eq!(message["proof"], *proof);
    let mut values: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    values.extend(values!["answers", proof.len()]);
    values
}
