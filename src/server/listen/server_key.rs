//! The server's own key at the desk's listener: an Ed25519 key in a file, which caseworkers compare once
//! and whose every other one their program refuses. No certificate, no authority, no date on which it
//! ends.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes};
use rustls::crypto::aws_lc_rs::sign::any_eddsa_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use zegel_core::id::random;
use zegel_core::seal::Fingerprint;

/// The reason why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum ServerKeyError {
    /// The file cannot be read or made.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// Something else is in the file.
    #[error("{0}: no Ed25519 key in PEM form (PKCS#8) is in it")]
    Absent(PathBuf),
    /// No new key could be made.
    #[error("{0}: no key could be made")]
    Unmade(PathBuf),
}

/// The key, ready to be shown and to sign handshakes.
#[derive(Clone)]
pub struct ServerKey(Arc<CertifiedKey>);

impl ServerKey {
    /// Reads the key; where there is no file, makes a new key in one for this user alone.
    pub fn read_or_make(file: &Path) -> Result<Self, ServerKeyError> {
        match Self::read(file) {
            Err(ServerKeyError::File(_, error)) if error.kind() == ErrorKind::NotFound => {
                make(file)?;
                Self::read(file)
            }
            read => read,
        }
    }

    /// Reads the key.
    pub fn read(file: &Path) -> Result<Self, ServerKeyError> {
        let failed = |error| ServerKeyError::File(file.to_owned(), error);
        let absent = || ServerKeyError::Absent(file.to_owned());
        let pem = Zeroizing::new(std::fs::read(file).map_err(failed)?);
        let secret = PrivatePkcs8KeyDer::from_pem_slice(&pem).map_err(|_| absent())?;
        let key = any_eddsa_type(&secret).map_err(|_| absent())?;
        let public = key.public_key().ok_or_else(absent)?;
        let shown = CertificateDer::from(public.as_ref().to_vec());
        Ok(Self(Arc::new(CertifiedKey::new(vec![shown], key))))
    }

    /// What caseworkers compare.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_server_key(self.public())
    }

    /// The public half, as a certificate has it (`SubjectPublicKeyInfo`).
    pub fn public(&self) -> &[u8] {
        self.0.cert.first().map(AsRef::as_ref).unwrap_or_default()
    }

    /// The key as the TLS library takes it.
    pub fn certified(&self) -> Arc<CertifiedKey> {
        self.0.clone()
    }
}

/// Makes a new key in a new file, whole on the disk before it is used.
fn make(file: &Path) -> Result<(), ServerKeyError> {
    let unmade = || ServerKeyError::Unmade(file.to_owned());
    let seed = Zeroizing::new(random::<32>().map_err(|_| unmade())?);
    let key = KeypairBytes { secret_key: *seed, public_key: None };
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| unmade())?;
    let failed = |error| ServerKeyError::File(file.to_owned(), error);
    let mut made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(failed)?;
    made.write_all(pem.as_bytes()).map_err(failed)?;
    made.sync_all().map_err(failed)
}
