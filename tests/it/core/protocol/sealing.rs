//! What the page says of stanzas and of the recipients file.

use age_core::format::FILE_KEY_BYTES;
use age_core::primitives::{bech32_decode, bech32_encode};
use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER};
use ml_kem::{EncodedSizeUser, KemCore, MlKem768};
use sha2::{Digest, Sha256};
use zegel_core::seal::{ForReporter, Recipient, Recipients};

use super::page::{Fact, fact};
use super::values;
use crate::core::kem;
use crate::support::fixture::{ForDeskRaw, ForReporterRaw, hybrid_pair};

/// A point of P-256: its generator (SEC 2, section 2.4.2), compressed and not.
const POINT: &str = "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
const WHOLE_POINT: &str = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

pub fn facts() -> Vec<Fact> {
    [recipients(), files(), recipients_file()].concat()
}

/// A stanza of an age header: its line, and its body.
struct Stanza {
    words: Vec<String>,
    body: Vec<u8>,
}

fn stanzas(sealed: &[u8]) -> Vec<Stanza> {
    let header = String::from_utf8_lossy(sealed);
    let (header, _) = header.split_once("\n--- ").unwrap();
    let stanzas = header.strip_prefix("age-encryption.org/v1\n-> ").unwrap().split("\n-> ");
    stanzas.map(Stanza::parse).collect()
}

impl Stanza {
    fn parse(text: &str) -> Self {
        let (line, body) = text.split_once('\n').unwrap_or((text, ""));
        let words = line.split(' ').map(str::to_owned).collect();
        Self { words, body: BASE64_NOPAD.decode(body.replace('\n', "").as_bytes()).unwrap() }
    }

    fn argument(&self) -> Vec<u8> {
        BASE64_NOPAD.decode(self.words[1].as_bytes()).unwrap()
    }
}

fn sealed_for(set: &str) -> Vec<Stanza> {
    let set: Recipients = set.parse().unwrap();
    stanzas(set.seal(ForDeskRaw(b"{}".to_vec())).unwrap().as_bytes())
}

fn hybrid() -> String {
    hybrid_pair(1).1.to_string()
}

fn x25519() -> String {
    age::x25519::Identity::generate().to_public().to_string()
}

/// A hardware key's, which need not exist to be sealed for.
fn tag() -> String {
    bech32_encode(bech32::Hrp::parse("age1tag").unwrap(), &HEXLOWER.decode(POINT.as_bytes()).unwrap())
}

fn tag_pq() -> String {
    let ml_kem = MlKem768::generate_deterministic(&[1; 32].into(), &[2; 32].into()).1.as_bytes().to_vec();
    let key = [ml_kem, HEXLOWER.decode(WHOLE_POINT.as_bytes()).unwrap()].concat();
    bech32_encode(bech32::Hrp::parse("age1tagpq").unwrap(), &key)
}

/// What stands before the data of a Bech32 string, in which there is no other `1`.
fn prefix(string: &str) -> String {
    let (prefix, _) = string.rsplit_once('1').unwrap();
    format!("{prefix}1")
}

/// The type of the stanza that is really written, as the recipient says it.
fn stanza_type(recipient: &str) -> String {
    let stanza = sealed_for(recipient).swap_remove(0).words.swap_remove(0);
    let set: Recipients = recipient.parse().unwrap();
    assert_eq!(set.recipients().next().map(Recipient::stanza_type), Some(stanza.as_str()));
    stanza
}

fn recipients() -> Vec<Fact> {
    let section = "Sealing";
    let x_share = size_of::<x25519_dalek::PublicKey>();
    let ml_kem = size_of::<ml_kem::Ciphertext<MlKem768>>();
    let stanza = sealed_for(&hybrid()).swap_remove(0);
    let argument = stanza.argument().len();
    let tag_size = stanza.body.len() - FILE_KEY_BYTES;
    assert_eq!(argument, ml_kem + x_share);
    let kind = stanza_type(&hybrid());
    let hybrid_values = values![kind, argument, ml_kem, x_share, stanza.body.len(), FILE_KEY_BYTES, tag_size];
    let classical = sealed_for(&x25519()).swap_remove(0);
    let classical_values = values![stanza_type(&x25519()), classical.argument().len(), classical.body.len()];
    let hybrid_row = format!("Hybrid, `{}`", prefix(&hybrid()));
    let classical_row = format!("X25519, `{}`", prefix(&x25519()));
    let hardware_row = format!("Hardware keys, `{}` and `{}`", prefix(&tag()), prefix(&tag_pq()));
    vec![
        fact(section, &hybrid_row, hybrid_values),
        fact(section, &classical_row, classical_values),
        fact(section, &hardware_row, values![stanza_type(&tag()), stanza_type(&tag_pq())]),
    ]
}

fn files() -> Vec<Fact> {
    let section = "Sealing";
    let three = format!("{}\n{}\n{}", hybrid_pair(1).1, hybrid_pair(2).1, hybrid_pair(3).1);
    let sealed = sealed_for(&three);
    let (grease, keys): (Vec<_>, Vec<_>) =
        sealed.iter().partition(|stanza| stanza.words[0] != stanza_type(&hybrid()));
    assert_eq!(keys.len(), 3);
    let (_, last) = grease[0].words[0].rsplit_once('-').unwrap();
    let grease_type = format!("-{last}");
    let reply = hybrid_pair(4).1.seal(ForReporterRaw(b"{}".to_vec())).unwrap();
    let (_, for_reporter) = ForReporter::from_bytes(reply.as_bytes().to_vec()).unwrap().outside().unwrap();
    let suite = |at: usize| HEXLOWER.encode(&kem::SUITE[at..at + 2]);
    let info = std::str::from_utf8(kem::INFO).unwrap();
    vec![
        fact(section, "Hybrid key", hybrid_key()),
        fact(section, "HPKE", values![suite(0), suite(2), suite(4), info]),
        fact(section, "For the desk", values![grease.len(), grease_type]),
        fact(section, "For the reporter", values![for_reporter, "reply_to"]),
        fact(section, "Set", set_sizes()),
    ]
}

fn hybrid_key() -> Vec<String> {
    let (identity, recipient) = hybrid_pair(1);
    let ml_kem = MlKem768::generate_deterministic(&[1; 32].into(), &[2; 32].into()).1.as_bytes().len();
    let x25519 = size_of::<x25519_dalek::PublicKey>();
    let string = recipient.to_string();
    let key = decoded(&string);
    assert_eq!(key, ml_kem + x25519);
    let secret = identity.to_secret_string();
    values![string.len(), key, ml_kem, x25519, prefix(&secret), decoded(&secret.to_lowercase())]
}

/// How many bytes a Bech32 string holds.
fn decoded(string: &str) -> usize {
    bech32_decode(string, |_| (), |_| Ok(()), |_, bytes| Ok(bytes.count())).unwrap()
}

/// How many recipients a set may have, at least and at most.
fn set_sizes() -> Vec<String> {
    let set =
        |count: u8| (1..=count).map(|seed| hybrid_pair(seed).1.to_string()).collect::<Vec<_>>().join("\n");
    let taken: Vec<u8> = (0..20).filter(|count| set(*count).parse::<Recipients>().is_ok()).collect();
    let mixed = format!("{}\n{}", hybrid(), x25519());
    assert!(mixed.parse::<Recipients>().is_err());
    values![taken[0], taken[taken.len() - 1]]
}

/// A line of the file in which a name and a key were put.
fn line(form: &str, name: &str, key: &[u8]) -> String {
    form.replace("NAME", name).replace("BASE64", &BASE64.encode(key))
}

const CASEWORKER: &str = "# desk NAME ed25519:BASE64";
const FORMER: &str = "# former NAME ed25519:BASE64";

fn recipients_file() -> Vec<Fact> {
    let section = "The recipients file";
    let read = |line: String| format!("{line}\n\n{}", hybrid()).parse::<Recipients>();
    let sizes = |form: &str| {
        (0..100).filter(|size| read(line(form, "anna", &vec![1; *size])).is_ok()).collect::<Vec<_>>()
    };
    assert_eq!(read(line(CASEWORKER, "anna", &[1; 32])).unwrap().caseworkers()[0].name, "anna");
    assert_eq!(read(line(FORMER, "anna", &[1; 32])).unwrap().former()[0].name, "anna");
    let is_name = |name: &str| read(line(CASEWORKER, name, &[1; 32])).is_ok();
    let names: Vec<usize> = (0..100).filter(|length| is_name(&"é".repeat(*length))).collect();
    let signs: Vec<char> =
        (' '..='~').filter(|sign| !sign.is_alphanumeric() && is_name(&format!("a{sign}b"))).collect();
    let [key_size] = sizes(CASEWORKER)[..] else { panic!("keys of one size") };
    assert_eq!(sizes(FORMER), [key_size]);
    vec![
        fact(section, "Caseworker", values![CASEWORKER, key_size]),
        fact(section, "Recipient", Vec::new()),
        fact(section, "Former caseworker", values![FORMER]),
        fact(section, "Name", values![names[0], names[names.len() - 1], signs[0], signs[1]]),
        fact(section, "Fingerprint", fingerprint()),
    ]
}

fn fingerprint() -> Vec<String> {
    let first = "zegel/recipients/v1";
    let mut keys: Vec<String> = (1..5).map(|seed| hybrid_pair(seed).1.to_string()).collect();
    let set: Recipients = keys.join("\n").parse().unwrap();
    keys.sort();
    let lines: String = keys.iter().map(|key| format!("{key}\n")).collect();
    let digest = HEXLOWER.encode(&Sha256::digest(format!("{first}\n{lines}")));
    let shown = set.fingerprint().to_string();
    let groups: Vec<&str> = shown.split(' ').collect();
    let hex = groups.concat();
    assert!(digest.starts_with(&hex));
    values![first, hex.len() / 2, groups.len(), groups[0].len()]
}
