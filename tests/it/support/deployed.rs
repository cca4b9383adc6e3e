//! The files of `deploy/`, put where a test may write, and the server that stands behind them.

use std::path::{Path, PathBuf};
use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::server_process::ServerProcess;

/// `zegeld serve` in this folder, with these lines and tables of `zegeld.toml`, and these keys.
pub fn serving(folder: &Path, lines: &str, tables: &str, recipients: &str) -> ServerProcess {
    std::fs::write(folder.join("recipients.txt"), recipients).unwrap();
    let config = format!(
        "organisation.name = \"Stichting Proef\"\nrecipients = \"recipients.txt\"\ndatabase = \"zegel.db\"\n\
         exit_url = \"https://www.example.org/\"\n{lines}\n{tables}\n"
    );
    std::fs::write(folder.join("zegeld.toml"), config).unwrap();
    ServerProcess::of(folder)
}

/// Asks a program that a test started to end, and waits for it.
pub fn end(child: &mut Child) {
    // One that has ended has no id any more; nothing else may get its signal.
    if let Ok(None) = child.try_wait() {
        let _ = kill_process(Pid::from_child(child), Signal::TERM);
        drop(child.wait());
    }
}

/// An address that was free a moment ago.
pub fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// A file of `deploy/` with other places in it; each of them must stand there.
pub fn deployed(file: &str, places: &[(&str, &str)]) -> String {
    let path = Path::new(crate::support::programs::ROOT).join("deploy").join(file);
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in places {
        assert!(text.contains(from), "{} has no {from:?}", path.display());
        text = text.replace(from, to);
    }
    text
}

/// Lets the programs of a group connect to a socket, as `SocketGroup=` does.
pub fn give_to_group(socket: &Path, group: &str) {
    let groups = std::fs::read_to_string("/etc/group").unwrap();
    let line = groups.lines().find_map(|line| line.strip_prefix(&format!("{group}:x:")));
    let id = line.and_then(|line| line.split(':').next()?.parse().ok()).expect("the group");
    std::os::unix::fs::chown(socket, None, Some(id)).unwrap();
}

/// A folder that others may look into, as `/run/zegel` is.
pub fn open_folder() -> (TempDir, PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}
