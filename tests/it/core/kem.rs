//! The hybrid stanza by another hand: X-Wing (draft-connolly-cfrg-xwing-kem) from `ml-kem`,
//! `x25519-dalek` and `sha3`, HPKE (RFC 9180, base mode) from `hkdf` and `chacha20poly1305`.

use std::collections::HashSet;

use age_core::format::{FileKey, Stanza};
use age_core::primitives::bech32_encode;
use age_core::secrecy::ExposeSecret;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use data_encoding::{BASE64_NOPAD, HEXLOWER};
use hkdf::Hkdf;
use ml_kem::kem::{Decapsulate, EncapsulationKey};
use ml_kem::{EncapsulateDeterministic, EncodedSizeUser, KemCore, MlKem768, MlKem768Params};
use sha2::Sha256;
use sha3::digest::{ExtendableOutput, Update, XofReader};
use sha3::{Digest, Sha3_256, Shake256};
use x25519_dalek::{PublicKey, StaticSecret};
use zegel_core::seal::{ForReporter, hybrid};

use crate::support::fixture::{ForReporterRaw, hybrid_pair};

/// What HPKE is bound to.
pub const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// KEM X-Wing, KDF HKDF-SHA256, AEAD ChaCha20-Poly1305 (RFC 9180, section 7).
pub const SUITE: [u8; 6] = [0x64, 0x7a, 0x00, 0x01, 0x00, 0x03];

/// The secret key that X-Wing expands from a seed of 32 bytes.
struct XWing {
    decapsulation: <MlKem768 as KemCore>::DecapsulationKey,
    encapsulation: <MlKem768 as KemCore>::EncapsulationKey,
    x25519: StaticSecret,
}

impl XWing {
    fn of_seed(seed: [u8; 32]) -> Self {
        let mut expanded = [0; 96];
        Shake256::default().chain(seed).finalize_xof().read(&mut expanded);
        let part = |at: usize| <[u8; 32]>::try_from(&expanded[at..at + 32]).unwrap();
        let (decapsulation, encapsulation) =
            MlKem768::generate_deterministic(&part(0).into(), &part(32).into());
        Self { decapsulation, encapsulation, x25519: part(64).into() }
    }

    fn public_key(&self) -> Vec<u8> {
        [&self.encapsulation.as_bytes()[..], PublicKey::from(&self.x25519).as_bytes()].concat()
    }

    fn decapsulate(&self, encapsulated: &[u8]) -> [u8; 32] {
        let (ml_kem, x25519) = encapsulated.split_at(1088);
        let share = PublicKey::from(<[u8; 32]>::try_from(x25519).unwrap());
        let ml_kem = self.decapsulation.decapsulate(ml_kem.try_into().unwrap()).unwrap();
        let x25519 = self.x25519.diffie_hellman(&share);
        combine(&ml_kem, x25519.as_bytes(), share.as_bytes(), PublicKey::from(&self.x25519).as_bytes())
    }
}

fn encapsulate(public_key: &[u8], random: [u8; 64]) -> (Vec<u8>, [u8; 32]) {
    let (ml_kem, x25519) = public_key.split_at(1184);
    let ml_kem = EncapsulationKey::<MlKem768Params>::from_bytes(ml_kem.try_into().unwrap());
    let (message, ephemeral) = random.split_at(32);
    let (ciphertext, shared) = ml_kem.encapsulate_deterministic(message.try_into().unwrap()).unwrap();
    let ephemeral = StaticSecret::from(<[u8; 32]>::try_from(ephemeral).unwrap());
    let share = PublicKey::from(&ephemeral);
    let key = PublicKey::from(<[u8; 32]>::try_from(x25519).unwrap());
    let secret =
        combine(&shared, ephemeral.diffie_hellman(&key).as_bytes(), share.as_bytes(), key.as_bytes());
    ([&ciphertext[..], share.as_bytes()].concat(), secret)
}

/// X-Wing's combiner, with its label: a small picture of an X-wing.
fn combine(ml_kem: &[u8], x25519: &[u8; 32], share: &[u8; 32], key: &[u8; 32]) -> [u8; 32] {
    let hash = Sha3_256::new();
    Digest::chain_update(hash, [ml_kem, x25519, share, key, br"\.//^\"].concat()).finalize().into()
}

/// RFC 9180, sections 4 and 5.1, in base mode with an empty associated text.
fn key_schedule(shared_secret: &[u8]) -> (Key, Nonce) {
    let suite = [b"HPKE".as_slice(), &SUITE].concat();
    let extract = |salt: &[u8], label: &[u8], ikm: &[u8]| {
        Hkdf::<Sha256>::extract(Some(salt), &[b"HPKE-v1", suite.as_slice(), label, ikm].concat())
    };
    let psk_id_hash = extract(b"", b"psk_id_hash", b"").0;
    let info_hash = extract(b"", b"info_hash", INFO).0;
    let context = [&[0], psk_id_hash.as_slice(), info_hash.as_slice()].concat();
    let secret = extract(shared_secret, b"secret", b"").1;
    let expand = |label: &[u8], out: &mut [u8]| {
        let length = u16::try_from(out.len()).unwrap().to_be_bytes();
        let info = [&length, b"HPKE-v1".as_slice(), &suite, label, &context].concat();
        secret.expand(&info, out).unwrap();
    };
    let mut key = Key::default();
    let mut nonce = Nonce::default();
    expand(b"key", &mut key);
    expand(b"base_nonce", &mut nonce);
    (key, nonce)
}

impl age::Identity for XWing {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        if stanza.tag != "mlkem768x25519" {
            return None;
        }
        let encapsulated = BASE64_NOPAD.decode(stanza.args[0].as_bytes()).unwrap();
        let (key, nonce) = key_schedule(&self.decapsulate(&encapsulated));
        let opened = ChaCha20Poly1305::new(&key).decrypt(&nonce, &stanza.body[..]).ok()?;
        Some(Ok(FileKey::new(Box::new(opened.try_into().unwrap()))))
    }
}

/// Seals for a public key with fixed randomness.
struct XWingRecipient(Vec<u8>);

impl age::Recipient for XWingRecipient {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), age::EncryptError> {
        let (encapsulated, secret) = encapsulate(&self.0, [0x5a; 64]);
        let (key, nonce) = key_schedule(&secret);
        let body = ChaCha20Poly1305::new(&key).encrypt(&nonce, &file_key.expose_secret()[..]).unwrap();
        let args = vec![BASE64_NOPAD.encode(&encapsulated)];
        Ok((vec![Stanza { tag: "mlkem768x25519".to_owned(), args, body }], HashSet::new()))
    }
}

#[test]
fn the_other_hand_is_right_about_the_drafts_own_vector() {
    // draft-connolly-cfrg-xwing-kem-06, appendix C, the first one.
    let seed = HEXLOWER.decode(b"7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
    let random = HEXLOWER.decode(
        b"3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2\
          35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
    );
    let secret = XWing::of_seed(seed.unwrap().try_into().unwrap());
    let (encapsulated, shared) = encapsulate(&secret.public_key(), random.unwrap().try_into().unwrap());
    let expected = "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384";
    assert_eq!(HEXLOWER.encode(&shared), expected);
    assert_eq!(secret.decapsulate(&encapsulated), shared);
}

#[test]
fn the_recipient_of_a_seed_is_what_another_hand_computes() {
    for seed in 0..8 {
        let key = XWing::of_seed([seed; 32]).public_key();
        let expected = bech32_encode(bech32::Hrp::parse("age1pq").unwrap(), &key);
        assert_eq!(hybrid_pair(seed).1.to_string(), expected);
    }
}

#[test]
fn a_stanza_made_here_is_unwrapped_by_another_hand() {
    let (_, recipient) = hybrid_pair(3);
    let sealed = recipient.seal(ForReporterRaw(b"Kamer 12".to_vec())).unwrap();
    let open = |seed| age::decrypt(&XWing::of_seed([seed; 32]), sealed.as_bytes());
    let opened = open(3).unwrap();
    assert_eq!(opened.trim_ascii_end(), b"Kamer 12");
    assert!(matches!(open(4), Err(age::DecryptError::NoMatchingKeys)));
}

#[test]
fn a_stanza_made_by_another_hand_is_unwrapped_here() {
    let recipient = XWingRecipient(XWing::of_seed([3; 32]).public_key());
    let mut plain = b"Kamer 12".to_vec();
    plain.resize(8 * 1024, b' ');
    let sealed = ForReporter::from_bytes(age::encrypt(&recipient, &plain).unwrap()).unwrap();
    assert_eq!(hybrid_pair(3).0.open(&sealed).unwrap().as_bytes(), b"Kamer 12");
    assert!(hybrid_pair(4).0.open(&sealed).is_err());
}

#[test]
fn a_recipient_that_is_no_key_of_ml_kem_is_refused() {
    let prefix = bech32::Hrp::parse("age1pq").unwrap();
    let right = XWing::of_seed([3; 32]).public_key();
    let string = |key: &[u8]| bech32_encode(prefix, key).parse::<hybrid::Recipient>();
    assert!(string(&right).is_ok());
    // A coefficient of 4095 where the modulus is 3329 (FIPS 203, section 7.2).
    let mut wrong = right.clone();
    wrong[..3].fill(0xff);
    assert!(string(&wrong).is_err());
    assert!(string(&right[1..]).is_err());
    assert!(string(&[&right[..], &[0]].concat()).is_err());
    // A point of small order, with which the shared secret would be zero.
    let mut small = right.clone();
    small[1184..].fill(0);
    assert!(string(&small).is_err());
    let mut upper = bech32_encode(prefix, &right);
    upper.make_ascii_uppercase();
    assert!(upper.parse::<hybrid::Recipient>().is_err());
}
