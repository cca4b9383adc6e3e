//! The real program in a folder of its own: three desks, a database, a port of its choice.

use super::support::programs::zegeld_path;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use tempfile::TempDir;
use zegel::identity::Identity;
use zegel_core::seal::Recipients;
use zegel_core::signature::DeskKey;
use zegeld::store::{Options, Store};

/// A folder that `zegeld demo` finds filled.
pub struct Site {
    dir: TempDir,
}

/// A program that serves it.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    said: BufReader<ChildStdout>,
}

impl Site {
    /// On the disk of the build, because a folder in memory would make commits free.
    pub fn new() -> Self {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let desks = ["anna", "bram", "coen"].into_iter().zip(1..);
        let desks: Vec<_> = desks.map(|(name, n)| Identity::generate(name, [n; 32], [n + 100; 32])).collect();
        std::fs::write(dir.path().join("identity.txt"), desks[0].to_file().as_bytes()).unwrap();
        std::fs::write(dir.path().join("recipients.txt"), desks.iter().map(lines).collect::<String>())
            .unwrap();
        Self { dir }
    }

    /// The set that its reports are sealed for.
    pub fn recipients(&self) -> Recipients {
        std::fs::read_to_string(self.dir.path().join("recipients.txt")).unwrap().parse().unwrap()
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        self.dir.path().join("zegel.db")
    }

    /// Its store, while no program serves it.
    pub fn store(&self) -> Store {
        Store::open(&self.database(), Options::default()).unwrap()
    }

    /// Starts the program, and waits until it says where it listens.
    pub fn serve(&self) -> Server {
        Server::start(
            Command::new(zegeld_path())
                .args(["demo", "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0", "--dir"])
                .arg(self.dir.path()),
        )
    }

    /// Where other files of the same run may go.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }
}

fn lines(desk: &Identity) -> String {
    let key = DeskKey::from_seed(desk.signing_seed().unwrap()).public();
    let recipient = &desk.recipients().unwrap()[0];
    format!("# desk {} ed25519:{key}\n{recipient}\n", desk.name())
}

impl Server {
    /// Any program that prints `http://ADDRESS/` once it listens.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "the server did not start");
            if let Some((_, address)) = line.trim_end().split_once("http://") {
                break address.trim_end_matches('/').parse().unwrap();
            }
        };
        Self { child, address, said }
    }

    /// Where its desk listens, which it says below the page.
    pub fn desk(&mut self) -> String {
        let mut line = String::new();
        while !line.contains("--server ") {
            line.clear();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "the server has no desk");
        }
        let (_, rest) = line.split_once("--server ").unwrap();
        rest.split(' ').next().unwrap().to_owned()
    }

    /// Its process id.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    /// As an administrator would end it, so that nothing of it is left behind.
    fn drop(&mut self) {
        let process = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        let term = rustix::process::Signal::TERM;
        process.map(|process| rustix::process::kill_process(process, term)).unwrap().unwrap();
        drop(self.child.wait());
    }
}
