//! Who shows another's public key at the desk's listener, or in its place, without having the key.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rustls::client::AlwaysResolvesClientRawPublicKeys;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::crypto::ring::sign::any_eddsa_type;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, ServerConfig, ServerConnection,
    SignatureScheme, StreamOwned, version,
};
use zegel_core::signature::DeskKey;

use crate::desk::by_tls::{place, set_up};

const ASK: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// A public key that is shown, and another one's private half, which signs.
fn forged(shown: &[u8]) -> Arc<CertifiedKey> {
    let mut openssl = Command::new("openssl");
    let own = openssl.args(["genpkey", "-algorithm", "ed25519", "-outform", "DER"]).output().unwrap().stdout;
    signing(shown, own)
}

fn signing(shown: &[u8], pkcs8: Vec<u8>) -> Arc<CertifiedKey> {
    let key = any_eddsa_type(&PrivatePkcs8KeyDer::from(pkcs8)).unwrap();
    Arc::new(CertifiedKey::new(vec![CertificateDer::from(shown.to_vec())], key))
}

/// A file of a private key, as DER.
fn der(file: &Path) -> Vec<u8> {
    Command::new("openssl").args(["pkey", "-outform", "DER", "-in"]).arg(file).output().unwrap().stdout
}

/// The public half of a private key in a file.
fn public(file: &Path) -> Vec<u8> {
    let mut openssl = Command::new("openssl");
    openssl.args(["pkey", "-pubout", "-outform", "DER", "-in"]).arg(file).output().unwrap().stdout
}

/// A client that asks the server for nothing.
#[derive(Debug)]
struct Credulous;

impl ServerCertVerifier for Credulous {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// What the listener answers to who shows this.
fn heard(to: &str, shows: Arc<CertifiedKey>) -> String {
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_protocol_versions(&[&version::TLS13]).unwrap().dangerous();
    let config = config.with_custom_certificate_verifier(Arc::new(Credulous));
    let config = config.with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(shows)));
    let tls = ClientConnection::new(Arc::new(config), ServerName::try_from("desk").unwrap()).unwrap();
    let mut stream = StreamOwned::new(tls, TcpStream::connect(to).unwrap());
    let mut heard = Vec::new();
    // Either may be refused, and which of the two is seen first depends on the network.
    let _ = stream.write_all(ASK).and_then(|()| stream.read_to_end(&mut heard));
    String::from_utf8_lossy(&heard).into_owned()
}

#[test]
fn who_shows_a_caseworkers_public_key_without_the_key_hears_nothing() {
    let (site, _, anna) = set_up();
    anna.run(&["inbox"]).done();
    let identity =
        zegel::identity::Identity::from_file(&std::fs::read(anna.identity()).unwrap(), None).unwrap();
    let shown = DeskKey::from_seed(identity.signing_seed().unwrap()).public().to_spki();
    assert_eq!(heard(&place(&site), forged(&shown)), "");
    // With the server's own key, which is let in, the same is answered: it is the signature that counts.
    let file = site.folder().join("desk.key");
    let own = signing(&public(&file), der(&file));
    assert!(heard(&place(&site), own).starts_with("HTTP/1.1 200"));
    assert_eq!(heard(&place(&site), forged(&public(&file))), "");
}

#[test]
fn who_shows_the_servers_public_key_without_the_key_is_told_nothing() {
    let (site, _, mut anna) = set_up();
    anna.run(&["inbox"]).done();
    let shown = forged(&public(&site.folder().join("desk.key")));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()));
        let config = config.with_protocol_versions(&[&version::TLS13]).unwrap().with_no_client_auth();
        let config = config.with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(shown)));
        let tls = ServerConnection::new(Arc::new(config)).unwrap();
        let (stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let _ = StreamOwned::new(tls, stream).read_to_end(&mut heard);
        heard
    });
    let config = anna.home().join("config/zegel/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let server_line = text.lines().find(|line| line.starts_with("server = ")).unwrap();
    std::fs::write(&config, text.replace(server_line, &format!("server = \"https://127.1:{port}\"")))
        .unwrap();
    anna.at_the_configured_server();
    anna.run(&["inbox"]).failed_with("No desk of Zegel");
    assert_eq!(server.join().unwrap(), b"");
}
