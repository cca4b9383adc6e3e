//! Confinement: the kernel keeps the serving process to its own files. As a debugger would, and as root,
//! the test has each thread of the process itself try.

use nix::libc;
use std::path::Path;

use crate::support::injected::{Argument, Call, in_each_thread};
use crate::support::on_disk::DiskServer;
use crate::support::program::Program;

fn opens(path: &Path, flags: u64) -> Vec<Call> {
    let path = Argument::Bytes([path.to_str().unwrap().as_bytes(), b"\0"].concat());
    vec![Call::new(libc::SYS_open, [path, Argument::Number(flags), Argument::Number(0o600)])]
}

fn executes(path: &str) -> Vec<Call> {
    let path = Argument::Bytes([path.as_bytes(), b"\0"].concat());
    vec![Call::new(libc::SYS_execve, [path, Argument::Number(0), Argument::Number(0)])]
}

/// To port 9 of this machine, where nobody listens.
fn connects() -> Vec<Call> {
    let number = Argument::Number;
    let address = Argument::Bytes(b"\x02\0\0\x09\x7f\0\0\x01\0\0\0\0\0\0\0\0".to_vec());
    let socket = Call::new(libc::SYS_socket, [number(2), number(1), number(0)]);
    vec![socket, Call::new(libc::SYS_connect, [Argument::Before, address, number(16)])]
}

/// What each thread got: 0 where it was let, or the number of the error.
fn tries(id: u32, calls: &[Call]) -> Vec<i64> {
    let results = in_each_thread(id, calls);
    assert!(results.len() > 2);
    results.into_iter().map(|result| result.min(0)).collect()
}

const READ: u64 = 0;
const CREATE: u64 = 0o101;
const REFUSED: i64 = -13;
const NOBODY_LISTENS: i64 = -111;

/// The process opens only its own files, runs nothing and makes no TCP connection (Linux 6.10; older kernels
/// less, which is said).
#[test]
fn no_thread_of_the_server_opens_what_is_not_its_own_runs_a_program_or_connects() {
    let [folder, elsewhere] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    assert!(Program::demo(folder.path()).stop().0.success());
    let server = DiskServer::on(folder.path());
    assert!(server.report("Before.").is_some());
    let all = |what: &str, calls: &[Call], expected: i64| {
        let results = tries(server.id(), calls);
        assert!(results.iter().all(|result| *result == expected), "{what}: {results:?}");
    };
    let foreign = elsewhere.path().join("foreign");
    std::fs::write(&foreign, "x").unwrap();
    all("a file of the system", &opens(Path::new("/etc/passwd"), READ), REFUSED);
    all("a file of others", &opens(&foreign, READ), REFUSED);
    all("a new file elsewhere", &opens(&elsewhere.path().join("new"), CREATE), REFUSED);
    all("a file of its own", &opens(&folder.path().join("recipients.txt"), READ), 0);
    all("a program", &executes("/bin/true"), REFUSED);
    all("a connection", &connects(), REFUSED);
    assert!(!server.said().contains("not confined"));

    // The same tries in the same way, where the kernel was not asked for it.
    let other = tempfile::tempdir().unwrap();
    let demo = Program::demo(other.path());
    assert!(tries(demo.id(), &opens(&foreign, READ)).iter().all(|result| *result == 0));
    assert!(tries(demo.id(), &connects()).iter().all(|result| *result == NOBODY_LISTENS));
    assert!(server.report("After.").is_some());
}
