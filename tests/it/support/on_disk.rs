//! The real program, `zegeld serve`, as an administrator runs it, on a disk of its own.
//!
//! The disk is a small file system in memory, or in a file that stands for a medium, in a mount namespace
//! that ends with the test: that needs root.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::http::{Answer, exchange};
use crate::support::program::{Program, posted, report};
use crate::support::programs::zegeld_path;
use crate::support::until::until;

/// A folder whose `disk` is a small file system of its own, and a database on it that a desk has
/// proved to open.
pub struct Disk {
    folder: TempDir,
    /// The command that mounts it.
    mount: String,
    holder: Child,
    _ends_it: ChildStdin,
}

impl Disk {
    /// Bytes of a block of the medium.
    pub const BLOCK: u64 = 1024;

    pub fn of_megabytes(size: u32) -> Self {
        Self::mounted("true", &format!("mount -t tmpfs -o size={size}m none disk"))
    }

    /// A disk with the file system that most have, ext4 with its journal, on a medium that can be read
    /// afterwards.
    pub fn on_a_medium() -> Self {
        Self::on_a_medium_with("loop")
    }

    /// The same, mounted with these options.
    pub fn on_a_medium_with(options: &str) -> Self {
        let mount = format!("mount -o {options} medium disk");
        Self::mounted("truncate -s 48M medium && mkfs.ext4 -q -b 1024 medium", &mount)
    }

    fn mounted(make: &str, mount: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("disk");
        std::fs::create_dir(&database).unwrap();
        let program = Program::demo(folder.path());
        assert!(program.report("The first.").is_some());
        assert!(program.stop().0.success());
        let script = format!("{make} && {mount} && cp -p zegel.db disk/ && echo ready && read end");
        let mut holder = Command::new("unshare")
            .args(["--mount", "sh", "-c", &script])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = [0; 6];
        holder.stdout.take().unwrap().read_exact(&mut ready).expect("a mount of its own: run this as root");
        let ends_it = holder.stdin.take().unwrap();
        Self { folder, mount: mount.to_owned(), holder, _ends_it: ends_it }
    }

    /// Serves the database of the disk.
    pub fn serve(&self) -> DiskServer {
        let mut command = self.inside("/");
        command.arg(zegeld_path());
        DiskServer::with(command, self.folder.path(), "disk/zegel.db")
    }

    /// A command that sees the disk.
    pub fn inside(&self, folder: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(format!("--mount=/proc/{}/ns/mnt", self.holder.id())).arg(format!("--wd={folder}"));
        command
    }

    /// Runs a line of shell in its folder.
    pub fn shell(&self, line: &str) {
        let folder = self.folder.path().to_str().unwrap();
        let status = self.inside(folder).args(["sh", "-ec", line]).status().unwrap();
        assert!(status.success(), "{line}");
    }

    /// A file of the disk, as it is seen from outside.
    pub fn file(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().strip_prefix("/").unwrap();
        Path::new(&format!("/proc/{}/root", self.holder.id())).join(folder).join("disk").join(name)
    }

    /// Purges beside the server, and gives what is said.
    pub fn purge(&self, server: &DiskServer) -> String {
        let output =
            self.inside("/").args([zegeld_path(), "purge", "--config"]).arg(&server.config).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(said.contains("threads removed: 0\n"), "{said}");
        said
    }

    /// All that stands on the medium once its file system was taken off, but for blocks of zeros.
    pub fn medium(&self) -> Vec<u8> {
        self.shell("umount disk");
        let medium = std::fs::read(self.folder.path().join("medium")).unwrap();
        self.shell(&self.mount);
        let written = medium.chunks(4096).filter(|block| block.iter().any(|byte| *byte != 0));
        written.flatten().copied().collect()
    }

    /// The blocks of the medium in which a file stands, in their order. The file system may tell of one stretch
    /// of them as several, and of the same ones later as one.
    pub fn blocks(&self, name: &str) -> Vec<u64> {
        let file = self.folder.path().join("disk").join(name);
        let output = self.inside("/").args(["filefrag", "-v"]).arg(file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        // Such as "   1:        1..    2047:      34817..     36863:   2047:             last,eof".
        let stretches = said.lines().filter(|line| line.contains(".."));
        let blocks = stretches.flat_map(|stretch| {
            let (first, last) = stretch.split(':').nth(2).unwrap().split_once("..").unwrap();
            first.trim().parse().unwrap()..=last.trim().parse().unwrap()
        });
        blocks.collect()
    }

    /// The database, and the key that opens it, in a folder outside: SQLite would follow the way to
    /// the disk to another one.
    pub fn taken_out(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["zegel.db", "../identity.txt"] {
            let to = folder.path().join(Path::new(name).file_name().unwrap());
            std::fs::copy(self.file(name), to).unwrap();
        }
        folder
    }

    /// Writes until nothing more fits.
    pub fn fill(&self) {
        let mut filler = File::options().create(true).append(true).open(self.file("filler")).unwrap();
        while filler.write(&[1; 4096]).is_ok_and(|written| written > 0) {}
    }

    /// Makes room again.
    pub fn empty(&self) {
        std::fs::remove_file(self.file("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(self.holder.kill());
        drop(self.holder.wait());
    }
}

/// A server. It ends when dropped.
pub struct DiskServer {
    child: Child,
    said: PathBuf,
    config: PathBuf,
    pub public: SocketAddr,
    pub desk: SocketAddr,
}

impl DiskServer {
    /// On a folder that `zegeld demo` has filled.
    pub fn on(folder: &Path) -> Self {
        Self::with(Command::new(zegeld_path()), folder, "zegel.db")
    }

    fn with(mut command: Command, folder: &Path, database: &str) -> Self {
        let [public, desk] = [free_address(), free_address()];
        let demo = std::fs::read_to_string(folder.join("zegeld.toml")).unwrap();
        let kept =
            demo.lines().filter(|line| !line.starts_with("listen = ") && !line.starts_with("database"));
        let config = format!("listen = \"{public}\"\ndatabase = \"{database}\"\n")
            + &kept.collect::<Vec<_>>().join("\n").replace("[desk]", &format!("[desk]\nlisten = \"{desk}\""));
        let [path, said] = ["toml", "said"].map(|kind| folder.join(format!("{}.{kind}", public.port())));
        std::fs::write(&path, config).unwrap();
        let child = command
            .args(["serve", "--config"])
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&said).unwrap())
            .spawn()
            .unwrap();
        let server = Self { child, said, config: path, public, desk };
        until("the server listens", || TcpStream::connect(public).is_ok());
        server
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// All that it has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.said).unwrap()
    }

    pub fn until_said(&self, part: &str) {
        until(&format!("{part:?} in {}", self.said()), || self.said().contains(part));
    }

    /// The first page in English.
    pub fn page(&self) -> Answer {
        exchange(self.public, b"GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    }

    /// Sends a report; gives its token if it was acknowledged.
    pub fn report(&self, story: &str) -> Option<String> {
        let (answer, token) = report(self.public, story)?;
        (answer.status == 200).then_some(token)
    }

    pub fn post(&self, fields: &[(&str, &str)]) -> Answer {
        posted(self.public, fields)
    }

    pub fn look(&self, token: &str) -> Answer {
        self.post(&[("act", "look"), ("code", token)])
    }

    pub fn withdraw(&self, token: &str) -> Answer {
        self.post(&[("act", "withdraw-yes"), ("token", token)])
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Asks it to end. True if it ended well.
    pub fn stop(mut self) -> bool {
        self.signal(Signal::TERM);
        self.ended()
    }

    /// Waits for its end. True if it ended well.
    pub fn ended(&mut self) -> bool {
        let mut status = None;
        until("it ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap().success()
    }
}

impl Drop for DiskServer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
