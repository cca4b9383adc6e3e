//! Certificate of the public site: it is compared with whom a browser trusts, and the days that it has left are noted. The
//! library that verifies it says so: asked about a day far ahead, it refuses, and names the last day.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::VerifierBuilderError;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme,
};
use ureq::unversioned::transport::{ConnectionDetails, Connector, Either, Transport};

use crate::server::tls_transport::TlsTransport;

/// In seconds.
const DAY: u64 = 24 * 60 * 60;
/// No certificate holds for a thousand years.
const FAR: Duration = Duration::from_secs(1000 * 365 * DAY);

/// Verifier of a site's certificate, which notes the days that the last one has left.
#[derive(Debug)]
pub struct Lifetime {
    verifier: Arc<WebPkiServerVerifier>,
    days: Mutex<Option<u64>>,
}

impl Lifetime {
    /// One that trusts whom a browser trusts.
    pub fn for_browsers() -> Result<Self, VerifierBuilderError> {
        Self::new(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    /// One that trusts these.
    pub fn new(roots: RootCertStore) -> Result<Self, VerifierBuilderError> {
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build()?;
        Ok(Self { verifier, days: Mutex::new(None) })
    }

    /// Whole days, once a certificate was shown that is right.
    pub fn days(&self) -> Option<u64> {
        *self.days.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The configuration of a connection on which this is asked.
    pub fn config(self: Arc<Self>) -> Result<Arc<ClientConfig>, Error> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions()?;
        let mut config = config.dangerous().with_custom_certificate_verifier(self).with_no_client_auth();
        // Nothing joins two visits.
        config.resumption = Resumption::disabled();
        Ok(Arc::new(config))
    }
}

impl ServerCertVerifier for Lifetime {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.verifier.verify_server_cert(own, others, name, ocsp, now)?;
        let far = UnixTime::since_unix_epoch(FAR);
        let ends = match self.verifier.verify_server_cert(own, others, name, ocsp, far) {
            Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
                Some(not_after)
            }
            _ => None,
        };
        let days = ends.map(|ends| ends.as_secs().saturating_sub(now.as_secs()) / DAY);
        *self.days.lock().unwrap_or_else(PoisonError::into_inner) = days;
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

/// Speaks TLS where the address asks for it.
#[derive(Debug)]
pub struct SiteConnector(pub Arc<ClientConfig>);

impl<In: Transport> Connector<In> for SiteConnector {
    type Out = Either<In, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        open: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(open) = open else { return Ok(None) };
        if !details.needs_tls() {
            return Ok(Some(Either::A(open)));
        }
        let refused = |error: Error| ureq::Error::from(std::io::Error::other(error));
        let host = details.uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).map_err(|_| ureq::Error::HostNotFound)?;
        let tls = ClientConnection::new(self.0.clone(), name).map_err(refused)?;
        TlsTransport::connect(Box::new(open), details, tls, ureq::Error::from).map(Either::B).map(Some)
    }
}
