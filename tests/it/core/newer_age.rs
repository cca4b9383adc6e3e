//! The `age` of Debian's unstable, which makes post-quantum keys, opens what is sealed here, and the other way round.
//! It comes by the network; where that does not bring it, `tests/run` says that this was not checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::fixture::ForDeskRaw;
use crate::support::node::run;
use crate::support::peer::{Kind, Peer, TEXT, opens_what_is_sealed_here, padded, seals_what_is_opened_here};

/// Where its programs are.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("newer-age");
    let script = Path::new(crate::support::programs::ROOT).join("tests/interop/newer-age");
    run(Command::new(script).arg(&folder), b"").unwrap();
    folder.join("usr/bin")
});

struct NewerAge;

/// A file with one text.
fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.txt");
    fs::write(&file, text).unwrap();
    (folder, file)
}

impl Peer for NewerAge {
    fn keys(&self, kind: Kind) -> (String, String) {
        let mut keygen = Command::new(PROGRAMS.join("age-keygen"));
        if matches!(kind, Kind::Hybrid) {
            keygen.arg("-pq");
        }
        let lines = String::from_utf8(run(&mut keygen, b"").unwrap()).unwrap();
        let recipient = lines.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
        (lines.lines().last().unwrap().to_owned(), recipient.to_owned())
    }

    fn seal(&self, recipients: &str, text: &[u8]) -> Vec<u8> {
        let (_folder, file) = file(recipients);
        run(Command::new(PROGRAMS.join("age")).arg("--recipients-file").arg(file), text).unwrap()
    }

    fn open(&self, secret: &str, sealed: &[u8]) -> Result<Vec<u8>, String> {
        let (_folder, file) = file(secret);
        run(Command::new(PROGRAMS.join("age")).args(["--decrypt", "--identity"]).arg(file), sealed)
    }
}

#[test]
fn post_quantum_keys_of_age_keygen_open_what_is_sealed_here() {
    opens_what_is_sealed_here(&NewerAge, Kind::Hybrid);
}

#[test]
fn what_age_seals_for_post_quantum_recipients_is_opened_here() {
    seals_what_is_opened_here(&NewerAge, Kind::Hybrid);
}

#[test]
fn x25519_files_travel_both_ways() {
    opens_what_is_sealed_here(&NewerAge, Kind::X25519);
    seals_what_is_opened_here(&NewerAge, Kind::X25519);
}

/// A caseworker who has lost this program still has their key.
#[test]
fn age_opens_a_report_with_the_identity_file_of_a_desk() {
    let (identity, recipients) = Kind::Hybrid.desk();
    let sealed = recipients.seal(ForDeskRaw(TEXT.into())).unwrap();
    let file = identity.to_file();
    assert!(file.starts_with("# desk anna ed25519-secret:") && file.contains("AGE-SECRET-KEY-PQ-1"));
    assert_eq!(NewerAge.open(&file, sealed.as_bytes()).unwrap(), padded(TEXT));
}
