//! systemd's watchdog: it hears that the server answers, and nothing while it does not.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use nix::sys::ptrace;
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use crate::support::server_process::{ServerProcess, command, folder};

/// What systemd would wait, and so five times the longest silence of a server that answers.
const LIMIT: Duration = Duration::from_millis(400);

/// The thread that writes to the store: it has the name of the program, and is not its first.
fn writer(process: i32) -> Pid {
    let threads = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let ids =
        threads.map(|thread| thread.unwrap().file_name().into_string().unwrap().parse::<i32>().unwrap());
    let is_writer = |id: &i32| {
        let name = fs::read_to_string(format!("/proc/{process}/task/{id}/comm")).unwrap();
        *id != process && name.trim() == "zegeld"
    };
    let writers: Vec<i32> = ids.filter(is_writer).collect();
    assert_eq!(writers.len(), 1, "one thread writes");
    Pid::from_raw(writers[0])
}

#[test]
fn a_server_whose_store_hangs_says_nothing_more_until_it_answers_again() {
    let folder = folder("listen = \"unix:page.sock\"\ndesk.listen = \"unix:desk.sock\"\n");
    let path = folder.path().join("notify.sock");
    let hears = UnixDatagram::bind(&path).unwrap();
    let next = || {
        let mut letter = [0; 1024];
        let length = hears.recv(&mut letter).ok()?;
        Some(String::from_utf8(letter[..length].to_vec()).unwrap())
    };
    let mut command = command(folder.path());
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", LIMIT.as_micros().to_string());
    let server = ServerProcess::start(command);
    let alive = Some("WATCHDOG=1\n".to_owned());
    let first: Vec<Option<String>> = (0..2).map(|_| next()).collect();
    assert!(first.contains(&Some("READY=1\n".to_owned())) && first.contains(&alive), "{first:?}");
    assert_eq!((next(), next()), (alive.clone(), alive.clone()));

    let writer = writer(server.id().try_into().unwrap());
    ptrace::seize(writer, ptrace::Options::empty()).unwrap();
    ptrace::interrupt(writer).unwrap();
    waitpid(writer, Some(WaitPidFlag::__WALL)).unwrap();
    hears.set_read_timeout(Some(LIMIT * 5)).unwrap();
    // What was said before that is heard first.
    while next().is_some() {}
    assert_eq!(next(), None);

    ptrace::detach(writer, None).unwrap();
    hears.set_read_timeout(None).unwrap();
    assert_eq!((next(), next()), (alive.clone(), alive));
}
