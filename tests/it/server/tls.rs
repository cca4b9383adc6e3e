//! TLS in the program itself, as real clients meet it: `openssl`, `curl`, and rustls for the
//! post-quantum exchange, which the former may not know.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, NamedGroup, RootCertStore, StreamOwned};
use tempfile::TempDir;
use zegeld::listen::{ConnectionLimits, Listener, Preamble, Tls, serve};

use crate::support::http::{Answer, find, read};
use crate::support::program::post;
use crate::support::server_process::{ServerProcess, folder};
use crate::support::site::Site;

pub const CONFIG: &str = "listen = \"unix:page.sock\"\ndesk.listen = \"unix:desk.sock\"\n\
    [tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n";
pub const GET: &str = "GET /en/privacy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
pub const EC: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
pub const RSA: &[&str] = &["-newkey", "rsa:2048"];

/// A certificate of its own making for `localhost`, put where the configuration looks.
pub fn certify(folder: &Path, kind: &[&str]) {
    let new = ["new-key.pem", "new-chain.pem"];
    let place = ["key.pem", "chain.pem"];
    let [key, chain] = new.map(|name| folder.join(name));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"])
        .args(kind)
        .arg("-keyout")
        .arg(key)
        .arg("-out")
        .arg(chain)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for (from, to) in new.iter().zip(place) {
        std::fs::rename(folder.join(from), folder.join(to)).unwrap();
    }
}

/// A site with TLS.
pub fn site(kind: &[&str]) -> (TempDir, ServerProcess) {
    let folder = folder(CONFIG);
    certify(folder.path(), kind);
    let server = ServerProcess::of(folder.path());
    (folder, server)
}

/// What `openssl s_client` says when it asks for the page.
fn openssl(folder: &TempDir, arguments: &[&str]) -> String {
    let mut child = Command::new("openssl")
        .args(["s_client", "-ign_eof", "-unix"])
        .arg(folder.path().join("page.sock"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have been refused and gone.
    let _ = child.stdin.take().unwrap().write_all(GET.as_bytes());
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

fn is_served(said: &str) -> bool {
    said.contains("HTTP/1.1 200 OK")
}

/// The server said no: an alert came from it, and no page.
fn is_refused(said: &str) -> bool {
    !is_served(said) && said.contains("SSL alert number")
}

/// What is shown now, asked for with a given choice of exchanges.
pub fn client(
    path: &Path,
    groups: Vec<&'static dyn SupportedKxGroup>,
) -> StreamOwned<ClientConnection, UnixStream> {
    let shown = path.with_file_name("chain.pem");
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(shown).unwrap()).unwrap();
    trusting(path, roots, groups)
}

pub fn trusting(
    path: &Path,
    roots: RootCertStore,
    groups: Vec<&'static dyn SupportedKxGroup>,
) -> StreamOwned<ClientConnection, UnixStream> {
    let provider = CryptoProvider { kx_groups: groups, ..aws_lc_rs::default_provider() };
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(connection, UnixStream::connect(path).unwrap())
}

pub fn hybrid() -> Vec<&'static dyn SupportedKxGroup> {
    vec![aws_lc_rs::kx_group::X25519, aws_lc_rs::kx_group::X25519MLKEM768]
}

/// Asks by a connection, and gives the answer with the certificate that was shown.
pub fn asked(
    mut stream: StreamOwned<ClientConnection, UnixStream>,
    request: &[u8],
) -> Option<(Answer, Vec<u8>)> {
    stream.write_all(request).ok()?;
    let answer = read(&mut stream)?;
    Some((answer, stream.conn.peer_certificates()?[0].to_vec()))
}

pub fn chain(folder: &TempDir) -> PathBuf {
    folder.path().join("chain.pem")
}

/// TLS is 1.3 with the post-quantum hybrid for whoever knows it, or 1.2 with ECDHE and AEAD only, without
/// ticket or session.
#[test]
fn the_post_quantum_exchange_is_taken_even_from_who_would_rather_not() {
    let (folder, _server) = site(EC);
    let path = folder.path().join("page.sock");
    let negotiated = |groups| {
        let mut stream = client(&path, groups);
        stream.write_all(GET.as_bytes()).unwrap();
        assert_eq!(read(&mut stream).unwrap().status, 200);
        (stream.conn.negotiated_key_exchange_group().unwrap().name(), stream.conn.protocol_version().unwrap())
    };
    let tls13 = rustls::ProtocolVersion::TLSv1_3;
    // Offered second, and without a share of it in the first message.
    assert_eq!(negotiated(hybrid()), (NamedGroup::X25519MLKEM768, tls13));
    use aws_lc_rs::kx_group::{SECP256R1, SECP384R1, X25519};
    assert_eq!(negotiated(vec![X25519, SECP256R1]), (NamedGroup::X25519, tls13));
    assert_eq!(negotiated(vec![SECP256R1]), (NamedGroup::secp256r1, tls13));
    assert_eq!(negotiated(vec![SECP384R1]), (NamedGroup::secp384r1, tls13));
}

#[test]
fn a_report_is_sent_over_tls_and_its_connection_ends() {
    let folder = folder(CONFIG);
    certify(folder.path(), EC);
    let _server = ServerProcess::of(folder.path());
    let path = folder.path().join("page.sock");
    let (page, _) = asked(client(&path, hybrid()), GET.as_bytes()).unwrap();
    assert!(page.header("strict-transport-security").is_some());
    let request = post("127.0.0.1:1", &[("act", "look"), ("code", "7")]);
    let (answer, _) = asked(client(&path, hybrid()), &request).unwrap();
    assert_eq!((answer.status, answer.header("connection")), (422, Some("close")));
}

#[test]
fn old_phones_are_served_with_ecdhe_and_aead_only() {
    for (kind, key) in [(EC, "ECDSA"), (RSA, "RSA")] {
        let (folder, _server) = site(kind);
        for cipher in ["AES256-GCM-SHA384", "AES128-GCM-SHA256", "CHACHA20-POLY1305"] {
            let name = format!("ECDHE-{key}-{cipher}");
            let said = openssl(&folder, &["-tls1_2", "-cipher", &name]);
            assert!(is_served(&said) && said.contains(&format!("Cipher is {name}")), "{said}");
        }
        for (groups, key) in
            [("X25519:P-256", "X25519"), ("P-256", "ECDH, prime256v1"), ("P-384:P-256", "ECDH, secp384r1")]
        {
            let said = openssl(&folder, &["-tls1_2", "-groups", groups]);
            assert!(is_served(&said) && said.contains(&format!("Server Temp Key: {key}")), "{said}");
        }
        // Without a shared key that is thrown away, or with a mode that has leaked text.
        let cbc = [format!("ECDHE-{key}-AES128-SHA256"), format!("ECDHE-{key}-AES256-SHA")];
        let plain = ["AES128-GCM-SHA256", "AES256-SHA", "DHE-RSA-AES256-GCM-SHA384"].map(str::to_owned);
        for cipher in cbc.iter().chain(&plain) {
            let said = openssl(&folder, &["-tls1_2", "-cipher", &format!("{cipher}:@SECLEVEL=0")]);
            assert!(is_refused(&said), "{cipher}: {said}");
        }
        for version in ["-tls1", "-tls1_1"] {
            let said = openssl(&folder, &[version, "-cipher", "ALL:@SECLEVEL=0"]);
            assert!(is_refused(&said), "{version}: {said}");
        }
    }
}

#[test]
fn no_visit_can_be_joined_to_the_one_before() {
    let (folder, _server) = site(EC);
    for version in ["-tls1_2", "-tls1_3"] {
        let kept = folder.path().join("session.pem");
        let said = openssl(&folder, &[version, "-sess_out", kept.to_str().unwrap(), "-msg"]);
        assert!(is_served(&said), "{said}");
        assert!(!said.contains("NewSessionTicket") && !said.contains("session ticket:"), "{said}");
        let again = openssl(&folder, &[version, "-reconnect"]);
        assert!(!again.contains("Reused"), "{again}");
        assert!(again.matches("New, TLSv1").count() >= 2, "{again}");
        // Neither a ticket nor an id: the client has nothing that it could come back with.
        assert!(!kept.exists(), "{version}");
    }
}

#[test]
fn http_1_1_is_spoken_and_nothing_else() {
    let (folder, _server) = site(EC);
    let said = openssl(&folder, &["-alpn", "h2,http/1.1"]);
    assert!(is_served(&said) && said.contains("ALPN protocol: http/1.1"), "{said}");
    let said = openssl(&folder, &["-alpn", "h2"]);
    assert!(is_refused(&said), "{said}");
    // Who asks for no name, or another, is served too: there is one site.
    assert!(is_served(&openssl(&folder, &["-noservername"])));
    assert!(is_served(&openssl(&folder, &["-servername", "other.example"])));

    let curl = Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--http2",
            "--include",
            "https://localhost/en/privacy",
            "--noproxy",
            "*",
        ])
        .args(["--cacert", chain(&folder).to_str().unwrap(), "--unix-socket"])
        .arg(folder.path().join("page.sock"))
        .output()
        .unwrap();
    let page = String::from_utf8(curl.stdout).unwrap();
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}{}", String::from_utf8_lossy(&curl.stderr));
    assert!(page.contains("\r\nstrict-transport-security: "));
}

#[test]
fn who_speaks_no_tls_gets_no_page() {
    let (folder, _server) = site(EC);
    let mut stream = UnixStream::connect(folder.path().join("page.sock")).unwrap();
    stream.write_all(GET.as_bytes()).unwrap();
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    assert!(find(&all, b"HTTP/1.1").is_none());
}

#[test]
fn a_handshake_that_does_not_end_holds_up_nobody_and_is_ended() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path(), EC);
    let path = folder.path().join("page.sock");
    let tls = Arc::new(Tls::read(chain(&folder), folder.path().join("key.pem")).unwrap());
    let limits = ConnectionLimits { header: Duration::from_millis(700), ..ConnectionLimits::PUBLIC };
    let runtime = site.runtime.enter();
    let listener = Listener::file(&path).unwrap();
    drop(runtime);
    let never = std::future::pending();
    site.runtime.spawn(serve(vec![listener], Preamble::Tls(tls), site.app.public(), limits, never));
    let silent: Vec<UnixStream> = (0..50)
        .map(|place| {
            let mut stream = UnixStream::connect(&path).unwrap();
            stream.write_all(&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..place % 11]).unwrap();
            stream
        })
        .collect();
    assert_eq!(asked(client(&path, hybrid()), GET.as_bytes()).unwrap().0.status, 200);
    for mut stream in silent {
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        assert!(all.is_empty());
    }
}
