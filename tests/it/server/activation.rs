//! Sockets that outlive the program: systemd, or whoever does as it does, opens them and passes them
//! on. `systemd-socket-activate` is systemd's own; a restart is shown by passing them ourselves.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::http::{exchange, try_exchange};
use crate::support::server_process::{ServerProcess, by_file, command, folder, refusal, through};

const CONFIG: &str = "listen = \"systemd:page\"\ndesk.listen = \"systemd:desk\"\n";
const GET: &[u8] = b"GET /nl/privacy HTTP/1.1\r\nHost: x\r\n\r\n";

/// systemd's own program, with these socket files under these names.
pub fn activated(folder: &TempDir, sockets: &[&str], names: &str) -> Command {
    let sockets: Vec<String> =
        sockets.iter().map(|name| folder.path().join(name).display().to_string()).collect();
    let names = format!("--fdname={names}");
    let listen = sockets.iter().flat_map(|path| ["-l", path.as_str()]);
    let first: Vec<&str> = ["systemd-socket-activate", &names].into_iter().chain(listen).collect();
    through(&first, folder.path())
}

/// Passes these sockets on as systemd does, under these names. `exec` keeps the process's number.
pub fn passed(folder: &Path, sockets: [&OwnedFd; 2], names: &str) -> Command {
    let pass = "exec 3<&0 4<&1 </dev/null >/dev/null; \
        LISTEN_FDS=2 LISTEN_FDNAMES=$1 LISTEN_PID=$$; export LISTEN_FDS LISTEN_FDNAMES LISTEN_PID; shift; exec \"$@\"";
    let mut command = through(&["sh", "-c", pass, "sh", names], folder);
    let [first, second] = sockets.map(|socket| Stdio::from(socket.try_clone().unwrap()));
    command.stdin(first).stdout(second);
    command
}

fn serving(command: Command) -> ServerProcess {
    let server = ServerProcess::start(command);
    server.waits_for("zegeld: started");
    server
}

fn open() -> (OwnedFd, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener.into(), address)
}

#[test]
fn systemds_own_program_passes_each_listener_by_its_name() {
    let onion = "[onion]\naddress = \"http://zegelx.onion/\"\nlisten = \"systemd:onion\"\n";
    let folder = folder(&format!("{CONFIG}{onion}"));
    // In another order than in the configuration, and two for one listener.
    let sockets = ["desk.sock", "onion.sock", "page.sock", "more.sock"];
    let server = ServerProcess::start(activated(&folder, &sockets, "desk:onion:page:page"));
    server.waits_for("as 6");
    let ask = |socket: &str, request: &[u8]| by_file(&folder.path().join(socket), request);
    for socket in ["page.sock", "more.sock"] {
        assert_eq!(ask(socket, GET).unwrap().header("onion-location"), Some("http://zegelx.onion/"));
    }
    assert!(ask("onion.sock", GET).is_none());
    let line = b"PROXY TCP6 fc00:dead:beef:4dad::0:7 ::1 65535 42\r\n";
    assert_eq!(ask("onion.sock", &[line, GET].concat()).unwrap().status, 200);
    let health = ask("desk.sock", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(health.text(), "closed: no key has proved itself yet\n");
    server.waits_for("zegeld: started");
}

#[test]
fn a_port_of_the_desk_that_others_reach_needs_the_servers_own_key() {
    let folder = folder(CONFIG);
    let (page, _) = open();
    let public = TcpListener::bind("0.0.0.0:0").unwrap().into();
    let refused = refusal(passed(folder.path(), [&page, &public], "page:desk"));
    assert!(refused.contains("reached from other machines") && refused.contains("desk.key"), "{refused}");
    let config = std::fs::read_to_string(folder.path().join("zegeld.toml")).unwrap();
    let config = config.replace("desk.listen", "desk.key = \"desk.key\"\ndesk.listen");
    std::fs::write(folder.path().join("zegeld.toml"), config).unwrap();
    serving(passed(folder.path(), [&page, &public], "page:desk"));
}

/// A socket without a listener, or a listener without a socket, stops the start.
#[test]
fn a_listener_without_a_socket_and_a_socket_without_a_listener_stop_the_start() {
    let folder = folder(CONFIG);
    let (page, _) = open();
    let (desk, _) = open();
    let refused = |names| refusal(passed(folder.path(), [&page, &desk], names));
    assert!(refused("desk:other").contains("no socket named page"));
    assert!(refused("page:other").contains("no socket named desk"));
    assert!(refused("page").contains("no socket named desk"));
    assert!(refusal(command(folder.path())).contains("no socket named page"));

    let on_files = crate::support::server_process::folder(
        "listen = \"unix:page.sock\"\ndesk.listen = \"systemd:desk\"\n",
    );
    let refused = refusal(passed(on_files.path(), [&page, &desk], "page:desk"));
    assert!(refused.contains("a socket named page") && refused.contains("no key"), "{refused}");

    let letters: OwnedFd = UnixDatagram::bind(folder.path().join("letters.sock")).unwrap().into();
    let refused = refusal(passed(folder.path(), [&letters, &desk], "page:desk"));
    assert!(refused.contains("page cannot be used"), "{refused}");
}

#[test]
fn sockets_meant_for_another_process_are_not_taken() {
    let folder = folder(CONFIG);
    let mut other = command(folder.path());
    other.env("LISTEN_FDS", "2").env("LISTEN_FDNAMES", "page:desk").env("LISTEN_PID", "1");
    assert!(refusal(other).contains("no socket named page"));
}

/// A restart drops nobody who comes through systemd's sockets.
#[test]
fn visitors_who_come_while_it_is_restarted_notice_nothing() {
    let folder = folder(CONFIG);
    let (page, address) = open();
    let (desk, _) = open();
    let start = || serving(passed(folder.path(), [&page, &desk], "page:desk"));
    let over = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let visit = || {
        let over = over.clone();
        let answered = answered.clone();
        move || {
            while !over.load(Ordering::Relaxed) {
                assert_eq!(try_exchange(address, GET).expect("neither refused nor dropped").status, 200);
                answered.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    let mut server = start();
    let visitors: Vec<_> = (0..4).map(|_| std::thread::spawn(visit())).collect();
    let more = |count: usize| {
        let before = answered.load(Ordering::Relaxed);
        while answered.load(Ordering::Relaxed) < before + count {
            assert!(!visitors.iter().any(|visitor| visitor.is_finished()), "a visitor was disappointed");
            std::thread::yield_now();
        }
    };
    for _ in 0..3 {
        more(20);
        assert!(server.stop().0.success());
        server = start();
    }
    more(20);
    over.store(true, Ordering::Relaxed);
    visitors.into_iter().for_each(|visitor| visitor.join().unwrap());
}

#[test]
fn what_is_being_sent_when_it_is_told_to_stop_is_taken_and_answered() {
    let folder = folder(CONFIG);
    let (page, address) = open();
    let (desk, _) = open();
    let server = serving(passed(folder.path(), [&page, &desk], "page:desk"));
    let request = crate::support::program::post(address, &[("act", "exit")]);
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(&request[..request.len() - 1]).unwrap();
    // Answered on another connection: so the slow one, which came before, has been accepted.
    assert_eq!(exchange(address, GET).status, 200);
    let mut idle = TcpStream::connect(address).unwrap();
    idle.write_all(GET).unwrap();
    assert_eq!(crate::support::http::read(&mut idle).unwrap().status, 200);
    server.signal(Signal::TERM);
    // Who is being told nothing at the moment is let go first.
    assert_eq!(idle.read(&mut [0]).unwrap(), 0);
    slow.write_all(&request[request.len() - 1..]).unwrap();
    assert_eq!(crate::support::http::read(&mut slow).unwrap().status, 200);
    assert!(server.ended().0.success());
}

#[test]
fn systemd_hears_when_it_is_ready_reloads_and_stops() {
    let folder = folder("listen = \"unix:page.sock\"\ndesk.listen = \"unix:desk.sock\"\n");
    let path = folder.path().join("notify.sock");
    let hears = UnixDatagram::bind(&path).unwrap();
    let next = || {
        let mut letter = [0; 1024];
        let length = hears.recv(&mut letter).unwrap();
        String::from_utf8(letter[..length].to_vec()).unwrap()
    };
    let mut command = command(folder.path());
    command.env("NOTIFY_SOCKET", &path);
    let server = ServerProcess::start(command);
    assert_eq!(next(), "READY=1\n");
    // Ready means that connections are taken.
    assert_eq!(by_file(&folder.path().join("page.sock"), GET).unwrap().status, 200);
    server.signal(Signal::HUP);
    let reloading = next();
    assert!(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="), "{reloading}");
    assert_eq!(next(), "READY=1\n");
    server.signal(Signal::TERM);
    assert_eq!(next(), "STOPPING=1\n");
    assert!(server.ended().0.success());
}

#[test]
fn a_socket_file_that_systemd_holds_is_served_after_a_restart_too() {
    let folder = folder(CONFIG);
    let path = folder.path().join("held.sock");
    let page: OwnedFd = UnixListener::bind(&path).unwrap().into();
    let (desk, _) = open();
    for _ in 0..2 {
        let server = serving(passed(folder.path(), [&page, &desk], "page:desk"));
        assert_eq!(by_file(&path, GET).unwrap().status, 200);
        server.stop();
    }
    // Nobody is there, and it is not refused: it waits for the next start.
    let mut waiting = std::os::unix::net::UnixStream::connect(&path).unwrap();
    waiting.write_all(b"GET /nl/privacy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let _server = serving(passed(folder.path(), [&page, &desk], "page:desk"));
    let mut answer = Vec::new();
    waiting.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 "));
}
