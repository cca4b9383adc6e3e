//! The real program, `zegeld serve`, with a configuration and an environment of the test's own.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use zegel::identity::Identity;
use zegel_core::seal::Recipients;
use zegeld::store::{Options, Store};

use crate::support::http::{Answer, read};
use crate::support::programs::zegeld_path;
use crate::support::site::recipients_file;

/// What a running `zegeld serve` has said, and who waits for it to say something.
type Said = Arc<(Mutex<String>, Condvar)>;

/// What it says last.
const ENDED: &str = "(ended)";

/// A running `zegeld serve`. It ends when dropped.
pub struct ServerProcess {
    child: Child,
    said: Said,
    listening: Option<JoinHandle<()>>,
}

/// What stands in every configuration.
pub const ALWAYS: &str = "organisation.name = \"Stichting Proef\"\nrecipients = \"recipients.txt\"\n\
    database = \"zegel.db\"\nexit_url = \"https://www.example.org/\"\n";

/// A folder with a caseworker's key and a configuration, which is the rest of what is given.
pub fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let identity =
        Identity::generate("anna", zegel_core::id::random().unwrap(), zegel_core::id::random().unwrap());
    std::fs::write(folder.path().join("recipients.txt"), recipients_file(&identity)).unwrap();
    std::fs::write(folder.path().join("zegeld.toml"), format!("{ALWAYS}{config}")).unwrap();
    folder
}

/// As if a desk had proved that it opens what is sealed there.
pub fn open(folder: &TempDir) {
    let recipients = std::fs::read_to_string(folder.path().join("recipients.txt")).unwrap();
    let recipients: Recipients = recipients.parse().unwrap();
    let store = Store::open(&folder.path().join("zegel.db"), Options::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let own = recipients.recipients().next().unwrap().digest();
        store.record_proof(own, recipients.digests().clone()).await.unwrap();
        store.close().await;
    });
}

/// The command that serves what is in a folder.
pub fn command(folder: &Path) -> Command {
    through(&[], folder)
}

/// The same command behind another one, which starts it.
pub fn through(first: &[&str], folder: &Path) -> Command {
    let mut words = first.iter().copied().chain([zegeld_path(), "serve", "--config"]);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).arg(folder.join("zegeld.toml")).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// What it says when it refuses to start: a fact and an advice.
pub fn refusal(command: Command) -> String {
    let server = ServerProcess::start(command);
    server.waits_until(|said| said.contains("started") || said.ends_with(ENDED));
    assert!(!server.said().contains("started"), "it serves");
    let (status, said) = server.ended();
    assert!(!status.success());
    let lines: Vec<&str> = said.trim_end_matches(ENDED).trim_end().lines().collect();
    assert!(lines.len() >= 2 && lines[0].starts_with("zegeld: "), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

impl ServerProcess {
    /// Serves what is in a folder, and waits until it does.
    pub fn of(folder: &Path) -> Self {
        let server = Self::start(command(folder));
        server.waits_for("zegeld: started");
        server
    }

    /// Starts a command and hears what it says on standard error.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let said = Said::default();
        let mut errors = child.stderr.take().unwrap();
        let hears = said.clone();
        let listening = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = errors.read(&mut buffer) {
                hears.0.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..read]));
                hears.1.notify_all();
            }
            hears.0.lock().unwrap().push_str(ENDED);
            hears.1.notify_all();
        });
        Self { child, said, listening: Some(listening) }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has said something.
    pub fn waits_for(&self, sentence: &str) {
        self.waits_until(|said| said.contains(sentence) || said.ends_with(ENDED));
        assert!(self.said().contains(sentence), "{}", self.said());
    }

    fn waits_until(&self, is_so: impl Fn(&str) -> bool) {
        let mut said = self.said.0.lock().unwrap();
        while !is_so(&said) {
            said = self.said.1.wait(said).unwrap();
        }
    }

    /// All that it has said.
    pub fn said(&self) -> String {
        self.said.0.lock().unwrap().clone()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(i32::try_from(self.id()).unwrap()).unwrap(), signal).unwrap();
    }

    /// Asks it to end and waits for that.
    pub fn stop(self) -> (ExitStatus, String) {
        self.signal(Signal::TERM);
        self.ended()
    }

    /// Waits for its end.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        self.listening.take().unwrap().join().unwrap();
        (status, self.said())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // A test that failed leaves no program behind; one that has ended is not there any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request by a socket file.
pub fn by_file(path: &Path, request: &[u8]) -> Option<Answer> {
    let mut stream = UnixStream::connect(path).ok()?;
    std::io::Write::write_all(&mut stream, request).ok()?;
    read(&mut stream)
}
