//! The days that a site's certificate has left, as `zegel verify` and `zegel watch --site` see them. Nobody whom a
//! browser trusts signs for a test, so the handshake is tried with an authority of our own.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConnection, RootCertStore, ServerConfig, ServerConnection, Stream};
use tempfile::TempDir;
use zegel::site::certificate::Lifetime;
use zegel::site::verify::lasts;
use zegel_core::i18n::Language;

const NEW: &str = "req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256";
const OWN: &str =
    "-subj /CN=x -addext subjectAltName=DNS:tips.example -addext basicConstraints=critical,CA:FALSE";

fn openssl(folder: &Path, line: &str) {
    let made = Command::new("openssl").args(line.split(' ')).current_dir(folder).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// An authority, and a certificate of it for so many days.
fn certified(days: u16) -> TempDir {
    let folder = TempDir::new().unwrap();
    openssl(folder.path(), &format!("{NEW} -subj /CN=authority -days 400 -keyout ca.key -out ca.pem"));
    let signed = "-CA ca.pem -CAkey ca.key -keyout own.key -out own.pem";
    openssl(folder.path(), &format!("{NEW} {OWN} -days {days} {signed}"));
    folder
}

/// Shakes hands with a server that shows it, and gives the days that are left.
fn seen(shown: &TempDir, trusted: &TempDir) -> Result<Option<u64>, String> {
    let file = |name: &str| shown.path().join(name);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let certificate = CertificateDer::from_pem_file(file("own.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("own.key")).unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let (mut here, mut there) = UnixStream::pair().unwrap();
    std::thread::spawn(move || {
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        // It ends with the client.
        let _ = Stream::new(&mut tls, &mut there).read_to_end(&mut Vec::new());
    });
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusted.path().join("ca.pem")).unwrap()).unwrap();
    let lifetime = Arc::new(Lifetime::new(roots).unwrap());
    let name = ServerName::try_from("tips.example").unwrap();
    let mut tls = ClientConnection::new(lifetime.clone().config().unwrap(), name).unwrap();
    let shaken = Stream::new(&mut tls, &mut here).write_all(b"x");
    shaken.map(|()| lifetime.days()).map_err(|error| error.to_string())
}

#[test]
fn the_days_that_a_certificate_has_left_are_seen_and_nobody_else_is_believed_for_it() {
    let soon = certified(10);
    // One less as soon as a second has passed.
    assert!(matches!(seen(&soon, &soon), Ok(Some(9 | 10))));
    let later = certified(90);
    assert!(matches!(seen(&later, &later), Ok(Some(89 | 90))));
    let refused = seen(&later, &soon).unwrap_err();
    assert!(refused.contains("invalid peer certificate"), "{refused}");
}

#[test]
fn within_two_weeks_of_its_end_a_person_is_told() {
    assert!(lasts(None).is_ok() && lasts(Some(14)).is_ok());
    let told = lasts(Some(13)).unwrap_err();
    for (language, words) in
        [(Language::ENGLISH, "ends in 13 days"), (Language::DUTCH, "verloopt over 13 dagen")]
    {
        assert!(told.text(zegel::texts::desk_words(language)).contains(words));
    }
}
