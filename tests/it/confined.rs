//! The kernel keeps the serving process to its own files. A debugger, as root, has the process
//! itself try: each of its threads.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::on_disk::Served;
use crate::program::Program;

/// What the calls returned, one number for each thread; −13 and so on where they were refused.
fn tries(id: u32, call: &str) -> Vec<i32> {
    // The result, or the number of the error.
    let call = format!("print {call} >= 0 ? 0 : -*((int *(*)(void)) __errno_location)()");
    let mut gdb = Command::new("gdb");
    gdb.args(["--nx", "--batch", "-iex", "set debuginfod enabled off", "-p", &id.to_string()]);
    gdb.args(["-ex", &format!("thread apply all {call}")]);
    let output = gdb.stdin(Stdio::null()).output().expect("Debian's gdb");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let results = text.lines().filter_map(|line| line.strip_prefix('$')?.split_once("= ")?.1.parse().ok());
    let results: Vec<i32> = results.collect();
    assert!(results.len() > 2, "{text}{}", String::from_utf8_lossy(&output.stderr));
    results
}

fn opens(path: &Path, flags: i32) -> String {
    format!("((int (*)(const char *, int, int)) open)(\"{}\", {flags}, 0600)", path.display())
}

/// To port 9 of this machine, where nobody listens.
const CONNECTS: &str = "((int (*)(int, const char *, int)) connect)(\
    ((int (*)(int, int, int)) socket)(2, 1, 0), \"\\002\\000\\000\\011\\177\\000\\000\\001\\0\\0\\0\\0\\0\\0\\0\", 16)";

const READ: i32 = 0;
const CREATE: i32 = 0o101;
const REFUSED: i32 = -13;
const NOBODY_LISTENS: i32 = -111;

#[test]
fn no_thread_of_the_server_opens_what_is_not_its_own_runs_a_program_or_connects() {
    let [folder, elsewhere] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    assert!(Program::demo(folder.path()).stop().0.success());
    let served = Served::on(folder.path());
    assert!(served.report("Before.").is_some());
    let all = |call: &str, expected: i32| {
        let results = tries(served.id(), call);
        assert!(results.iter().all(|result| *result == expected), "{call}: {results:?}");
    };
    let foreign = elsewhere.path().join("foreign");
    std::fs::write(&foreign, "x").unwrap();
    all(&opens(Path::new("/etc/passwd"), READ), REFUSED);
    all(&opens(&foreign, READ), REFUSED);
    all(&opens(&elsewhere.path().join("new"), CREATE), REFUSED);
    all(&opens(&folder.path().join("recipients.txt"), READ), 0);
    all("((int (*)(const char *, void *, void *)) execve)(\"/bin/true\", 0, 0)", REFUSED);
    all(CONNECTS, REFUSED);
    assert!(!served.said().contains("not confined"));

    // The same tries by the same debugger, where the kernel was not asked for it.
    let other = tempfile::tempdir().unwrap();
    let demo = Program::demo(other.path());
    assert!(tries(demo.id(), &opens(&foreign, READ)).iter().all(|result| *result == 0));
    assert!(tries(demo.id(), CONNECTS).iter().all(|result| *result == NOBODY_LISTENS));
    assert!(served.report("After.").is_some());
}
