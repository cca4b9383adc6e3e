//! The passphrase around an identity file: an age file with one scrypt stanza, as age's own clients
//! make it.
//!
//! The work that a guess costs is the same for every key. age's library would measure the computer
//! instead: one that is slow or busy at that moment would make a weaker key, and would refuse to
//! open the key of a faster one.

use std::io::{Read, Write};
use std::iter;

use age::secrecy::SecretString;
use age::{DecryptError, scrypt};
use age_core::format::{FileKey, Stanza};
use zeroize::Zeroizing;

use super::IdentityError;
use zegel_core::seal::{AGE_ARMOR, AGE_MAGIC, Plain, SealError, decryptor};

/// A new key costs scrypt with N = 2^18 for each guess: 256 MiB, and about a second. age uses the same.
const WORK: u8 = 18;
/// The most that is done for a key that was made elsewhere: 4 GiB, and some twenty seconds.
const MOST_WORK: u8 = 22;
/// Far above any identity file, far below what could hurt.
const LARGEST_FILE: usize = 64 * 1024;

/// The bytes that scrypt needs for N = 2^factor, with r = 8.
const fn memory(factor: u8) -> usize {
    1024 << factor
}

/// Whether a file is locked, and so asks for a passphrase.
pub fn is_protected(file: &[u8]) -> bool {
    file.starts_with(AGE_MAGIC) || text(file).is_some_and(|text| text.starts_with(AGE_ARMOR))
}

/// A file in letters, without the mark that editors for Windows put before it.
pub fn text(file: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(file).ok()?;
    Some(text.trim_start_matches('\u{feff}').trim_start())
}

/// Locks a file with a passphrase.
pub fn protect(plain: &str, passphrase: SecretString) -> Result<Vec<u8>, SealError> {
    let mut recipient = scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(WORK);
    let encryptor = age::Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient));
    let encryptor = encryptor.map_err(|_| SealError::NotSealed)?;
    let mut file = Vec::new();
    let armor = age::armor::ArmoredWriter::wrap_output(&mut file, age::armor::Format::AsciiArmor);
    let armor = armor.map_err(|_| SealError::NotSealed)?;
    let mut writer = encryptor.wrap_output(armor).map_err(|_| SealError::NotSealed)?;
    writer.write_all(plain.as_bytes()).map_err(|_| SealError::NotSealed)?;
    let armor = writer.finish().map_err(|_| SealError::NotSealed)?;
    armor.finish().map_err(|_| SealError::NotSealed)?;
    Ok(file)
}

/// Opens a file that [`protect`], or another client of age, locked.
pub fn unprotect(file: &[u8], passphrase: SecretString) -> Result<Plain, IdentityError> {
    let file = tidied(file);
    let armored = age::armor::ArmoredReader::new(file.as_slice());
    let decryptor = decryptor(armored).map_err(|error| reason(&error))?;
    let identity = Passphrase::new(passphrase);
    let reader = decryptor.decrypt(iter::once(&identity as &dyn age::Identity));
    let reader = reader.map_err(|error| reason(&error))?.take(LARGEST_FILE as u64);
    let mut plain = Plain::new(Vec::with_capacity(LARGEST_FILE + 1));
    plain.read_from(reader).map_err(|_| IdentityError::Damaged)?;
    Ok(plain)
}

/// A file in letters with plain line ends, and nothing behind or around its lines.
fn tidied(file: &[u8]) -> Zeroizing<Vec<u8>> {
    let Some(text) = text(file).filter(|text| text.starts_with(AGE_ARMOR)) else {
        return Zeroizing::new(file.to_vec());
    };
    let mut tidied = Zeroizing::new(Vec::with_capacity(file.len() + 1));
    for line in text.trim_end().lines() {
        tidied.extend_from_slice(line.trim().as_bytes());
        tidied.push(b'\n');
    }
    tidied
}

/// What an error of age says of the file.
#[expect(clippy::wildcard_enum_match_arm, reason = "whatever else age finds wrong, the file is damaged")]
fn reason(error: &DecryptError) -> IdentityError {
    match error {
        // What scrypt makes of another passphrase opens nothing.
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => IdentityError::Passphrase,
        DecryptError::ExcessiveWork { required, .. } if *required > MOST_WORK => {
            IdentityError::Work { asked: *required, most: MOST_WORK }
        }
        DecryptError::ExcessiveWork { required, .. } if *required > 0 => {
            IdentityError::Memory { mebibytes: memory(*required) >> 20 }
        }
        // Another kind of stanza than scrypt, or another version of the format.
        DecryptError::NoMatchingKeys | DecryptError::UnknownFormat => IdentityError::Unsupported,
        _ => IdentityError::Damaged,
    }
}

/// A passphrase that is tried where the work and the memory for it can be afforded.
struct Passphrase(scrypt::Identity);

impl Passphrase {
    fn new(passphrase: SecretString) -> Self {
        let mut identity = scrypt::Identity::new(passphrase);
        identity.set_max_work_factor(MOST_WORK);
        Self(identity)
    }
}

impl age::Identity for Passphrase {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        let factor = stanza.args.get(1).and_then(|factor| factor.parse::<u8>().ok()).unwrap_or_default();
        if !has_memory(factor) {
            return Some(Err(DecryptError::ExcessiveWork { required: factor, target: WORK }));
        }
        self.0.unwrap_stanza(stanza)
    }
}

/// Whether there is memory for a factor above our own; without it scrypt would end the program.
fn has_memory(factor: u8) -> bool {
    if factor <= WORK || factor > MOST_WORK {
        return true;
    }
    Vec::<u8>::new().try_reserve_exact(memory(factor)).is_ok()
}
