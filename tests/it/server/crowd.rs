//! Whoever holds connections keeps nobody out: 32 at most for a network or circuit, and while fewer than a
//! quarter of all is free, who waits longest in the cell with most makes room; who has said all is answered;
//! answers that nobody reads hold 32 MiB at most.
//!
//! Connections that are held to keep others out: more of them than there are places, quiet in every way,
//! from one place or from many. None ends for being slow here, so that only making room can help.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::time::Duration;

use crate::support::http::{read, try_exchange};
use crate::support::programs::ROOT;
use crate::support::server_process::{ServerProcess, command, folder};
use crate::support::site::{Site, said};
use crate::support::until::until;

/// Far beyond any test: what happens within it happens for another reason than time.
const NEVER: Duration = Duration::from_secs(24 * 3600);
/// More than there are places.
const MANY: usize = 641;

const GET: &str = "GET /en/ HTTP/1.1\r\nHost: x\r\n\r\n";
const HALF_A_HEADER: &str = "GET /en/ HTTP/1.1\r\nHost: x\r\nX: y";
const HALF_A_BODY: &str = "POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\
    Content-Type: application/x-www-form-urlencoded\r\n\r\nact=send&story=";

fn patient(connections: usize) -> Site {
    Site::with(|setup| {
        setup.limits.header = NEVER;
        setup.limits.connection = NEVER;
        setup.limits.body.grace = NEVER;
        setup.limits.connections = connections;
    })
}

/// What Tor says of a circuit.
fn circuit(number: usize) -> String {
    format!("PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 65535 42\r\n", number >> 16, number & 0xffff)
}

fn says(to: SocketAddr, words: &str) -> TcpStream {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.write_all(words.as_bytes()).unwrap();
    stream
}

/// Whether the server has ended a connection without an answer. Waits until it has.
fn is_ended(mut stream: TcpStream) -> bool {
    let mut all = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut all);
    all.is_empty()
}

/// Whether nothing that was sent waits in the other end's socket any more.
fn is_taken(stream: &TcpStream) -> bool {
    let (here, there) = (stream.local_addr().unwrap(), stream.peer_addr().unwrap());
    is_empty(&kernel_name(there), &kernel_name(here))
}

/// Whether the server has accepted every connection that came to a listener.
fn is_accepted(listener: SocketAddr) -> bool {
    is_empty(&kernel_name(listener), "00000000:0000")
}

fn kernel_name(end: SocketAddr) -> String {
    format!("0100007F:{:04X}", end.port())
}

/// Whether nothing waits in a socket, as the kernel lists it (`/proc/net/tcp`: the ends in hexadecimal,
/// and behind the state the queues).
fn is_empty(end: &str, other: &str) -> bool {
    let sockets = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let mut rows = sockets.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.any(|row| row[1] == end && row[2] == other && row[4].ends_with(":00000000"))
}

fn is_served(to: SocketAddr, before: &str) {
    assert_eq!(try_exchange(to, format!("{before}{GET}").as_bytes()).unwrap().status, 200);
}

#[test]
fn more_quiet_connections_than_places_keep_no_visitor_out() {
    for words in ["", HALF_A_HEADER, HALF_A_BODY, GET] {
        let site = patient(512);
        let quiet: Vec<TcpStream> = (0..MANY).map(|_| says(site.public, words)).collect();
        is_served(site.public, "");
        site.report("en", "A report, beside all of them.");
        drop(quiet);
    }
}

#[test]
fn more_quiet_circuits_than_places_keep_no_other_out() {
    for words in ["", HALF_A_HEADER, HALF_A_BODY, GET] {
        let site = patient(512);
        let quiet: Vec<TcpStream> =
            (1..=MANY).map(|number| says(site.onion, &format!("{}{words}", circuit(number)))).collect();
        is_served(site.onion, &circuit(0));
        drop(quiet);
    }
}

#[test]
fn one_circuit_holds_thirty_two_connections_and_its_longest_waiting_make_room() {
    let site = patient(512);
    let words = format!("{}{HALF_A_HEADER}", circuit(7));
    let mut held: Vec<TcpStream> = (0..40).map(|_| says(site.onion, &words)).collect();
    let kept = held.split_off(8);
    assert!(held.into_iter().all(is_ended), "the first eight");
    for mut stream in kept {
        stream.write_all(b"\r\n\r\n").unwrap();
        assert_eq!(read(&mut stream).unwrap().status, 200);
    }
}

#[test]
fn who_holds_one_connection_keeps_it_while_others_hold_many() {
    let site = patient(64);
    let form = site.visit("en");
    let fields = format!("token={}&form={}&act=send&story=Slowly.", form.token, form.form);
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let request = site.post_bytes("/en/", kind, fields.as_bytes());
    let (begun, rest) = request.split_at(request.len() - 5);
    let mut slow = says(site.onion, &circuit(0));
    slow.write_all(begun).unwrap();
    // Each of ten circuits comes as often as it may, and again.
    let others: Vec<TcpStream> = (0..400)
        .map(|number| says(site.onion, &format!("{}{HALF_A_HEADER}", circuit(1 + number % 10))))
        .collect();
    is_served(site.onion, &circuit(11));
    slow.write_all(rest).unwrap();
    assert_eq!(read(&mut slow).unwrap().h1(), said("en").token.sent_title);
    drop(others);
}

#[test]
fn while_tor_has_not_said_whose_connections_they_are_none_makes_room() {
    let site = patient(64);
    let mut first = TcpStream::connect(site.onion).unwrap();
    // As many as there are places without a quarter: from here on, room is short.
    let mut others: Vec<TcpStream> = (0..48).map(|_| TcpStream::connect(site.onion).unwrap()).collect();
    until("all were accepted", || is_accepted(site.onion));
    first.write_all(format!("{}{HALF_A_HEADER}", circuit(0)).as_bytes()).unwrap();
    for other in &mut others {
        other.write_all(format!("{}{HALF_A_HEADER}", circuit(1)).as_bytes()).unwrap();
    }
    is_served(site.onion, &circuit(2));
    first.write_all(b"\r\n\r\n").unwrap();
    assert_eq!(read(&mut first).unwrap().status, 200);
    drop(others);
}

#[test]
fn who_has_said_all_is_answered_however_many_come_meanwhile() {
    let site = patient(64);
    let form = site.visit("en");
    let (go_on, waits) = mpsc::channel::<()>();
    let (has_begun, begun) = mpsc::channel();
    let store = site.store.clone();
    // The store is busy with something else until it is told to go on.
    site.runtime.spawn(async move {
        let busy = store.on_sqlite(move |_| {
            has_begun.send(()).unwrap();
            let _ = waits.recv();
            Ok(())
        });
        busy.await
    });
    begun.recv().unwrap();
    let fields = format!("token={}&form={}&act=send&story=All.", form.token, form.form);
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let mut whole = TcpStream::connect(site.public).unwrap();
    whole.write_all(&site.post_bytes("/en/", kind, fields.as_bytes())).unwrap();
    until("the server has taken it out of its socket", || is_taken(&whole));
    let others: Vec<TcpStream> = (0..200).map(|_| says(site.public, HALF_A_HEADER)).collect();
    is_served(site.public, "");
    go_on.send(()).unwrap();
    assert_eq!(read(&mut whole).unwrap().h1(), said("en").token.sent_title);
    drop(others);
}

#[test]
fn answers_that_nobody_reads_hold_no_more_than_thirty_two_mebibytes() {
    let site = patient(512);
    // A form of two megabytes, whose page is six times as large: none is read while others are made.
    let body = format!("act=check&story={}", "\"".repeat(2_000_000));
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let request = site.post_bytes("/en/", kind, body.as_bytes());
    let ask = || {
        let mut stream = TcpStream::connect(site.public).unwrap();
        stream.write_all(&request).unwrap();
        // It is made when its first byte is there.
        stream.peek(&mut [0]).unwrap();
        stream
    };
    let unread: Vec<TcpStream> = (0..6).map(|_| ask()).collect();
    is_served(site.public, "");
    site.report("en", "A report, beside all of them.");
    let whole = unread.into_iter().filter_map(|mut stream| read(&mut stream)).count();
    assert_eq!(whole, 2, "two of twelve million bytes, and not a third");
}

/// A line of `/proc/…/status`, in bytes.
fn memory(server: &ServerProcess, line: &str) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let found = status.lines().find_map(|found| found.strip_prefix(line)).unwrap();
    let kibibytes = found.trim_matches([':', '\t', ' ', 'k', 'B']);
    kibibytes.parse::<usize>().unwrap() * 1024
}

/// The program with the environment that the unit gives it.
fn as_a_unit(folder: &std::path::Path) -> ServerProcess {
    let unit = std::fs::read_to_string(format!("{ROOT}/deploy/systemd/zegeld.service")).unwrap();
    let mut command = command(folder);
    for line in unit.lines().filter_map(|line| line.strip_prefix("Environment=")) {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value);
    }
    let server = ServerProcess::start(command);
    server.waits_for("zegeld: started");
    server
}

#[test]
fn forms_that_are_made_to_be_large_take_a_fifth_of_the_units_memory_and_give_it_back() {
    let folder = folder("listen = \"unix:page.sock\"\ndesk.listen = \"unix:desk.sock\"\n");
    let server = as_a_unit(folder.path());
    let before = memory(&server, "VmRSS");
    let ask = |text: &str| {
        let head = "POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let body = format!("act=check&story={text}");
        let mut stream = UnixStream::connect(folder.path().join("page.sock")).unwrap();
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        // It may be ended before it is sent, in favour of others.
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.read(&mut [0]);
        stream
    };
    let texts = ["&a".repeat(1_000_000), "\"".repeat(2_000_000), "&".repeat(2_000_000), "\"".repeat(250_000)];
    let ask = &ask;
    let unread: Vec<UnixStream> = std::thread::scope(|scope| {
        let asking: Vec<_> =
            texts.iter().cycle().take(48).map(|text| scope.spawn(move || ask(text))).collect();
        asking.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    let highest = memory(&server, "VmHWM");
    assert!(highest < 200 << 20, "{} MiB", highest >> 20);
    drop(unread);
    until("what they took is given back", || memory(&server, "VmRSS") < before + (32 << 20));
}
