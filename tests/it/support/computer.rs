//! A computer with Debian on it, booted by its own systemd, in namespaces of its own. It ends when
//! dropped, and leaves neither process nor mount behind.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// What is installed beside Debian's smallest system.
const PACKAGES: &str = "--include=systemd,dbus,procps";

/// Held while the tree is made, so that it is made once.
static TREE: Mutex<()> = Mutex::new(());

/// A running computer.
pub struct Computer {
    // `unshare`, which waits for the computer to end.
    child: Child,
    init: Pid,
    group: PathBuf,
    _scratch: TempDir,
}

impl Computer {
    /// Boots one, and waits until it is ready.
    pub fn boot() -> Self {
        assert!(rustix::process::geteuid().is_root(), "a computer of its own needs root");
        let tree = tree();
        let scratch = TempDir::new().unwrap();
        let group = group(&scratch);
        let script = Path::new(crate::support::programs::ROOT).join("tests/computer/boot.sh");
        let mut command = Command::new("setpriv");
        command.args([
            "--pdeathsig",
            "KILL",
            "sh",
            "-c",
            "echo $$ > \"$0/cgroup.procs\"; exec unshare \"$@\"",
        ]);
        command.arg(&group).args(["--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--uts"]);
        command.args(["--ipc", "--net", "sh"]).arg(script).arg(tree).arg(scratch.path());
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
        let init = awaited("the first process", || first_child(&child));
        let computer = Self { child, init, group, _scratch: scratch };
        awaited("systemd", || {
            // It waits by itself once it can be asked.
            let state = computer.try_run("systemctl is-system-running --wait");
            let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
            matches!(&*state, "running" | "degraded").then_some(())
        });
        computer
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
        let pid = self.init.as_raw_nonzero().to_string();
        let mut command = Command::new("nsenter");
        command.args(["--all", "--target", &pid, "--", "env", "-i", "HOME=/root", "LC_ALL=C.UTF-8"]);
        command.args(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"]);
        command.args(["sh", "-c", line]).stdin(Stdio::null()).output().unwrap()
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
        // With its first process all others of it end.
        let _ = kill_process(self.init, Signal::KILL);
        drop(self.child.wait());
        remove_groups(&self.group);
    }
}

/// A tree of Debian 12 in cargo's folder, made when it is first needed.
fn tree() -> PathBuf {
    let _made_once = TREE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let tree = Path::new(env!("CARGO_TARGET_TMPDIR")).join("debian-12");
    if !tree.exists() {
        let partial = tree.with_extension("partial");
        drop(fs::remove_dir_all(&partial));
        let mut command = Command::new("debootstrap");
        command.args(["--variant=minbase", PACKAGES, "bookworm"]).arg(&partial).stdin(Stdio::null());
        let made = command.output().expect("debootstrap is there (Debian: debootstrap)");
        assert!(made.status.success(), "debootstrap: {}", String::from_utf8_lossy(&made.stdout));
        fs::rename(partial, &tree).unwrap();
    }
    tree
}

/// A control group for it, with a name that no other has.
fn group(scratch: &TempDir) -> PathBuf {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    let cgroup2 = mounts.lines().find(|line| line.contains(" - cgroup2 ")).expect("cgroups of version 2");
    let name = scratch.path().file_name().unwrap().to_str().unwrap().trim_start_matches('.');
    let group = Path::new(cgroup2.split(' ').nth(4).unwrap()).join(format!("zegel-{name}"));
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
