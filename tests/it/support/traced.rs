//! A program of others under `strace`, which sees every file that it opens or makes.

use std::fs::{File, read_link};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// Whatever gives a name to something in the file system.
const CALLS: &str = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat";

/// The program. It ends when dropped.
pub struct Traced {
    strace: Child,
    folder: PathBuf,
}

impl Traced {
    /// What it prints, and the list of its calls, come to stand in this folder.
    pub fn start(folder: &Path, program: &mut Command) -> Self {
        let printed = File::create(folder.join("printed")).unwrap();
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-e", &format!("trace={CALLS}"), "-o"]).arg(folder.join("calls"));
        strace.arg(program.get_program()).args(program.get_args());
        let set = program.get_envs().filter_map(|(name, value)| Some((name, value?)));
        strace.envs(set).current_dir(folder);
        strace.stdin(Stdio::null()).stdout(printed.try_clone().unwrap()).stderr(printed);
        Self { strace: strace.spawn().expect("strace is there (Debian: strace)"), folder: folder.to_owned() }
    }

    /// Waits until it takes connections there.
    pub fn listens(&mut self, port: u16) {
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let printed = || std::fs::read_to_string(self.folder.join("printed")).unwrap();
            assert!(self.strace.try_wait().unwrap().is_none(), "it ended: {}", printed());
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// Every name that it opened for writing, made, or gave, in order and once.
    pub fn written(&self) -> Vec<String> {
        let calls = std::fs::read_to_string(self.folder.join("calls")).unwrap();
        let reads = |line: &str| {
            let opens = line.contains(" open");
            opens && !["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| line.contains(flag))
        };
        let lines = calls.lines().filter(|line| line.contains('"') && !reads(line));
        let mut names: Vec<String> =
            lines.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Every file that its processes hold open now.
    pub fn held(&self) -> Vec<String> {
        let folders = self.ids().into_iter().map(|id| PathBuf::from(format!("/proc/{id}/fd")));
        let held = folders.flat_map(|folder| folder.read_dir().unwrap().map(|file| file.unwrap().path()));
        // One may be closed between being listed and being looked at.
        held.filter_map(|file| Some(read_link(file).ok()?.display().to_string())).collect()
    }

    /// The processes of the program, the first of all first.
    fn ids(&self) -> Vec<u32> {
        let mut ids = children(self.strace.id());
        let mut next = 0;
        while next < ids.len() {
            ids.extend(children(ids[next]));
            next += 1;
        }
        ids
    }

    /// Asks it to end, and waits for that.
    pub fn stop(&mut self) {
        if let Ok(None) = self.strace.try_wait() {
            for id in children(self.strace.id()) {
                let program = Pid::from_raw(i32::try_from(id).unwrap()).unwrap();
                let _ = kill_process(program, Signal::TERM);
            }
            drop(self.strace.wait());
        }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        self.stop();
    }
}

fn children(id: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    list.split_whitespace().map(|id| id.parse().unwrap()).collect()
}
