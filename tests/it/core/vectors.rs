//! `schema/vectors.json`: what this program derives is what the file says, and what two other
//! implementations, `tests/interop/vectors.mjs` here and `tests/interop/reader.py` in `independent_reader`, compute from
//! the same inputs.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER, Specification};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel_core::document::{Answers, AuthorKey, DeskDocument, Message, Position, Report, Writing};
use zegel_core::id::{FormId, Instance};
use zegel_core::seal::{Document, Plain, Recipients, hybrid};
use zegel_core::signature::{DeskKey, NoteBytes, RequestBytes};
use zegel_core::token::{Kind, Token, TokenError};

use crate::support::fixture;
use crate::support::node::{project, run};

pub fn file() -> Value {
    serde_json::from_str(include_str!("../../../schema/vectors.json")).unwrap()
}

fn vectors(name: &str) -> Vec<Vector> {
    let vectors = file()[name]["vectors"].as_array().unwrap().clone();
    assert!(!vectors.is_empty());
    vectors.into_iter().map(Vector).collect()
}

struct Vector(Value);

impl Vector {
    fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_else(|| panic!("{field} is a text"))
    }

    fn hex<const N: usize>(&self, field: &str) -> [u8; N] {
        HEXLOWER.decode(self.text(field).as_bytes()).unwrap().try_into().unwrap()
    }

    fn read<T: DeserializeOwned>(&self, field: &str) -> T {
        serde_json::from_value(self.0[field].clone()).unwrap()
    }
}

/// The product in GF(32) with x⁵+x²+1, bit by bit.
fn multiply(mut a: u32, mut b: u32) -> u32 {
    let mut product = 0;
    while b != 0 {
        product ^= a * (b & 1);
        a <<= 1;
        a ^= (a >> 5) * 0b10_0101;
        b >>= 1;
    }
    product
}

#[test]
fn the_symbols_of_a_token_are_its_bits_and_two_that_make_both_sums_zero() {
    let mut crockford = Specification::new();
    crockford.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    crockford.check_trailing_bits = false;
    let crockford = crockford.encoding().unwrap();
    for vector in vectors("tokens") {
        let symbols = vector.text("token").replace('-', "");
        let data = crockford.encode(&vector.hex::<17>("token_bytes_hex"));
        // 17 bytes are 28 symbols for the library; the last two hold the six zero bits.
        assert_eq!(data[..26], symbols[..26]);
        let values = symbols.chars().map(|c| "0123456789ABCDEFGHJKMNPQRSTVWXYZ".find(c).unwrap() as u32);
        let mut plain = 0;
        let mut weighted = 0;
        let mut power = 1;
        for value in values {
            plain ^= value;
            weighted ^= multiply(value, power);
            power = multiply(power, 2);
        }
        assert_eq!((plain, weighted), (0, 0));
        assert_eq!(*Token::parse(&symbols).unwrap().to_field(), vector.text("token"));
    }
}

#[test]
fn all_that_follows_from_a_token_is_as_written() {
    for vector in vectors("tokens") {
        let instance: Instance = vector.read("instance");
        let keys = Token::parse(vector.text("token")).unwrap().keys(instance);
        assert_eq!(*keys.mailbox_key().to_text(), vector.text("mailbox_key_base64url"));
        assert_eq!(keys.mailbox_key().mailbox().as_bytes(), &vector.hex("mailbox_digest_hex"));
        assert_eq!(keys.reply_to().unwrap().to_string(), vector.text("reply_recipient"));
        let reply = hybrid::Identity::from_seed(vector.hex("reply_seed_hex"));
        assert_eq!(*reply.to_secret_string(), vector.text("reply_secret"));
        assert_eq!(reply.recipient().unwrap().to_string(), vector.text("reply_recipient"));
        let report = fixture::report("x", &keys).into_json();
        let report: Value = serde_json::from_slice(report.as_bytes()).unwrap();
        assert_eq!(report["author_key"], vector.0["author_key_base64url"]);
        let secret = keys.withdrawal();
        assert_eq!(secret.to_text(), vector.text("withdrawal_secret_base64url"));
        assert_eq!(secret.digest().to_string(), vector.text("withdrawal_digest_base64url"));
        assert_eq!(report["withdrawal"], vector.0["withdrawal_digest_base64url"]);

        // And from the bytes, past the program.
        let salt = [b"zegel/token/v1/", &instance.as_bytes()[..]].concat();
        let hkdf = Hkdf::<Sha256>::new(Some(&salt), &vector.hex::<17>("token_bytes_hex"));
        let expand = |label: &str| {
            let mut key = [0; 32];
            hkdf.expand(label.as_bytes(), &mut key).unwrap();
            key
        };
        assert_eq!(BASE64URL_NOPAD.encode(&expand("mailbox")), vector.text("mailbox_key_base64url"));
        assert_eq!(HEXLOWER.encode(&Sha256::digest(expand("mailbox"))), vector.text("mailbox_digest_hex"));
        assert_eq!(expand("reply"), vector.hex("reply_seed_hex"));
        assert_eq!(BASE64URL_NOPAD.encode(&expand("author")), vector.text("author_key_base64url"));
        assert_eq!(expand("entry"), vector.hex("entry_key_hex"));
        let secret = expand("withdraw");
        assert_eq!(BASE64URL_NOPAD.encode(&secret), vector.text("withdrawal_secret_base64url"));
        let digest = BASE64URL_NOPAD.encode(&Sha256::digest(secret));
        assert_eq!(digest, vector.text("withdrawal_digest_base64url"));
    }
}

#[test]
fn what_is_typed_is_answered_as_written() {
    let token = file()["typed_tokens"]["token"].clone();
    for vector in vectors("typed_tokens") {
        let typed = vector.text("typed");
        let read = Token::parse(typed);
        let refused = match &read {
            Ok(read) => {
                assert_eq!(token, **read.to_field());
                Value::Null
            }
            Err(TokenError::Length { count }) => json!({"error": "length", "count": count}),
            Err(TokenError::Group { group }) => json!({"error": "group", "group": group}),
            Err(TokenError::Somewhere) => json!({"error": "somewhere"}),
        };
        let comment = vector.text("comment");
        assert_eq!(refused, vector.0["refused"], "{comment}");
        let shown = read.err().map(|error| Token::look_over(typed, error));
        let groups: Option<Vec<&str>> =
            shown.as_ref().map(|shown| shown.groups.iter().map(|group| group.as_str()).collect());
        assert_eq!(json!(groups), vector.0["groups"], "{comment}");
        assert_eq!(json!(shown.and_then(|shown| shown.doubtful)), vector.0["doubtful"], "{comment}");
    }
}

#[test]
fn entry_ids_are_as_written() {
    let tokens = vectors("tokens");
    for vector in vectors("entry_ids") {
        let inputs = |vector: &Vector| (vector.0["token_bytes_hex"].clone(), vector.0["instance"].clone());
        let token = tokens.iter().find(|token| inputs(token) == inputs(&vector)).unwrap();
        let keys = Token::parse(token.text("token")).unwrap().keys(vector.read("instance"));
        let (form, answers): (FormId, Answers) =
            (vector.text("form_hex").parse().unwrap(), vector.read("answers"));
        let kind = match vector.text("kind") {
            "report" => Kind::Report,
            "message" => Kind::Message,
            other => panic!("{other} has no entry id"),
        };
        assert_eq!(String::from_utf8(answers.canonical()).unwrap(), vector.text("answers_canonical"));
        assert_eq!(keys.entry_id(form, kind, &answers).to_string(), vector.text("entry_id"));

        let mut mac = Hmac::<Sha256>::new_from_slice(&vector.hex::<32>("entry_key_hex")).unwrap();
        mac.update(&vector.hex::<16>("form_hex"));
        mac.update(format!("{}\0{}", vector.text("kind"), vector.text("answers_canonical")).as_bytes());
        let hex = HEXUPPER.encode(&mac.finalize().into_bytes()[..16]).to_lowercase();
        let id = vector.text("entry_id").replace('-', "");
        // Six bits are the version and the variant of a UUIDv8.
        assert!(id[..12] == hex[..12] && id[13..16] == hex[13..16] && id[17..] == hex[17..]);
        assert!(id[12..13] == *"8" && "89ab".contains(&id[16..17]));
    }
}

#[test]
fn proofs_are_as_written() {
    for vector in vectors("proofs") {
        let key = || {
            let key = BASE64URL_NOPAD.decode(vector.text("author_key_base64url").as_bytes()).unwrap();
            AuthorKey::from_bytes(key.try_into().unwrap())
        };
        let writing = || Writing {
            answers: vector.read("answers"),
            language: vector.read("language"),
            day: vector.read("day"),
            reply_to: vector.text("reply_to").parse().unwrap(),
            marks: Vec::new(),
            sealed_for: ["0000"; 10].join(" "),
            withdrawal: vector.read("withdrawal_digest_base64url"),
        };
        let previous = vector.0.get("previous").map(|_| vector.read("previous"));
        let position = Position { after: vector.read("after"), previous };
        let entry = vector.read("entry_id");
        let message = Message::new(writing(), position, entry, &key()).into_json();
        let json: Value = serde_json::from_slice(message.as_bytes()).unwrap();
        assert_eq!(json["proof"], vector.0["proof_base64url"]);
        let Ok(DeskDocument::Message(message)) =
            DeskDocument::parse(&Plain::new(message.as_bytes().to_vec()))
        else {
            panic!("no message")
        };
        assert!(fixture::received(Report::new(writing(), key())).wrote(entry, &message));
    }
}

#[test]
fn fingerprints_are_as_written() {
    for vector in vectors("fingerprints") {
        let recipients: Vec<String> = vector.read("recipients");
        let set: Recipients = recipients.join("\n").parse().unwrap();
        assert_eq!(set.fingerprint().to_string(), vector.text("fingerprint"));
        let typed = vector.text("fingerprint").to_uppercase().replace(' ', ":");
        assert!(set.fingerprint() == typed.parse().unwrap());
    }
}

#[test]
fn signed_requests_and_notes_are_as_written() {
    for vector in vectors("signed_requests") {
        let signed = RequestBytes::new(
            vector.read("instance"),
            vector.text("nonce"),
            vector.read("counter"),
            vector.text("method"),
            vector.text("path"),
            vector.text("body_utf8").as_bytes(),
        );
        is_signed(&vector, &signed);
    }
    for vector in vectors("signed_notes") {
        let thread = vector.read("thread_id");
        let entry = vector.read("entry_id");
        is_signed(&vector, &NoteBytes::new(vector.read("instance"), thread, entry, vector.text("note_utf8")));
    }
}

fn is_signed(vector: &Vector, signed: &impl zegel_core::signature::Signable) {
    let key = DeskKey::from_seed(&vector.hex("signing_seed_hex"));
    assert_eq!(key.public().to_string(), vector.text("public_key_base64"));
    assert_eq!(key.sign(signed), vector.text("signature_base64"));
    assert!(key.public().verifies(signed, vector.text("signature_base64")));

    // The signature is over the bytes that stand there, said by the library alone.
    let signature = BASE64.decode(vector.text("signature_base64").as_bytes()).unwrap();
    let public = BASE64.decode(vector.text("public_key_base64").as_bytes()).unwrap().try_into().unwrap();
    let public = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
    let signature = ed25519_dalek::Signature::from_slice(&signature).unwrap();
    assert!(public.verify_strict(vector.text("signed_utf8").as_bytes(), &signature).is_ok());
}

/// What follows from the inputs of a vector, a field of each kind.
const OUTPUTS: [(&str, &str); 14] = [
    ("tokens", "token"),
    ("tokens", "mailbox_digest_hex"),
    ("tokens", "reply_recipient"),
    ("tokens", "withdrawal_secret_base64url"),
    ("tokens", "withdrawal_digest_base64url"),
    ("typed_tokens", "refused"),
    ("typed_tokens", "groups"),
    ("typed_tokens", "doubtful"),
    ("entry_ids", "entry_id"),
    ("entry_ids", "answers_canonical"),
    ("proofs", "proof_base64url"),
    ("fingerprints", "fingerprint"),
    ("signed_requests", "signature_base64"),
    ("signed_notes", "signature_base64"),
];

/// Another program computes all of them, and finds each output that was changed. It is given the file and says how
/// many vectors it has checked.
pub fn are_computed_by(check: impl Fn(&Path) -> Result<Vec<u8>, String>) {
    let names: BTreeSet<&str> = OUTPUTS.iter().map(|(name, _)| *name).collect();
    let all: usize = names.iter().map(|name| vectors(name).len()).sum();
    let checked = check(&Path::new(crate::support::programs::ROOT).join("schema/vectors.json")).unwrap();
    assert_eq!(String::from_utf8(checked).unwrap().trim(), all.to_string());

    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("vectors.json");
    for (name, output) in OUTPUTS {
        let mut json = self::file();
        json[name]["vectors"][0][output] = json!("another");
        std::fs::write(&changed, json.to_string()).unwrap();
        assert!(check(&changed).is_err(), "{name}: {output}");
    }
}

#[test]
fn another_implementation_computes_the_same_answers() {
    let script = project("interop").join("vectors.mjs");
    are_computed_by(|file| run(Command::new("node").arg(&script).arg(file), b""));
}
