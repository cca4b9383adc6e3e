//! Files of the certificate: changed while it serves, broken, and wrong from the start.

use std::io::Write;

use rustix::process::Signal;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tempfile::TempDir;

use crate::server::tls::{CONFIG, EC, GET, RSA, asked, certify, chain, client, hybrid, site, trusting};
use crate::support::http::read;
use crate::support::server_process::{command, folder, refusal};

fn shown_now(folder: &TempDir) -> Vec<u8> {
    CertificateDer::from_pem_file(chain(folder)).unwrap().to_vec()
}

#[test]
fn another_certificate_on_the_disk_is_shown_from_the_next_connection_on() {
    let (folder, server) = site(EC);
    let path = folder.path().join("page.sock");
    let get = || asked(client(&path, hybrid()), GET.as_bytes()).map(|(_, shown)| shown);
    let first = shown_now(&folder);
    assert_eq!(get().unwrap(), first);
    // A connection that is there goes on.
    let mut old = client(&path, hybrid());
    let keep = GET.replace("Connection: close\r\n", "");
    old.write_all(keep.as_bytes()).unwrap();
    assert_eq!(read(&mut old).unwrap().status, 200);

    certify(folder.path(), RSA);
    let second = shown_now(&folder);
    assert_ne!(first, second);
    assert_eq!(get().unwrap(), second);
    server.waits_for("zegeld: certificate read again");
    old.write_all(keep.as_bytes()).unwrap();
    assert_eq!(read(&mut old).unwrap().status, 200);
}

/// A broken certificate leaves the old one in use, and is said.
#[test]
fn a_broken_certificate_leaves_the_old_one_and_is_said_once() {
    let (folder, server) = site(EC);
    let path = folder.path().join("page.sock");
    let whole = std::fs::read(chain(&folder)).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(chain(&folder)).unwrap()).unwrap();
    let get =
        || asked(trusting(&path, roots.clone(), hybrid()), GET.as_bytes()).map(|(answer, _)| answer.status);
    let other = tempfile::tempdir().unwrap();
    certify(other.path(), EC);
    let others = std::fs::read(other.path().join("chain.pem")).unwrap();
    let mut said = 0;
    for broken in
        [&b""[..], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &whole[..200], &others]
    {
        std::fs::write(chain(&folder), broken).unwrap();
        assert_eq!((get(), get(), get()), (Some(200), Some(200), Some(200)));
        said += 1;
        assert_eq!(server.said().matches("certificate refused").count(), said);
    }
    std::fs::remove_file(chain(&folder)).unwrap();
    assert_eq!(get(), Some(200));
    assert!(!server.said().contains("chain.pem"), "no path is said");
    std::fs::write(chain(&folder), &whole).unwrap();
    assert_eq!(get(), Some(200));
    server.waits_for("certificate read again");
}

#[test]
fn sighup_reads_the_certificate_again_and_says_what_became_of_it() {
    let (folder, server) = site(EC);
    certify(folder.path(), EC);
    server.signal(Signal::HUP);
    server.waits_for("zegeld: certificate read again");
    let path = folder.path().join("page.sock");
    assert_eq!(asked(client(&path, hybrid()), GET.as_bytes()).unwrap().1, shown_now(&folder));
    std::fs::write(folder.path().join("key.pem"), "").unwrap();
    server.signal(Signal::HUP);
    server.waits_for("zegeld: certificate refused, THE OLD ONE STAYS");
    assert_eq!(asked(client(&path, hybrid()), GET.as_bytes()).unwrap().1, shown_now(&folder));
}

#[test]
fn a_certificate_that_cannot_be_shown_stops_the_start_and_nothing_of_the_key_is_said() {
    let folder = folder(CONFIG);
    assert!(refusal(command(folder.path())).contains("chain.pem"));
    certify(folder.path(), EC);
    let chain = chain(&folder);
    let key = folder.path().join("key.pem");
    let secret = std::fs::read_to_string(&key).unwrap();
    let other = tempfile::tempdir().unwrap();
    certify(other.path(), EC);
    std::fs::copy(other.path().join("key.pem"), &key).unwrap();
    let refused = refusal(command(folder.path()));
    assert!(refused.contains("chain.pem"), "{refused}");
    // Put into the wrong file.
    std::fs::copy(&chain, &key).unwrap();
    assert!(refusal(command(folder.path())).contains("key.pem: no private key"));
    std::fs::write(&chain, &secret).unwrap();
    let refused = refusal(command(folder.path()));
    assert!(refused.contains("chain.pem: no certificate"), "{refused}");
    assert!(secret.lines().all(|line| !refused.contains(line)), "{refused}");
    std::fs::remove_file(&key).unwrap();
    assert!(!folder.path().join("page.sock").exists(), "nothing was listened on");
}
