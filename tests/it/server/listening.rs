//! Socket files and systemd's sockets as listeners, and whose word on the client is believed there.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use tempfile::TempDir;
use zegeld::listen::{ConnectionLimits, Listener, Preamble, serve};

use crate::server::onion_listener::{Sent, send_to, until_busy};
use crate::support::http::{Answer, exchange};
use crate::support::server_process::{ServerProcess, by_file, command, folder, refusal, through};
use crate::support::site::Site;

/// A site on two socket files.
const FILES: &str = "listen = \"unix:page.sock\"\ndesk.listen = \"unix:desk.sock\"\n";

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes()
}

fn status(folder: &TempDir, socket: &str, path: &str) -> Option<u16> {
    by_file(&folder.path().join(socket), &get(path)).map(|answer| answer.status)
}

/// The public page on a socket file besides, and the file.
fn on_a_file(site: &Site) -> PathBuf {
    let path = site.file("page.sock");
    let _runtime = site.runtime.enter();
    let listener = Listener::file(&path).unwrap();
    site.runtime.spawn(serve(
        vec![listener],
        Preamble::Nothing,
        site.app.public(),
        ConnectionLimits::PUBLIC,
        std::future::pending(),
    ));
    path
}

#[test]
fn page_and_desk_are_served_on_socket_files_for_the_group() {
    let folder = folder(FILES);
    let server = ServerProcess::of(folder.path());
    assert_eq!(status(&folder, "page.sock", "/nl/privacy"), Some(200));
    assert_eq!(status(&folder, "desk.sock", "/nl/privacy"), Some(404));
    for socket in ["page.sock", "desk.sock"] {
        let mode = folder.path().join(socket).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o660, "a proxy in its group may connect, and nobody else");
    }
    assert!(server.stop().0.success());
}

#[test]
fn a_socket_file_that_was_left_over_is_no_hindrance_and_one_in_use_is_left_alone() {
    let folder = folder(FILES);
    let first = ServerProcess::of(folder.path());
    first.signal(Signal::KILL);
    first.ended();
    assert!(folder.path().join("page.sock").exists(), "it was left over");

    let second = ServerProcess::of(folder.path());
    assert_eq!(status(&folder, "page.sock", "/nl/privacy"), Some(200));
    let refused = refusal(command(folder.path()));
    assert!(refused.contains("page.sock"), "{refused}");
    assert_eq!(status(&folder, "page.sock", "/nl/privacy"), Some(200), "the other one goes on");
    drop(second);
}

#[test]
fn a_file_that_is_no_socket_is_never_removed() {
    let folder = folder(FILES);
    std::fs::write(folder.path().join("page.sock"), "mine").unwrap();
    assert!(refusal(command(folder.path())).contains("page.sock"));
    assert_eq!(std::fs::read_to_string(folder.path().join("page.sock")).unwrap(), "mine");
}

/// With socket files the server needs no network at all.
#[test]
fn with_socket_files_no_network_is_needed() {
    let folder = folder(FILES);
    // A network of its own without any interface that is up, not even loopback.
    let server = ServerProcess::start(through(&["unshare", "--net"], folder.path()));
    server.waits_for("zegeld: started");
    assert_eq!(status(&folder, "page.sock", "/nl/privacy"), Some(200));
    // It answers there, and is closed: nobody has proved a key.
    assert_eq!(status(&folder, "desk.sock", "/healthz"), Some(503));
    for kind in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"] {
        let sockets = std::fs::read_to_string(format!("/proc/{}/net/{kind}", server.id())).unwrap();
        assert_eq!(sockets.lines().count(), 1, "only the heading: {sockets}");
    }
}

#[test]
fn the_onion_has_a_socket_file_of_its_own_that_wants_its_line() {
    let onion = "[onion]\naddress = \"http://zegelx.onion/\"\nlisten = \"unix:onion.sock\"\n";
    let folder = folder(&format!("{FILES}{onion}"));
    let _server = ServerProcess::of(folder.path());
    let page = by_file(&folder.path().join("page.sock"), &get("/nl/privacy")).unwrap();
    assert_eq!(page.header("onion-location"), Some("http://zegelx.onion/"));
    assert_eq!(status(&folder, "onion.sock", "/nl/privacy"), None);
    let line = b"PROXY TCP6 fc00:dead:beef:4dad::0:7 ::1 65535 42\r\n".to_vec();
    let answer = by_file(&folder.path().join("onion.sock"), &[line, get("/nl/privacy")].concat()).unwrap();
    assert_eq!((answer.status, answer.header("onion-location")), (200, None));
}

#[test]
fn a_proxy_on_a_socket_file_is_believed_about_its_clients() {
    let site = Site::with(|setup| setup.config.client_header = Some("x-real-ip".to_owned()));
    let path = on_a_file(&site);
    let form = site.visit("en");
    let send = |from: &str| {
        send_to(&site, &Sent { before: "", lines: from, form: &form }, |bytes| by_file(&path, bytes)).unwrap()
    };
    assert!(until_busy(|| send("X-Real-IP: 192.0.2.7\r\n")).is_some());
    let others = (0..20).map(|net| send(&format!("X-Real-IP: 198.51.{net}.1\r\n")).status);
    assert!(others.filter(|status| *status == 200).count() >= 19, "two networks may share a cell");
    assert!(until_busy(|| send("")).is_none(), "somebody whom nobody names has no limit of their own");
}

fn health(site: &Site, lines: &str) -> Answer {
    exchange(site.desk, format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{lines}\r\n").as_bytes())
}

#[test]
fn who_watches_hears_at_the_desks_door_whether_it_works_and_is_open() {
    let site = Site::start();
    let healthy = health(&site, "");
    assert_eq!((healthy.status, healthy.text()), (200, "ok: open\n"));
    assert_eq!(health(&site, "Origin: null\r\n").status, 403, "no browser asks that");
    assert_eq!(site.get("/healthz").status, 404, "nobody else can ask");

    // Below its bound there is room for no report any more.
    let full = Site::with(|setup| setup.options.max_bytes = 1 << 17);
    let said = health(&full, "");
    assert_eq!((said.status, said.text()), (503, "closed: there is no room for a report\n"));

    let closed = Site::with(|setup| setup.open = false);
    let said = health(&closed, "");
    assert_eq!((said.status, said.text()), (503, "closed: no key has proved itself yet\n"));

    let connection = rusqlite::Connection::open(site.file("zegel.db")).unwrap();
    connection.execute_batch("alter table meta rename to hidden").unwrap();
    let ill = health(&site, "");
    assert_eq!((ill.status, ill.text()), (503, "the store does not answer\n"));
    connection.execute_batch("alter table hidden rename to meta").unwrap();
    assert_eq!(health(&site, "").status, 200);
}

#[test]
fn what_the_onion_uses_up_the_others_still_have() {
    let site = Site::start();
    // The smallest budget of all: that of strangers, at a desk that is reached as the onion is.
    let runtime = site.runtime.enter();
    let listener = site.runtime.block_on(Listener::network("127.0.0.1:0".parse().unwrap())).unwrap();
    drop(runtime);
    let onion = listener.address().unwrap();
    let never = std::future::pending();
    site.runtime.spawn(serve(
        vec![listener],
        Preamble::Proxy,
        site.app.desk(),
        ConnectionLimits::DESK,
        never,
    ));
    let ask = "POST /desk/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    let by_onion = || exchange(onion, format!("PROXY UNKNOWN\r\n{ask}").as_bytes());
    assert!((0..100).any(|_| by_onion().status == 429));
    assert_eq!(
        exchange(site.desk, ask.as_bytes()).status,
        400,
        "it is heard, and asked for nothing sensible"
    );
}

#[test]
fn a_path_stands_for_the_folder_of_the_configuration() {
    let folder = folder(FILES);
    let mut elsewhere = command(folder.path());
    elsewhere.current_dir("/");
    let server = ServerProcess::start(elsewhere);
    server.waits_for("zegeld: started");
    assert_eq!(status(&folder, "page.sock", "/nl/privacy"), Some(200));
    assert!(!Path::new("/page.sock").exists());
}
