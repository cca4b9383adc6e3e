//! A computer with Debian on it, booted by its own systemd, in namespaces of its own. It ends when
//! dropped, and leaves neither process nor mount behind.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::debian;

/// A running computer.
pub struct Computer {
    // `unshare`, which waits for the computer to end.
    child: Child,
    init: Pid,
    group: PathBuf,
    tree: PathBuf,
    disk: Disk,
}

/// What a computer has written, in memory: a mount that one process alone holds, and that outlives a restart.
struct Disk {
    keeper: Child,
    process: Pid,
    folder: TempDir,
}

impl Computer {
    /// Boots one with Debian's smallest system, and waits until it is ready.
    pub fn boot() -> Self {
        Self::boot_from(debian::smallest())
    }

    /// The same from another tree of files.
    pub fn boot_from(tree: PathBuf) -> Self {
        assert!(rustix::process::geteuid().is_root(), "a computer of its own needs root");
        let disk = Disk::new();
        let (child, init, group) = start(&tree, &disk);
        let computer = Self { child, init, group, tree, disk };
        computer.is_ready();
        computer
    }

    /// Restarts it by a command: what ran has ended, and what was on its disk is there again.
    pub fn restart(&mut self, command: &str) {
        drop(self.try_run(command));
        awaited("its end", || self.child.try_wait().unwrap());
        remove_groups(&self.group);
        (self.child, self.init, self.group) = start(&self.tree, &self.disk);
        self.is_ready();
    }

    /// Ends it, as one does that loses its power.
    pub fn end(&mut self) {
        // With its first process all others of it end. One that has ended has no id any more.
        if let Ok(None) = self.child.try_wait() {
            let _ = kill_process(self.init, Signal::KILL);
            drop(self.child.wait());
        }
        remove_groups(&self.group);
    }

    fn is_ready(&self) {
        awaited("systemd", || {
            // It waits by itself once it can be asked.
            let state = self.try_run("systemctl is-system-running --wait");
            let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
            matches!(&*state, "running" | "degraded").then_some(())
        });
    }

    /// Its first process.
    pub fn process(&self) -> Pid {
        self.init
    }

    /// Runs a line of shell as root, and gives all that it printed.
    pub fn run(&self, line: &str) -> String {
        let output = self.try_run(line);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{line}\n{said}");
        said
    }

    /// The same; it may fail.
    pub fn try_run(&self, line: &str) -> Output {
        self.command(line).stdin(Stdio::null()).output().unwrap()
    }

    /// A line of shell as root, to be started.
    pub fn command(&self, line: &str) -> Command {
        let pid = self.init.as_raw_nonzero().to_string();
        let mut command = Command::new("nsenter");
        command.args(["--all", "--target", &pid, "--", "env", "-i", "HOME=/root", "LC_ALL=C.UTF-8"]);
        command.args(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"]);
        command.args(["sh", "-c", line]);
        command
    }

    /// Whether a line of shell succeeds.
    pub fn does(&self, line: &str) -> bool {
        self.try_run(line).status.success()
    }

    /// One of its files, as this computer reaches it.
    pub fn path(&self, path: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{path}", self.init.as_raw_nonzero()))
    }

    /// Waits until a line of shell succeeds.
    pub fn wait_until(&self, line: &str) {
        awaited(line, || self.does(line).then_some(()));
    }
}

impl Drop for Computer {
    fn drop(&mut self) {
        self.end();
    }
}

impl Disk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let hold = "mount --make-rprivate / && mount -t tmpfs -o mode=755 tmpfs \"$0\" && touch \"$0/held\" && exec sleep infinity";
        let mut command = in_namespaces(&["--mount"]);
        command.args(["sh", "-c", hold]);
        command.arg(folder.path()).stdin(Stdio::null()).process_group(0);
        let keeper = command.spawn().unwrap();
        let process = awaited("a disk", || {
            let process = first_child(&keeper)?;
            let held = format!("/proc/{}/root{}/held", process.as_raw_nonzero(), folder.path().display());
            Path::new(&held).exists().then_some(process)
        });
        Self { keeper, process, folder }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(self.keeper.kill());
        drop(self.keeper.wait());
    }
}

/// Starts the first process of a computer: `unshare`, which waits for it, the process itself, and their group.
fn start(tree: &Path, disk: &Disk) -> (Child, Pid, PathBuf) {
    let group = group();
    let script = Path::new(crate::support::programs::ROOT).join("tests/computer/boot.sh");
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "sh", "-c", "echo $$ > \"$0/cgroup.procs\"; exec nsenter \"$@\""]);
    command.arg(&group).args(["--mount", "--target", &disk.process.as_raw_nonzero().to_string(), "--"]);
    command.args([
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--cgroup",
        "--uts",
        "--ipc",
        "--net",
    ]);
    command.arg("sh").arg(script).arg(tree).arg(disk.folder.path());
    let child = command.stdin(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
    let init = awaited("the first process", || first_child(&child));
    (child, init, group)
}

/// A control group for it, with a name that no other has.
fn group() -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    let cgroup2 = mounts.lines().find(|line| line.contains(" - cgroup2 ")).expect("cgroups of version 2");
    let name = format!("zegel-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let group = Path::new(cgroup2.split(' ').nth(4).unwrap()).join(name);
    fs::create_dir(&group).unwrap();
    group
}

/// A group can go once those in it have gone, and its processes are ended already.
fn remove_groups(group: &Path) {
    for entry in fs::read_dir(group).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            remove_groups(&entry.path());
        }
    }
    for _ in 0..40 {
        if fs::remove_dir(group).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
}

/// What starts a program in namespaces of its own, named as `unshare` names them. It ends with this process.
pub fn in_namespaces(namespaces: &[&str]) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "unshare", "--fork", "--kill-child"]).args(namespaces);
    command
}

/// The first process that another has started.
pub fn first_child(of: &Child) -> Option<Pid> {
    let pid = of.id();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    Pid::from_raw(children.split_whitespace().next()?.parse().ok()?)
}

fn awaited<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    for _ in 0..1200 {
        if let Some(ready) = ready() {
            return ready;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("still waiting for {what}")
}
