//! Machines with 64-bit ARM: the packages that `deploy/package arm64` makes on another one, and the programs in
//! them, run by an emulator.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::installed::{MAINTAINER, packages};
use crate::support::program::Program;
use crate::support::programs::ROOT;

/// Both packages, of what `tests/run systems` has built.
static MADE: LazyLock<[PathBuf; 2]> = LazyLock::new(|| {
    // The packages for this machine are made in the same folder, and copied from there.
    packages();
    let mut package = Command::new("deploy/package");
    package.args(["dev", "arm64"]).env("DEBEMAIL", MAINTAINER).current_dir(ROOT);
    printed(&mut package);
    ["zegeld", "zegel"].map(|name| Path::new(ROOT).join(format!("target/packages/{name}_0.1.0_arm64.deb")))
});

fn printed(command: &mut Command) -> String {
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// Each file of a package with its mode and owner.
fn files(package: &Path) -> Vec<String> {
    let list = printed(Command::new("dpkg-deb").arg("--contents").arg(package));
    let words = list.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    words.map(|words| format!("{} {} {}", words[0], words[1], words[5..].join(" "))).collect()
}

fn field(package: &Path, name: &str) -> String {
    printed(Command::new("dpkg-deb").arg("--field").arg(package).arg(name))
}

#[test]
fn the_packages_hold_and_need_what_those_of_this_machine_do() {
    let native = printed(Command::new("dpkg").arg("--print-architecture"));
    for package in &*MADE {
        let name = package.file_name().unwrap().to_str().unwrap();
        let other = packages().join(name.replace("arm64", native.trim()));
        assert_eq!(files(package), files(&other), "{name}");
        assert_eq!(field(package, "Architecture").trim(), "arm64");
        assert_eq!(field(package, "Version"), field(&other, "Version"));
        let needs =
            |package| field(package, "Depends").split(", ").map(first_word).collect::<Vec<_>>().join(" ");
        assert!(needs(&other).starts_with(&needs(package)), "{}, {}", needs(package), needs(&other));
    }
}

fn first_word(need: &str) -> String {
    need.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn debian_s_own_checker_finds_no_error_and_warns_of_nothing() {
    let mut lintian = Command::new("lintian");
    lintian.args(["--fail-on", "error,warning", "--allow-root", "--tag-display-limit", "0"]);
    lintian.args(["--dont-check-part", "binaries/spelling"]);
    assert_eq!(printed(lintian.args(&*MADE)), "");
}

/// A program out of its package, with what runs it here.
fn emulated(folder: &Path, package: &Path, name: &str) -> PathBuf {
    printed(Command::new("dpkg-deb").arg("--extract").arg(package).arg(folder));
    let start = folder.join(name);
    let program = folder.join("usr/bin").join(name);
    let script =
        format!("#!/bin/sh\nexec qemu-aarch64 -L /usr/aarch64-linux-gnu {} \"$@\"\n", program.display());
    fs::write(&start, script).unwrap();
    fs::set_permissions(&start, fs::Permissions::from_mode(0o755)).unwrap();
    start
}

#[test]
fn a_report_is_taken_and_read_there() {
    let folder = TempDir::new().unwrap();
    let [server, desk] = &*MADE;
    let zegeld = emulated(folder.path(), server, "zegeld");
    let zegel = emulated(folder.path(), desk, "zegel");
    let demo = folder.path().join("demo");
    fs::create_dir(&demo).unwrap();
    let program = Program::of(&zegeld, &demo);
    program.report("Kamer zeventien.").expect("it is taken");
    let welcome = program.printed();
    let address = welcome.split_once("--server ").unwrap().1.split_whitespace().next().unwrap();
    let mut inbox = Command::new(zegel);
    inbox.args(["--server", address, "--identity"]).arg(demo.join("identity.txt")).args(["inbox", "--json"]);
    let list = printed(inbox.env("HOME", folder.path()));
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1);
}
