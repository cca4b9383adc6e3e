//! TLS in the program itself, for who has no proxy before it: 1.3 with the post-quantum hybrid
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

/// Why a certificate is refused.
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

/// The certificate in use, and how it is shown.
pub struct Tls {
    shown: Arc<Shown>,
    /// For who knows the hybrid.
    hybrid: Arc<ServerConfig>,
    /// For who does not.
    classical: Arc<ServerConfig>,
}

/// The two files, and what was last read from them.
#[derive(Debug)]
struct Shown {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    certified: Arc<CertifiedKey>,
    /// Of the files as they were when they were last read, whether or not they were taken.
    marks: [Option<Mark>; 2],
}

/// What changes when a file is written or another takes its place: device and number, size, and
/// the time of writing in seconds and nanoseconds.
type Mark = (u64, u64, u64, i64, i64);

impl Tls {
    /// Reads a certificate with those above it, and its key.
    pub fn read(certificate: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let marks = [mark(&certificate), mark(&key)];
        let certified = Arc::new(certified(&certificate, &key)?);
        let current = Mutex::new(Current { certified, marks });
        let shown = Arc::new(Shown { certificate, key, current });
        let with = |groups, versions: &[&'static SupportedProtocolVersion]| {
            let config = config(groups, versions, shown.clone());
            config.map(Arc::new).map_err(|error| TlsError::Unfit(shown.certificate.clone(), error))
        };
        let hybrid = with(vec![kx_group::X25519MLKEM768], &[&version::TLS13])?;
        let curves = vec![kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1];
        let classical = with(curves, &[&version::TLS13, &version::TLS12])?;
        Ok(Self { shown, hybrid, classical })
    }

    /// Reads the files again. What is refused leaves the certificate before in use, and is said.
    pub fn reload(&self) {
        self.shown.reload(&mut self.shown.lock());
    }

    /// The handshake, with the files as they are now.
    pub(super) async fn accept(&self, stream: Box<dyn Stream>) -> Option<Box<dyn Stream>> {
        self.shown.follow();
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await.ok()?;
        // rustls follows the client's order: one that knows the hybrid and would rather not use it
        // is asked for it nevertheless.
        let config = if knows_hybrid(&hello.client_hello()) { &self.hybrid } else { &self.classical };
        Some(Box::new(hello.into_stream(config.clone()).await.ok()?))
    }
}

impl Shown {
    /// Reads the files again if they are others than those read last.
    fn follow(&self) {
        let mut current = self.lock();
        if current.marks != self.marks() {
            self.reload(&mut current);
        }
    }

    fn reload(&self, current: &mut Current) {
        // Before they are read: what is written meanwhile is seen the next time.
        current.marks = self.marks();
        match certified(&self.certificate, &self.key) {
            Ok(certified) => {
                current.certified = Arc::new(certified);
                say(Event::CertificateRead);
            }
            Err(_) => say(Event::CertificateRefused),
        }
    }

    fn marks(&self) -> [Option<Mark>; 2] {
        [mark(&self.certificate), mark(&self.key)]
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.lock().certified.clone())
    }
}

fn config(
    groups: Vec<&'static dyn SupportedKxGroup>,
    versions: &[&'static SupportedProtocolVersion],
    shown: Arc<Shown>,
) -> Result<ServerConfig, rustls::Error> {
    // Named here, not left to a default of the process: the client for caseworkers has another one.
    let provider = CryptoProvider { kx_groups: groups, ..default_provider() };
    let config = ServerConfig::builder_with_provider(Arc::new(provider)).with_protocol_versions(versions)?;
    let mut config = config.with_no_client_auth().with_cert_resolver(shown);
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The hybrid is of TLS 1.3, which an old version's list of ciphers does not name.
fn knows_hybrid(hello: &ClientHello<'_>) -> bool {
    let named = |groups: &[NamedGroup]| groups.contains(&NamedGroup::X25519MLKEM768);
    let of_tls13 = |cipher: &CipherSuite| {
        ALL_CIPHER_SUITES.iter().any(|suite| suite.tls13().is_some() && suite.suite() == *cipher)
    };
    hello.named_groups().is_some_and(named) && hello.cipher_suites().iter().any(of_tls13)
}

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

fn mark(path: &Path) -> Option<Mark> {
    let file = std::fs::metadata(path).ok()?;
    Some((file.dev(), file.ino(), file.size(), file.mtime(), file.mtime_nsec()))
}
