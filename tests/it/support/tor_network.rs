//! A Tor network of its own on this machine: real `tor` processes, three authorities and three
//! relays, with Tor's options for such networks. What a test adds joins it and knows no other.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::deployed::{end, free_address, open_folder};
use crate::support::node::run;

/// What makes a consensus in seconds, out of relays that nobody has known for long.
const TESTING: &str = "TestingTorNetwork 1\nPathsNeededToBuildCircuits 0.67\nTestingDirAuthVoteExit *\n\
    TestingDirAuthVoteHSDir *\nTestingDirAuthVoteGuard *\nTestingMinExitFlagThreshold 0\n\
    V3AuthNIntervalsValid 2\n";
/// The authorities vote every fifteen seconds, and have three for each of the two steps.
const VOTING: &str = "AuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nContactInfo none@example.org\n\
    Address 127.0.0.1\nTestingV3AuthInitialVotingInterval 15\nTestingV3AuthInitialVoteDelay 3\n\
    TestingV3AuthInitialDistDelay 3\nV3AuthVotingInterval 15\nV3AuthVoteDelay 3\nV3AuthDistDelay 3\n";
const RELAY: &str = "AssumeReachable 1\nExitPolicy reject *:*\nSocksPort 0\n";

/// The network. It ends when dropped.
pub struct Network {
    folder: TempDir,
    /// What every member is told of the authorities.
    known: String,
    relays: Vec<Tor>,
}

/// One `tor`. It ends when dropped.
pub struct Tor {
    child: Child,
    pub folder: PathBuf,
}

struct Authority {
    name: String,
    ports: String,
    known: String,
}

impl Network {
    pub fn start() -> Self {
        let (folder, path) = open_folder();
        let authorities: Vec<_> = (1..=3).map(|number| Authority::new(&path, number)).collect();
        let known = authorities.iter().map(|authority| authority.known.as_str()).collect();
        let mut network = Self { folder, known, relays: Vec::new() };
        for Authority { name, ports, .. } in &authorities {
            let node = network.join(name, &format!("{ports}{VOTING}{RELAY}"));
            network.relays.push(node);
        }
        for number in 1..=3 {
            let node = network.join(&format!("relay{number}"), &format!("ORPort 127.0.0.1:auto\n{RELAY}"));
            network.relays.push(node);
        }
        network
    }

    /// A `tor` with these lines, which knows no network but this one. Its most talkative log, its
    /// data and its control socket are in a folder of its own.
    pub fn join(&self, name: &str, torrc: &str) -> Tor {
        let folder = self.place(name);
        let shown = folder.display();
        let known = &self.known;
        let torrc = format!(
            "{TESTING}{known}DataDirectory {shown}\nNickname {name}\nLog info file {shown}/log\n\
             ControlPort unix:{shown}/control\nCookieAuthentication 0\n{torrc}\n"
        );
        std::fs::write(folder.join("torrc"), torrc).unwrap();
        let tor = |more: &[&str]| {
            let mut tor = Command::new("tor");
            tor.args(["--defaults-torrc", "/dev/null", "-f"]).arg(folder.join("torrc")).args(more);
            tor
        };
        // What is wrong in its lines is said here; later it would be waited for in vain.
        let checked = tor(&["--verify-config"]).output().expect("tor is there (Debian: tor)");
        assert!(checked.status.success(), "{name}: {}", String::from_utf8_lossy(&checked.stdout));
        let child = tor(&[]).stdout(Stdio::null()).spawn().unwrap();
        Tor { child, folder }
    }

    /// Where a member keeps its things: Tor insists that nobody else can look into it.
    pub fn place(&self, name: &str) -> PathBuf {
        private(self.folder.path().join(name))
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Authority {
    /// With keys made by Tor's own programs, as `dir-spec.txt` asks for.
    fn new(network: &Path, number: u8) -> Self {
        let name = format!("authority{number}");
        let folder = private(network.join(&name));
        let keys = private(folder.join("keys"));
        let relay = free_address();
        let directory = free_address();
        let file = |name: &str| keys.join(name).display().to_string();
        let identity = file("authority_identity_key");
        let signing = file("authority_signing_key");
        let certificate = file("authority_certificate");
        let mut gencert = Command::new("tor-gencert");
        gencert.args(["--create-identity-key", "--passphrase-fd", "0", "-m", "1", "-a", &directory]);
        gencert.args(["-i", &identity, "-s", &signing, "-c", &certificate]);
        run(&mut gencert, b"a passphrase\n").unwrap();
        let ports = format!("ORPort {relay}\nDirPort {directory}\n");
        let fingerprint = relay_fingerprint(&folder, &name, &relay);
        let certificate = std::fs::read_to_string(certificate).unwrap();
        let own = certificate.lines().find_map(|line| line.strip_prefix("fingerprint ")).unwrap();
        let port = relay.rsplit(':').next().unwrap();
        let known =
            format!("DirAuthority {name} orport={port} no-v2 v3ident={own} {directory} {fingerprint}\n");
        Self { name, ports, known }
    }
}

fn relay_fingerprint(folder: &Path, name: &str, address: &str) -> String {
    let nobody = format!("nobody 127.0.0.1:1 {}", "0".repeat(40));
    let mut tor = Command::new("tor");
    tor.args([
        "--defaults-torrc",
        "/dev/null",
        "--ignore-missing-torrc",
        "-f",
        "/dev/null",
        "--list-fingerprint",
    ]);
    tor.args([
        "--quiet",
        "--Address",
        "127.0.0.1",
        "--Nickname",
        name,
        "--ORPort",
        address,
        "--DirAuthority",
        &nobody,
    ]);
    tor.arg("--DataDirectory").arg(folder);
    let said = String::from_utf8(run(&mut tor, b"").unwrap()).unwrap();
    said.trim().rsplit_once(&format!("{name} ")).unwrap().1.replace(' ', "")
}

impl Tor {
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Waits until it can build circuits.
    pub fn is_ready(&mut self) {
        while !self.log().contains("Bootstrapped 100%") {
            assert!(self.child.try_wait().unwrap().is_none(), "tor ended: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until a file of its own is there, and reads it.
    pub fn writes(&mut self, name: &str) -> String {
        loop {
            match std::fs::read_to_string(self.folder.join(name)) {
                Ok(text) if text.ends_with('\n') => return text.trim().to_owned(),
                _ => assert!(self.child.try_wait().unwrap().is_none(), "tor ended: {}", self.log()),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn control(&mut self) -> UnixStream {
        loop {
            match UnixStream::connect(self.folder.join("control")) {
                Ok(control) => return control,
                Err(_) => assert!(self.child.try_wait().unwrap().is_none(), "tor ended: {}", self.log()),
            }
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// Waits until every descriptor of so many services has been taken by all who are to keep it.
    pub fn has_published(&mut self, services: usize) {
        let mut control = self.control();
        control.write_all(b"AUTHENTICATE\r\nSETEVENTS HS_DESC\r\n").unwrap();
        let mut sent: Vec<String> = Vec::new();
        let mut taken = sent.clone();
        for line in BufReader::new(&control).lines().map(Result::unwrap) {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["650", "HS_DESC", "UPLOAD", service, ..] => sent.push(service.to_owned()),
                ["650", "HS_DESC", "UPLOADED", service, ..] => taken.push(service.to_owned()),
                // It tries again, which is another.
                ["650", "HS_DESC", "FAILED", service, ..] => forget(&mut sent, service),
                _ => continue,
            }
            let mut names = taken.clone();
            names.sort();
            names.dedup();
            if names.len() == services && sent.len() == taken.len() {
                return;
            }
        }
        panic!("tor ended: {}", self.log());
    }
}

/// Takes a name out of a list once.
fn forget(names: &mut Vec<String>, gone: &str) {
    if let Some(place) = names.iter().position(|name| name == gone) {
        names.remove(place);
    }
}

impl Drop for Tor {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// A folder for its owner alone.
fn private(folder: PathBuf) -> PathBuf {
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
    folder
}

/// Gives a folder and all in it to a user.
pub fn give_to(folder: &Path, user: u32) {
    chown(folder, Some(user), None).unwrap();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { give_to(&path, user) } else { chown(path, Some(user), None).unwrap() }
    }
}
