//! A hardware key's program, whose key is not in hardware: it stands in the identity line. It opens
//! `p256tag` stanzas, asks for a touch by a message, and notes in a file when it was started. With a
//! file beside that one whose name ends in `.pin`, it asks for what stands in it.
//!
//! Without arguments it prints an identity line and the recipient to it.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test's helper may fail and print")]

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::Write;

use age_core::format::{FileKey, Stanza};
use age_core::primitives::bech32_encode;
use age_core::secrecy::ExposeSecret;
use age_plugin::identity::{Error, IdentityPluginV1};
use age_plugin::{Callbacks, PluginHandler, run_state_machine};
use data_encoding::BASE64_NOPAD;
use hmac::{Hmac, Mac};
use hpke_rs::hpke_types::{AeadAlgorithm, KdfAlgorithm, KemAlgorithm};
use hpke_rs::libcrux::HpkeLibcrux;
use hpke_rs::{Hpke, HpkePrivateKey, Mode};
use hpke_rs_crypto::HpkeCrypto;
use sha2::{Digest, Sha256};

/// With the default source of randomness.
type Provider = HpkeLibcrux;

const KEM: KemAlgorithm = KemAlgorithm::DhKemP256;
const INFO: &[u8] = b"age-encryption.org/p256tag";

/// The secret and the compressed public key that follow from a seed.
fn keys(seed: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (public, secret) = Provider::kem_key_gen_derand(KEM, seed).unwrap();
    // With or without the byte that says "not compressed".
    let point = &public[public.len() - 64..];
    (secret, [&[2 + (point[63] & 1)], &point[..32]].concat())
}

/// The tag that says for whom a stanza is.
fn tag(encapsulated: &[u8], public: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(INFO).unwrap();
    mac.update(encapsulated);
    mac.update(&Sha256::digest(public)[..4]);
    mac.finalize().into_bytes()[..4].to_vec()
}

#[derive(Default)]
struct Plugin(Vec<Vec<u8>>);

impl PluginHandler for Plugin {
    type RecipientV1 = Infallible;
    type IdentityV1 = Self;

    fn identity_v1(self) -> std::io::Result<Self> {
        Ok(self)
    }
}

impl IdentityPluginV1 for Plugin {
    fn add_identity(&mut self, _: usize, _: &str, seed: &[u8]) -> Result<(), Error> {
        self.0.push(seed.to_vec());
        Ok(())
    }

    fn unwrap_file_keys(
        &mut self,
        files: Vec<Vec<Stanza>>,
        mut callbacks: impl Callbacks<Error>,
    ) -> std::io::Result<HashMap<usize, Result<FileKey, Vec<Error>>>> {
        started();
        let mut opened = HashMap::new();
        for (number, stanzas) in files.iter().enumerate() {
            let found = stanzas.iter().find_map(|stanza| self.0.iter().find_map(|seed| open(seed, stanza)));
            if let Some(key) = found.filter(|_| knows_pin(&mut callbacks)) {
                callbacks.message("touch\u{1b}[31m me").ok();
                opened.insert(number, Ok(key));
            }
        }
        Ok(opened)
    }
}

fn open(seed: &[u8], stanza: &Stanza) -> Option<FileKey> {
    let [found, encapsulated] = stanza.args.as_slice() else { return None };
    let (secret, public) = keys(seed);
    let encapsulated = BASE64_NOPAD.decode(encapsulated.as_bytes()).ok()?;
    if stanza.tag != "p256tag" || BASE64_NOPAD.decode(found.as_bytes()).ok()? != tag(&encapsulated, &public) {
        return None;
    }
    let hpke: Hpke<Provider> =
        Hpke::try_new(Mode::Base, KEM, KdfAlgorithm::HkdfSha256, AeadAlgorithm::ChaCha20Poly1305).ok()?;
    let key = HpkePrivateKey::new(secret);
    let opened = hpke.open(&encapsulated, &key, INFO, &[], &stanza.body, None, None, None).ok()?;
    Some(FileKey::new(Box::new(opened.try_into().ok()?)))
}

/// Whether the person knows the PIN, if there is one.
fn knows_pin(callbacks: &mut impl Callbacks<Error>) -> bool {
    let path = std::env::var("ZEGELTEST_STARTS").unwrap_or_default();
    let Ok(pin) = std::fs::read_to_string(format!("{path}.pin")) else { return true };
    let typed = callbacks.request_secret("PIN of the device, please").unwrap();
    typed.is_ok_and(|typed| typed.expose_secret() == pin)
}

/// A line for each start.
fn started() {
    if let Some(path) = std::env::var_os("ZEGELTEST_STARTS") {
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        file.write_all(b"started\n").unwrap();
    }
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(machine) = arguments.iter().find_map(|argument| argument.strip_prefix("--age-plugin=")) {
        return run_state_machine(machine, Plugin::default());
    }
    let seed = Sha256::digest(b"a throw-away key");
    let hrp = |text: &str| bech32::Hrp::parse(text).unwrap();
    println!("{}", bech32_encode(hrp("age-plugin-zegeltest-"), &seed).to_uppercase());
    println!("{}", bech32_encode(hrp("age1tag"), &keys(&seed).1));
    Ok(())
}
