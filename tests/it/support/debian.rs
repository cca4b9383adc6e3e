//! Trees of Debian 12 in cargo's folder, each made when it is first needed: the files with which a computer begins.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// What is installed beside Debian's smallest system.
const PACKAGES: &str = "--include=systemd,dbus,procps";

/// What a rented server has beside that, and nothing more.
const RENTED: &str = "openssh-server";

/// What the papers install. A computer of the tests reaches no mirror, so it lies where apt keeps what it fetched.
const FETCHED: &str = "certbot cryptsetup nftables systemd-timesyncd unattended-upgrades";

/// Held while a tree is made, so that each is made once.
static MAKING: Mutex<()> = Mutex::new(());

/// Debian's smallest system that systemd boots.
pub fn smallest() -> PathBuf {
    let _made_once = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    make_smallest()
}

/// A server as it is rented: reached by ssh, and with all that the papers install still to be installed.
pub fn rented() -> PathBuf {
    let _made_once = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let smallest = make_smallest();
    made("debian-12-rented", |partial| {
        run("cp", &["--archive", text(&smallest), text(partial)]);
        // Nothing is started in a tree.
        let policy = partial.join("usr/sbin/policy-rc.d");
        fs::write(&policy, "#!/bin/sh\nexit 101\n").unwrap();
        run("chmod", &["755", text(&policy)]);
        for line in [
            "apt-get update".to_owned(),
            format!("apt-get install --yes --no-install-recommends {RENTED}"),
            format!("apt-get install --yes --download-only {FETCHED}"),
        ] {
            let line = format!("export DEBIAN_FRONTEND=noninteractive LC_ALL=C; {line}");
            run("chroot", &[text(partial), "sh", "-c", &line]);
        }
        fs::remove_file(policy).unwrap();
    })
}

fn make_smallest() -> PathBuf {
    made("debian-12", |partial| {
        run("debootstrap", &["--variant=minbase", PACKAGES, "bookworm", text(partial)])
    })
}

/// The tree of this name. One whose making was broken off is made anew.
fn made(name: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let tree = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if !tree.exists() {
        let partial = tree.with_extension("partial");
        drop(fs::remove_dir_all(&partial));
        make(&partial);
        fs::rename(partial, &tree).unwrap();
    }
    tree
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn run(program: &str, arguments: &[&str]) {
    let ended = Command::new(program).args(arguments).output().expect("tests/run has installed it");
    let said = [ended.stdout, ended.stderr].concat();
    assert!(ended.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&said));
}
