//! Zegel on a computer with Debian, from the packages of this build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::computer::Computer;

/// Who gives the packages out.
pub const MAINTAINER: &str = "Stichting Voorbeeld <beheer@voorbeeld.nl>";
/// Where a hole in them can be reported.
pub const SECURITY_CONTACT: &str = "gaten@voorbeeld.nl";

/// Where the packages of this build are: `zegeld`, `zegel`, and `zegeld` once more as a later version.
pub fn packages() -> &'static Path {
    static PACKAGES: OnceLock<PathBuf> = OnceLock::new();
    PACKAGES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages");
        drop(fs::remove_dir_all(&folder));
        fs::create_dir(&folder).unwrap();
        let mut package = in_project("deploy/package");
        package.arg("dev").env("DEBEMAIL", MAINTAINER).env("SECURITY_CONTACT", SECURITY_CONTACT);
        let made = package.output().unwrap();
        assert!(made.status.success(), "deploy/package: {}", String::from_utf8_lossy(&made.stderr));
        let repack = "cp target/packages/*_$(dpkg --print-architecture).deb $0 && cd $0 && dpkg-deb --raw-extract zegeld_0.1.0_*.deb next && \
            sed -i 's/^Version: .*/Version: 9.0-1/' next/DEBIAN/control && dpkg-deb -Zgzip -z1 --build next . && rm -r next";
        let made = in_project("sh").args(["-euc", repack]).arg(&folder).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        folder
    })
}

fn in_project(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::support::programs::ROOT);
    command
}

/// With both packages installed, as the README says it, and what that printed. The later version of
/// the server lies beside them.
pub fn installed() -> (Computer, String) {
    let computer = Computer::boot();
    for file in fs::read_dir(packages()).unwrap().map(|entry| entry.unwrap()) {
        fs::copy(file.path(), computer.path("/root").join(file.file_name())).unwrap();
    }
    let said = computer.run("cd /root && apt install -y ./zegeld_0*.deb ./zegel_0*.deb");
    (computer, said)
}

/// Installed, with a key for a trial, and started.
pub fn started() -> Computer {
    let (computer, _) = installed();
    computer.run("zegel keygen trial --no-passphrase >> /etc/zegel/recipients.txt");
    computer.run("systemctl enable --now zegeld");
    computer
}

/// The caseworker's program on the same computer.
pub const INBOX: &str = "zegel --server http://127.0.0.1:8601 inbox";
