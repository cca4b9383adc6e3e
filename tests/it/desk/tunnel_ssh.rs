//! The tunnel with the programs that it is for: `ssh` on the caseworker's computer, and `sshd` beside the
//! server.

use std::fs::{self, File};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, free_address, only};

/// As whom `sshd` runs, and whom it lets in: `daemon`, who is on every system and is not root.
const DAEMON: u32 = 1;

/// An `sshd` on this computer that lets one key in. It ends when dropped.
struct Sshd {
    address: String,
    folder: TempDir,
    child: Child,
}

impl Sshd {
    /// Lets in whoever has the key in this file.
    fn letting_in(key: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        make_key(&path("host_key"));
        fs::copy(key.with_extension("pub"), path("authorized_keys")).unwrap();
        let address = free_address();
        let port = port(&address);
        let place = folder.path().display();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {place}/host_key\nAuthorizedKeysFile {place}/authorized_keys\n\
             StrictModes no\nUsePAM no\nPidFile none\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             PermitOpen any\nAllowTcpForwarding local\nPermitTTY no\nLogLevel VERBOSE\n"
        );
        fs::write(path("config"), config).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        chown(path("host_key"), Some(DAEMON), Some(DAEMON)).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid=1", "--regid=1", "--clear-groups", "/usr/sbin/sshd", "-D", "-e", "-f"]);
        let log = File::create(path("log")).unwrap();
        let child = command.arg(path("config")).stdin(Stdio::null()).stderr(log).spawn().unwrap();
        let mut sshd = Self { address, folder, child };
        while TcpStream::connect(&sshd.address).is_err() {
            assert!(sshd.child.try_wait().unwrap().is_none(), "{}", sshd.log());
            std::thread::yield_now();
        }
        sshd
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// The line by which `ssh` knows it.
    fn known(&self) -> String {
        let key = fs::read_to_string(self.folder.path().join("host_key.pub")).unwrap();
        format!("[127.0.0.1]:{} {key}", port(&self.address))
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn port(address: &str) -> &str {
    address.rsplit(':').next().unwrap()
}

fn make_key(path: &Path) {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path);
    assert!(command.status().unwrap().success());
}

/// A caseworker whose `config.toml` names the tunnel as README writes it, to a practice site.
struct Tunnelled {
    anna: Caseworker,
    near: String,
    key: PathBuf,
    sshd: Sshd,
    site: Practice,
}

impl Tunnelled {
    fn new() -> Self {
        let (anna, lines) = Caseworker::with_key("anna");
        let site = Practice::of(&anna.identity(), &lines);
        let key = anna.home().join("ssh_key");
        make_key(&key);
        let sshd = Sshd::letting_in(&key);
        anna.file("known_hosts", sshd.known());
        let near = free_address();
        let tunnelled = Self { anna, near, key, sshd, site };
        tunnelled.configured_with(&tunnelled.key);
        tunnelled
    }

    fn configured_with(&self, key: &Path) {
        let command = format!(
            "ssh -N -F none -o ExitOnForwardFailure=yes -o UserKnownHostsFile={home}/known_hosts \
             -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -i {key} -p {port} -L {near}:{far} daemon@127.0.0.1",
            home = self.anna.home().display(),
            key = key.display(),
            port = port(&self.sshd.address),
            near = self.near,
            far = self.site.desk.trim_start_matches("http://"),
        );
        let config = format!("server = \"http://{}\"\ntunnel = \"{command}\"\n", self.near);
        self.anna.file("config/zegel/config.toml", config);
    }
}

#[test]
fn verbs_go_through_ssh_which_they_start_and_end() {
    let tunnelled = Tunnelled::new();
    tunnelled.site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&tunnelled.anna);
    tunnelled.anna.run(&["reply", &id, "--text", "Bel ons morgen.", "--yes"]).done();
    assert!(tunnelled.anna.run(&["read", &id]).done().out.contains("Bel ons morgen."));
    let log = tunnelled.sshd.log();
    assert_eq!(log.matches("Accepted publickey for daemon").count(), 3, "{log}");
    assert!(TcpStream::connect(&tunnelled.near).is_err(), "it is ended with the verb");
}

#[test]
fn what_ssh_says_is_told_with_what_to_do() {
    let tunnelled = Tunnelled::new();
    let other = tunnelled.anna.home().join("other_key");
    make_key(&other);
    tunnelled.configured_with(&other);
    let refused = tunnelled.anna.run(&["inbox"]).ended_with(3).failed_with("The tunnel has ended");
    assert!(refused.said().contains("Permission denied (publickey"), "{}", refused.err);
    assert!(refused.said().contains("in a terminal of your own"), "{}", refused.err);
    tunnelled.configured_with(&tunnelled.key);
    tunnelled.anna.file("known_hosts", "");
    let unknown = tunnelled.anna.run(&["inbox"]).ended_with(3).failed_with("The tunnel has ended");
    assert!(unknown.said().contains("Host key verification failed."), "{}", unknown.err);
}
