//! A machine with the host name of a site, in namespaces of its own, and beside it an authority that gives out
//! certificates as Let's Encrypt does: pebble, which asks port 80 of the name first. certbot on it is the real one.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::computer::{first_child, in_namespaces};
use crate::support::programs::ROOT;
use crate::support::until::until;

/// The machine's host name.
pub const HOST: &str = "formulier.ngo.example";

/// Where the certificate of the authority itself is put.
const AUTHORITY: &str = "/run/authority.pem";

/// A running machine. It ends when dropped.
pub struct AcmeMachine {
    // `unshare`, which waits for the machine to end.
    child: Child,
    init: Pid,
    _scratch: TempDir,
}

impl AcmeMachine {
    /// Boots one, and waits until certificates are given out.
    pub fn boot() -> Self {
        Self::around("127.0.0.1")
    }

    /// The same as the world around another machine, whose address the host name has.
    pub fn around(address: &str) -> Self {
        assert!(rustix::process::geteuid().is_root(), "a machine of its own needs root");
        let scratch = TempDir::new().unwrap();
        let mut command = in_namespaces(&["--mount", "--pid", "--net"]);
        command.arg("sh").arg(Path::new(ROOT).join("tests/acme/boot.sh")).arg(scratch.path()).arg(address);
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
        let mut init = None;
        until("the first process", || {
            init = first_child(&child);
            init.is_some()
        });
        let machine = Self { child, init: init.unwrap(), _scratch: scratch };
        until("the machine", || machine.path("/run/booted").exists());
        let fetch =
            format!("curl --silent --fail --insecure --output {AUTHORITY} https://127.0.0.1:15000/roots/0");
        until("pebble", || machine.does(&fetch));
        machine
    }

    /// Its first process.
    pub fn process(&self) -> Pid {
        self.init
    }

    /// A program on it.
    pub fn command(&self, program: &str) -> Command {
        let init = self.init.as_raw_nonzero().to_string();
        let mut command = Command::new("nsenter");
        command.args(["--mount", "--pid", "--net", "--target", &init, "--", program]).stdin(Stdio::null());
        command
    }

    /// Runs a line of shell in the project's folder, and gives all that it printed.
    pub fn run(&self, line: &str) -> String {
        let output = self.try_run(line);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(output.status.success(), "{line}\n{said}");
        said
    }

    /// Whether a line of shell succeeds.
    pub fn does(&self, line: &str) -> bool {
        self.try_run(line).status.success()
    }

    fn try_run(&self, line: &str) -> Output {
        let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        let mut command = self.command("env");
        command.args(["--chdir", ROOT, path, "sh", "-euc", line]).output().unwrap()
    }

    /// One of its files, as this computer reaches it.
    pub fn path(&self, path: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{path}", self.init.as_raw_nonzero()))
    }

    /// Writes a file there, in a folder that may be new.
    pub fn write(&self, path: &str, content: &str) {
        let file = self.path(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }

    /// What a visitor gets at an address, who believes the authority and nobody else.
    pub fn visit(&self, url: &str) -> String {
        self.run(&format!("curl --silent --show-error --include --cacert {AUTHORITY} '{url}'"))
    }

    /// The number of the certificate that a visitor is shown, who believes it.
    pub fn shown(&self) -> String {
        let client =
            format!("openssl s_client -connect {HOST}:443 -servername {HOST} -verify_hostname {HOST}");
        self.run(&format!(
            "{client} -CAfile {AUTHORITY} -verify_return_error < /dev/null 2> /dev/null | openssl x509 -noout -serial"
        ))
    }

    /// The number of the certificate that certbot got last.
    pub fn newest(&self) -> String {
        self.run(&format!("openssl x509 -noout -serial -in /etc/letsencrypt/live/{HOST}/fullchain.pem"))
    }
}

impl Drop for AcmeMachine {
    fn drop(&mut self) {
        // With its first process all others of it end.
        let _ = kill_process(self.init, Signal::KILL);
        drop(self.child.wait());
    }
}
