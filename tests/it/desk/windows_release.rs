//! What is given to people who have Windows: `deploy/windows`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::support::programs::ROOT;
use crate::support::wine::WindowsUser;

const NAME: &str = "zegel-windows-x86_64";

/// The archive, of the program that was built for these tests.
fn made() -> Vec<u8> {
    let made = Command::new("deploy/windows").arg("dev").current_dir(ROOT).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    fs::read(Path::new(ROOT).join("target/packages").join(NAME).with_extension("zip")).unwrap()
}

fn unpack(archive: &[u8], folder: &Path) {
    let file = folder.join("zegel.zip");
    fs::write(&file, archive).unwrap();
    let unpacked = Command::new("unzip").arg("-q").arg(&file).arg("-d").arg(folder).output().unwrap();
    assert!(unpacked.status.success(), "{}", String::from_utf8_lossy(&unpacked.stderr));
}

#[test]
fn the_archive_for_windows_is_whole_and_runs_where_it_is_unpacked_and_is_the_same_each_time() {
    let archive = made();
    assert!(archive == made(), "another archive of the same source");
    let zoe = WindowsUser::new();
    unpack(&archive, zoe.home());
    let folder = zoe.home().join(NAME);
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    for line in sums.lines() {
        let (sum, name) = line.split_once(" *").unwrap();
        assert_eq!(HEXLOWER.encode(&Sha256::digest(fs::read(folder.join(name)).unwrap())), sum, "{name}");
    }
    let named: BTreeSet<&str> = sums.lines().map(|line| line.split_once(" *").unwrap().1).collect();
    let wanted = ["LICENSE.txt", "OTHER-SYSTEMS.txt", "guide.en.txt", "guide.nl.txt", "zegel.exe"];
    assert_eq!(named, BTreeSet::from(wanted));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), wanted.len() + 1);
    for language in ["en", "nl"] {
        let name = format!("guide.{language}.txt");
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        let source = fs::read_to_string(Path::new(ROOT).join("src/desk/texts").join(&name)).unwrap();
        assert_eq!(text, source.replace('\n', "\r\n"));
    }
    let guide = zoe.run_other(&folder.join("zegel.exe"), &["guide"]).done();
    assert!(guide.out.contains("zegel inbox"), "{}", guide.out);
}
