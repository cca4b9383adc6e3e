//! Pinned TLS: a client configuration that accepts exactly the certificate of our own server, or its own
//! key, for the self-test. Who issued it does not matter; the handshake proves that the server has its key.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, WantsClientCert};
use rustls::crypto::{
    WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature,
    verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::{CertificateError, ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, SignatureScheme};

use crate::listen::ServerKey;

/// A verifier that accepts one certificate and no other.
#[derive(Debug)]
struct PinnedVerifier {
    shown: CertificateDer<'static>,
    /// Whether that is no certificate but a bare key (RFC 7250).
    is_key: bool,
    algorithms: WebPkiSupportedAlgorithms,
}

/// The configuration of a client whose server must show the first certificate of this PEM file.
pub(super) fn with_certificate(file: &Path) -> Result<Arc<ClientConfig>, Error> {
    let unreadable = |_| Error::General("the certificate of the configuration cannot be read".to_owned());
    let certificate = CertificateDer::from_pem_file(file).map_err(unreadable)?;
    Ok(Arc::new(pinned(certificate, false)?.with_no_client_auth()))
}

/// The configuration of a client whose server must show the key in this file, and that shows it too: at the
/// desk's listener nobody is answered who shows none.
pub(super) fn with_key(file: &Path) -> Result<Arc<ClientConfig>, Error> {
    let key = ServerKey::read(file).map_err(|error| Error::General(error.to_string()))?;
    let shown = CertificateDer::from(key.public().to_vec());
    let client = Arc::new(AlwaysResolvesClientRawPublicKeys::new(key.certified()));
    Ok(Arc::new(pinned(shown, true)?.with_client_cert_resolver(client)))
}

/// A configuration for a server that shows exactly this.
fn pinned(
    shown: CertificateDer<'static>,
    is_key: bool,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Error> {
    let provider = aws_lc_rs::default_provider();
    let verifier = PinnedVerifier { shown, is_key, algorithms: provider.signature_verification_algorithms };
    let config =
        ClientConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions()?;
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

impl ServerCertVerifier for PinnedVerifier {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if *shown == self.shown {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.is_key {
            let key = SubjectPublicKeyInfoDer::from(certificate.as_ref());
            return verify_tls13_signature_with_raw_key(message, &key, signature, &self.algorithms);
        }
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.is_key
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
