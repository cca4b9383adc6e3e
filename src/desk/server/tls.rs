//! TLS to a desk's listener that stands on the internet: 1.3 alone, in which both ends show a bare public
//! key (RFC 7250) in the place of a certificate. The server's must be the one that a person compared; no
//! authority is asked, and no other server is shown who wants to come in.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, PeerIncompatible,
    SignatureAlgorithm, SignatureScheme, version,
};

use zegel_core::seal::Fingerprint;
use zegel_core::signature::{DeskKey, HandshakeBytes};

/// Why a server is not spoken to.
#[derive(Debug, thiserror::Error)]
pub enum TlsRefusal {
    /// Its key is another one than the one that was compared.
    #[error("the server's key has another fingerprint: {0}")]
    OtherKey(String),
    /// It does not let this key in.
    #[error("the server does not let this key in")]
    NotLetIn,
    /// It is no desk's listener that speaks TLS.
    #[error("no desk's listener speaks TLS there: {0}")]
    NoDesk(String),
}

impl TlsRefusal {
    /// What an error of the connection means, if it is one of TLS.
    pub fn from_io(error: &io::Error) -> Option<Self> {
        let of_tls = error.get_ref()?.downcast_ref::<Error>()?;
        if *of_tls == Error::AlertReceived(AlertDescription::AccessDenied) {
            return Some(Self::NotLetIn);
        }
        Some(Self::NoDesk(of_tls.to_string()))
    }

    /// The same inside an error of the HTTP client.
    pub fn of(error: &ureq::Error) -> Option<&Self> {
        let ureq::Error::Other(cause) = error else { return None };
        let cause: &(dyn StdError + 'static) = &**cause;
        cause.downcast_ref()
    }
}

/// What is known of a server's key, and found out about it.
pub struct ServerKey {
    wanted: Option<Fingerprint>,
    shown: Mutex<Option<Fingerprint>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKey")
    }
}

impl ServerKey {
    /// Any key but this one is refused. Without one every key is refused, once it was seen.
    pub fn new(wanted: Option<Fingerprint>) -> Self {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        Self { wanted, shown: Mutex::default(), algorithms }
    }

    /// The key that the server showed last.
    pub fn shown(&self) -> Option<Fingerprint> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether another key than the wanted one was shown.
    pub fn is_other(&self) -> Option<Fingerprint> {
        self.shown().filter(|shown| Some(shown) != self.wanted.as_ref())
    }
}

/// The configuration of a connection on which this key is shown to that server.
pub fn config(server: Arc<ServerKey>, key: Arc<DeskKey>) -> Result<Arc<ClientConfig>, Error> {
    let shown = CertificateDer::from(key.public().to_spki());
    let certified = CertifiedKey::new(vec![shown], Arc::new(HandshakeKey(key)));
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_protocol_versions(&[&version::TLS13])?;
    let config = config.dangerous().with_custom_certificate_verifier(server);
    let resolver = AlwaysResolvesClientRawPublicKeys::new(Arc::new(certified));
    let mut config = config.with_client_cert_resolver(Arc::new(resolver));
    // Who looks at the network need not read the name; nothing joins two visits.
    config.enable_sni = false;
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

impl ServerCertVerifier for ServerKey {
    fn verify_server_cert(
        &self,
        key: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Fingerprint::of_server_key(key);
        let is_wanted = self.wanted.as_ref() == Some(&shown);
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        if is_wanted {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        key: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = SubjectPublicKeyInfoDer::from(key.as_ref());
        verify_tls13_signature_with_raw_key(message, &key, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// The caseworker's key, which signs handshakes here and nothing else.
#[derive(Clone)]
struct HandshakeKey(Arc<DeskKey>);

impl fmt::Debug for HandshakeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandshakeKey")
    }
}

impl SigningKey for HandshakeKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let is_offered = offered.contains(&SignatureScheme::ED25519);
        is_offered.then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(SubjectPublicKeyInfoDer::from(self.0.public().to_spki()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

impl Signer for HandshakeKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let refused = || Error::General("no handshake".to_owned());
        let handshake = HandshakeBytes::new(message).ok_or_else(refused)?;
        Ok(self.0.signature(&handshake).to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}
