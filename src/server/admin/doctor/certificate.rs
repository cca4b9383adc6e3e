//! How long a certificate still holds. The library that verifies it says so: asked about a day far
//! ahead, it refuses, and names the last day.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, RootCertStore};

use super::Findings;
use super::public_site::PublicSite;

/// Let's Encrypt's are renewed with thirty days to go.
const SOON_DAYS: u64 = 14;
const DAY: u64 = 24 * 60 * 60;
/// No certificate holds for a thousand years.
const FAR: Duration = Duration::from_secs(1000 * 365 * DAY);

/// Inspects the certificate that every visitor is given.
pub(super) async fn inspect_site(site: &PublicSite, findings: &mut Findings) {
    let Ok((_, certificates)) = site.get_certified("/").await else { return };
    if let Some((own, others)) = certificates.split_first() {
        report("certificate", days_left(own, others, site.host()), findings);
    }
}

/// Inspects the certificate file, if the program itself speaks TLS.
pub(super) fn inspect_file(path: &Path, findings: &mut Findings) {
    let chain = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match chain.ok().as_deref().and_then(|chain| chain.split_first()) {
        // The site's name is not known here. Any will do: the verifier looks at the time before the name.
        Some((own, others)) => report("tls-certificate", days_left(own, others, "localhost"), findings),
        None => findings.wrong(
            "tls-certificate",
            format!("{} has no certificate (PEM) that can be read. Is it there?", path.display()),
        ),
    }
}

fn report(about: &'static str, days: Option<u64>, findings: &mut Findings) {
    match days {
        None => findings.look(about, "How long the certificate still holds cannot be seen."),
        Some(days @ ..SOON_DAYS) => findings.wrong(
            about,
            format!(
                "The certificate ends in {days} days. Renew it, or see why that does not happen by itself."
            ),
        ),
        Some(days) => findings.ok(about, format!("The certificate holds for {days} days.")),
    }
}

/// Whole days; 0 for one that has ended.
fn days_left(own: &CertificateDer<'_>, others: &[CertificateDer<'_>], host: &str) -> Option<u64> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().ok()?;
    let name = ServerName::try_from(host).ok()?;
    let far = UnixTime::since_unix_epoch(FAR);
    match verifier.verify_server_cert(own, others, &name, &[], far) {
        Err(rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Some(not_after.as_secs().saturating_sub(UnixTime::now().as_secs()) / DAY)
        }
        _ => None,
    }
}
