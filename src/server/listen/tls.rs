//! TLS in the program itself, for a site without a proxy: 1.3 with the post-quantum hybrid
//! preferred, 1.2 with ECDHE and AEAD for old phones. No tickets, no sessions, no early data: nothing
//! that lets one visit be joined to another, and no key that opens a past one.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::aws_lc_rs::{ALL_CIPHER_SUITES, default_provider, kx_group};
use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{Acceptor, ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{CipherSuite, NamedGroup, ServerConfig, SupportedProtocolVersion, version};
use tokio_rustls::LazyConfigAcceptor;
use zeroize::Zeroizing;

use super::socket::Stream;
use crate::event::{Event, say};

/// The reason why a certificate is refused.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, io::Error),
    /// A file is no PEM file of that kind.
    #[error("{0}: no {1} in PEM form is in it")]
    Absent(PathBuf, &'static str),
    /// The two do not make a certificate that can be shown, such as when they do not belong together.
    #[error("{0}: {1}")]
    Unfit(PathBuf, rustls::Error),
}

/// TLS of a listener: its certificate, and a configuration for each kind of client.
pub struct Tls {
    files: Arc<CertificateFiles>,
    /// The configuration for clients that know the hybrid key exchange.
    hybrid: Arc<ServerConfig>,
    /// The configuration for all others.
    classical: Arc<ServerConfig>,
}

/// The files of certificate and key, and what was last read from them.
#[derive(Debug)]
struct CertificateFiles {
    certificate: PathBuf,
    key: PathBuf,
    loaded: Mutex<Loaded>,
}

/// The certificate in use.
#[derive(Debug)]
struct Loaded {
    certified: Arc<CertifiedKey>,
    /// The stamps of both files when they were last read, whether or not they were accepted.
    stamps: [Option<FileStamp>; 2],
}

/// A stamp that changes when a file is written or another takes its place: device and inode, size, and
/// the time of writing in seconds and nanoseconds.
type FileStamp = (u64, u64, u64, i64, i64);

impl Tls {
    /// Reads a certificate with those above it, and its key.
    pub fn read(certificate: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let stamps = [stamp(&certificate), stamp(&key)];
        let certified = Arc::new(certified(&certificate, &key)?);
        let loaded = Mutex::new(Loaded { certified, stamps });
        let files = Arc::new(CertificateFiles { certificate, key, loaded });
        let with = |groups, versions: &[&'static SupportedProtocolVersion]| {
            let config = config(groups, versions, files.clone());
            config.map(Arc::new).map_err(|error| TlsError::Unfit(files.certificate.clone(), error))
        };
        let hybrid = with(vec![kx_group::X25519MLKEM768], &[&version::TLS13])?;
        let curves = vec![kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1];
        let classical = with(curves, &[&version::TLS13, &version::TLS12])?;
        Ok(Self { files, hybrid, classical })
    }

    /// Reads the files again. If they are refused, the certificate before stays in use, and that is said.
    pub fn reload(&self) {
        self.files.reload(&mut self.files.lock());
    }

    /// The handshake, with the files as they are now.
    pub(super) async fn accept(&self, stream: Box<dyn Stream>) -> Option<Box<dyn Stream>> {
        self.files.reload_if_changed();
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await.ok()?;
        // rustls follows the client's order: one that knows the hybrid and would rather not use it
        // is asked for it nevertheless.
        let config = if knows_hybrid(&hello.client_hello()) { &self.hybrid } else { &self.classical };
        Some(Box::new(hello.into_stream(config.clone()).await.ok()?))
    }
}

impl CertificateFiles {
    /// Reads the files again if they are others than those read last.
    fn reload_if_changed(&self) {
        let mut loaded = self.lock();
        if loaded.stamps != self.stamps() {
            self.reload(&mut loaded);
        }
    }

    fn reload(&self, loaded: &mut Loaded) {
        // Before they are read: what is written meanwhile is seen the next time.
        loaded.stamps = self.stamps();
        match certified(&self.certificate, &self.key) {
            Ok(certified) => {
                loaded.certified = Arc::new(certified);
                say(Event::CertificateRead);
            }
            Err(_) => say(Event::CertificateRefused),
        }
    }

    fn stamps(&self) -> [Option<FileStamp>; 2] {
        [stamp(&self.certificate), stamp(&self.key)]
    }

    fn lock(&self) -> MutexGuard<'_, Loaded> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for CertificateFiles {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.lock().certified.clone())
    }
}

fn config(
    groups: Vec<&'static dyn SupportedKxGroup>,
    versions: &[&'static SupportedProtocolVersion],
    files: Arc<CertificateFiles>,
) -> Result<ServerConfig, rustls::Error> {
    // Named here, not left to a default of the process: the client for caseworkers has another one.
    let provider = CryptoProvider { kx_groups: groups, ..default_provider() };
    let config = ServerConfig::builder_with_provider(Arc::new(provider)).with_protocol_versions(versions)?;
    let mut config = config.with_no_client_auth().with_cert_resolver(files);
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Whether a client offers the hybrid key exchange, and with it a cipher of TLS 1.3, to which the hybrid
/// belongs.
fn knows_hybrid(hello: &ClientHello<'_>) -> bool {
    let named = |groups: &[NamedGroup]| groups.contains(&NamedGroup::X25519MLKEM768);
    let of_tls13 = |cipher: &CipherSuite| {
        ALL_CIPHER_SUITES.iter().any(|suite| suite.tls13().is_some() && suite.suite() == *cipher)
    };
    hello.named_groups().is_some_and(named) && hello.cipher_suites().iter().any(of_tls13)
}

/// The certificate with those above it and its key, as the files have them.
fn certified(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let read = |path: &Path| {
        std::fs::read(path).map(Zeroizing::new).map_err(|error| TlsError::Unreadable(path.to_owned(), error))
    };
    let absent = |path: &Path, what| TlsError::Absent(path.to_owned(), what);
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(certificate)?).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| absent(certificate, "certificate"))?;
    let secret = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|_| absent(key, "private key"))?;
    CertifiedKey::from_der(chain, secret, &default_provider())
        .map_err(|error| TlsError::Unfit(certificate.to_owned(), error))
}

fn stamp(path: &Path) -> Option<FileStamp> {
    let file = std::fs::metadata(path).ok()?;
    Some((file.dev(), file.ino(), file.size(), file.mtime(), file.mtime_nsec()))
}
