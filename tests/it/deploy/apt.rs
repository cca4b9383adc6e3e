//! The signed repository, as an administrator installs from it with apt, which believes one key and no other.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::deploy::package::{STORY, asked, filled_in, first_page, is_stored, reports};
use crate::support::computer::Computer;
use crate::support::installed::{INBOX, packages};
use crate::support::programs::ROOT;

/// Somebody who gives packages out: gpg with a key of its own, which goes with the test.
struct Signer(TempDir);

const ADDRESS: &str = "beheer@voorbeeld.nl";

impl Signer {
    fn new() -> Self {
        let signer = Self(TempDir::new().unwrap());
        let mut gpg = signer.command("gpg");
        gpg.args(["--batch", "--quiet", "--passphrase", ""]);
        gpg.args(["--quick-generate-key", ADDRESS, "ed25519", "sign", "never"]);
        done(&gpg.output().unwrap());
        signer
    }

    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env("GNUPGHOME", self.0.path()).current_dir(self.0.path());
        command
    }

    /// Puts the packages of which the names begin so into the repository, and that onto a computer.
    fn gives_out(&self, computer: &Computer, begin: &str) {
        let script = format!(
            "mkdir -p deploy target/packages && cp {ROOT}/deploy/repository deploy/ && \
             cp {}/{begin}*.deb target/packages/ && folder=$(deploy/repository {ADDRESS}) && \
             mkdir -p {to} && cp -r $folder/. {to}",
            packages().display(),
            to = computer.path("/srv/zegel").display()
        );
        done(&self.command("sh").args(["-euc", &script]).output().unwrap());
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        drop(self.command("gpgconf").args(["--kill", "all"]).output());
    }
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Adds the repository, as the head of `deploy/repository` says it, but from a folder.
fn add(computer: &Computer) {
    let source = "Types: deb\\nURIs: file:/srv/zegel\\nSuites: stable\\nComponents: main\\n\
        Signed-By: /etc/apt/keyrings/zegel.gpg\\n";
    computer.run(
        "rm -f /etc/apt/sources.list && install -D -m 644 /srv/zegel/zegel.gpg /etc/apt/keyrings/zegel.gpg",
    );
    computer.run(&format!("printf '{source}' > /etc/apt/sources.list.d/zegel.sources"));
}

#[test]
fn apt_installs_from_the_repository_and_takes_nothing_that_somebody_has_changed() {
    let computer = Computer::boot();
    Signer::new().gives_out(&computer, "zegel");
    add(&computer);
    computer.run("apt-get update && apt-get install -y zegel");
    computer.run("zegel --version && ! dpkg --status zegeld");

    computer.run("for file in /srv/zegel/pool/zegeld_*.deb; do printf x >> $file; done");
    assert!(!computer.does("apt-get install -y zegeld"), "a package that was changed is installed");
    let lists = "/srv/zegel/dists/stable/main/binary-*/Packages";
    computer.run(&format!("for file in {lists}; do echo >> $file; gzip --keep --force $file; done"));
    computer.run("rm -r /var/lib/apt/lists");
    let refused = computer.run("apt-get update -o APT::Update::Error-Mode=any 2>&1 || echo refused");
    let reasons = ["unexpected size", "Hash Sum mismatch"];
    assert!(reasons.iter().any(|reason| refused.contains(reason)), "{refused}");
    assert!(refused.ends_with("refused\n"), "{refused}");
}

/// What an upgrade must leave as it is: the sums of the configuration, and what is started with the machine.
fn kept(computer: &Computer) -> String {
    computer.run(
        "sha256sum /etc/zegel/*.* && systemctl list-unit-files --state=enabled --plain --no-legend 'zegeld*' && \
         systemctl is-active zegeld zegeld.socket zegeld-desk.socket zegeld-backup.timer zegeld-selftest.timer",
    )
}

#[test]
fn an_upgrade_from_the_repository_keeps_reports_configuration_units_and_the_page() {
    let computer = Computer::boot();
    let signer = Signer::new();
    signer.gives_out(&computer, "*_0");
    add(&computer);
    computer.run("apt-get update && apt-get install -y zegeld zegel");
    computer.run("sed -i 's/^name = .*/name = \"Stichting Proef\"/' /etc/zegel/zegeld.toml");
    computer.run("zegel keygen trial --no-passphrase >> /etc/zegel/recipients.txt");
    computer.run(&format!("systemctl enable --now zegeld && {INBOX}"));
    assert!(is_stored(&asked(&computer, &filled_in(&computer, STORY)).unwrap()));
    let before = kept(&computer);
    assert!(before.contains("zegeld.service"), "{before}");

    signer.gives_out(&computer, "zegeld_9");
    computer.run("apt-get update && apt-get upgrade -y");
    assert!(computer.run("dpkg-query --show zegeld").contains("9.0-1"));
    assert_eq!(kept(&computer), before);
    let page = first_page(&computer).unwrap();
    assert!(page.status == 200 && page.text().contains("Stichting Proef"), "{}", page.text());
    assert_eq!(reports(&computer), 1);
    assert!(computer.run("apt-get upgrade -y").contains("0 upgraded"));
}
