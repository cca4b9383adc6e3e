//! TLS at the desk's listener, which may then stand on the internet: 1.3 alone, in which both ends show a
//! bare public key (RFC 7250) in the place of a certificate. The server's is the one that caseworkers
//! compared; a client's has to be a caseworker's. Who shows another is told nothing, and the
//! connection ends before a byte of a request was read.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{AlwaysResolvesServerRawPublicKeys, NoServerSessionStorage};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible, ServerConfig,
    SignatureScheme, version,
};
use tokio_rustls::TlsAcceptor;

use super::linger;
use super::server_key::ServerKey;
use super::socket::Stream;
use zegel_core::signature::DeskPublicKey;

/// Whether a key may connect now. It is asked for each connection: who leaves is not let in again.
pub type Admits = Arc<dyn Fn(DeskPublicKey) -> bool + Send + Sync>;

/// So long what a refused client still sends is thrown away: on a connection that is reset at once its
/// own end might never learn that it was refused.
const FAREWELL: Duration = Duration::from_secs(2);

/// TLS of the desk's listener.
pub struct DeskTls(TlsAcceptor);

impl DeskTls {
    /// With this key of the server, for these keys of clients.
    pub fn new(key: &ServerKey, admits: Admits) -> Result<Self, Error> {
        let provider = default_provider();
        let clients = CaseworkerVerifier { admits, algorithms: provider.signature_verification_algorithms };
        let config = ServerConfig::builder_with_provider(Arc::new(provider));
        let config = config.with_protocol_versions(&[&version::TLS13])?;
        let config = config.with_client_cert_verifier(Arc::new(clients));
        let mut config =
            config.with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(key.certified())));
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// The handshake; nothing if the client showed no caseworker's key.
    pub(super) async fn accept(&self, stream: Box<dyn Stream>) -> Option<Box<dyn Stream>> {
        match self.0.accept(stream).into_fallible().await {
            Ok(stream) => Some(Box::new(stream)),
            Err((_, stream)) => {
                linger(stream, FAREWELL).await;
                None
            }
        }
    }
}

/// Verifies that a client has the key of a caseworker.
struct CaseworkerVerifier {
    admits: Admits,
    algorithms: WebPkiSupportedAlgorithms,
}

impl fmt::Debug for CaseworkerVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseworkerVerifier")
    }
}

impl ClientCertVerifier for CaseworkerVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        match DeskPublicKey::from_spki(shown) {
            Some(key) if (self.admits)(key) => Ok(ClientCertVerified::assertion()),
            Some(_) | None => Err(CertificateError::ApplicationVerificationFailure.into()),
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
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = SubjectPublicKeyInfoDer::from(shown.as_ref());
        verify_tls13_signature_with_raw_key(message, &key, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
