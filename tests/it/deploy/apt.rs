//! The signed repository, as an administrator installs from it with apt, which believes one key and no other.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::computer::Computer;
use crate::support::installed::packages;
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
        command.env("GNUPGHOME", self.0.path()).current_dir(ROOT);
        command
    }

    /// Makes the repository, and puts it onto a computer.
    fn gives_out(&self, computer: &Computer) {
        packages();
        let made = self.command(Path::new(ROOT).join("deploy/repository")).arg(ADDRESS).output().unwrap();
        done(&made);
        let folder = String::from_utf8(made.stdout).unwrap();
        let to = computer.path("/srv/zegel");
        done(&self.command("cp").arg("-r").arg(folder.trim()).arg(to).output().unwrap());
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

#[test]
fn apt_installs_from_the_repository_and_takes_nothing_that_somebody_has_changed() {
    let computer = Computer::boot();
    Signer::new().gives_out(&computer);
    let source = "Types: deb\\nURIs: file:/srv/zegel\\nSuites: stable\\nComponents: main\\n\
        Signed-By: /etc/apt/keyrings/zegel.gpg\\n";
    computer.run(
        "rm -f /etc/apt/sources.list && install -D -m 644 /srv/zegel/zegel.gpg /etc/apt/keyrings/zegel.gpg",
    );
    computer.run(&format!("printf '{source}' > /etc/apt/sources.list.d/zegel.sources"));
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
