//! `zegel watch`: it tells of what is new, of nothing at its hour, and of a server that is away.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::desk::verify;
use crate::support::caseworker::Caseworker;
use crate::support::hostile::{ok, week};
use crate::support::lying_server::{LyingServer, entry, id};
use crate::support::practice::Practice;

/// Far above anything that is awaited.
const DEADLINE: Duration = Duration::from_secs(90);

/// The program while it watches. It ends when dropped.
pub struct Watching {
    child: Child,
    said: Receiver<String>,
}

impl Watching {
    pub fn of(anna: &Caseworker, arguments: &[&str]) -> Self {
        let mut child = anna.start(&[&["watch"], arguments].concat());
        let (tell, said) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let tell = tell.clone();
            std::thread::spawn(move || {
                BufReader::new(stream).lines().map_while(Result::ok).for_each(|line| drop(tell.send(line)));
            });
        }
        Self { child, said }
    }

    /// All that is said until this is.
    pub fn until(&self, part: &str) -> String {
        self.until_all(&[part])
    }

    /// All that is said until these are, in whatever order: there are two streams.
    pub fn until_all(&self, parts: &[&str]) -> String {
        let mut all = String::new();
        let end = Instant::now() + DEADLINE;
        while !parts.iter().all(|part| all.contains(part)) {
            let left = end.saturating_duration_since(Instant::now());
            let line =
                self.said.recv_timeout(left).unwrap_or_else(|_| panic!("{parts:?} was not said: {all}"));
            all.push_str(&line);
            all.push(' ');
        }
        all
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The end of a tunnel, which can be closed and opened.
struct Tunnel {
    address: String,
    through: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Tunnel {
    fn to(desk: &str) -> Self {
        let target = desk.replace("http://", "");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let through = Arc::new(Mutex::new(Some(Vec::new())));
        let open = through.clone();
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let mut open = open.lock().unwrap();
                let Some(streams) = open.as_mut() else { continue };
                let far = TcpStream::connect(&target).unwrap();
                streams.extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
                pump(near.try_clone().unwrap(), far.try_clone().unwrap());
                pump(far, near);
            }
        });
        Self { address, through }
    }

    fn close(&self) {
        let streams = self.through.lock().unwrap().take().unwrap();
        streams.iter().for_each(|stream| drop(stream.shutdown(Shutdown::Both)));
    }

    fn open(&self) {
        *self.through.lock().unwrap() = Some(Vec::new());
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        drop(std::io::copy(&mut from, &mut to));
        drop(to.flush());
        drop(to.shutdown(Shutdown::Both));
    });
}

pub fn awaited<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "it did not come");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

#[test]
fn the_watch_tells_of_nothing_at_its_hour_then_of_what_is_new_and_a_command_learns_only_how_many() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let ran = anna.home().join("ran");
    let heart = anna.home().join("heart");
    // No shell takes the command: who wants one names it.
    let run = "sh -c 'echo \"$ZEGEL_KIND $ZEGEL_NEW\" >> ran; env | grep ^ZEGEL_ >> env'";
    let arguments = ["--every", "1s", "--digest", "00:00", "--run", run, "--heartbeat", "heart"];
    let watching = Watching::of(&anna, &arguments);
    watching.until("New reports: 0. New with known reports: 0.");
    let first = awaited(|| modified(&heart));

    let reporter = site.report("en", &[("story", "CANARY")]);
    watching.until("New reports: 1. New with known reports: 0.");
    reporter.writes("CANARY again");
    watching.until("New reports: 0. New with known reports: 1.");
    let told = awaited(|| fs::read_to_string(&ran).ok().filter(|told| told.lines().count() == 3));
    assert_eq!(told, "digest 0\nnew 1\nnew 1\n");
    awaited(|| modified(&heart).filter(|now| *now > first));
    assert_eq!(fs::read(&heart).unwrap(), b"");
    let given = fs::read_to_string(anna.home().join("env")).unwrap();
    let names = ["ZEGEL_KIND=", "ZEGEL_NEW=", "ZEGEL_SERVER="];
    assert!(given.lines().all(|line| names.iter().any(|name| line.starts_with(name))), "{given}");

    // The digest of today was given: of it only the day is kept. What was not opened is still new.
    drop(watching);
    let day = fs::read_to_string(anna.state().join("digest.day")).unwrap();
    assert_eq!(day.len(), "2026-11-24".len());
    let watching = Watching::of(&anna, &arguments);
    assert!(!watching.until("New reports: 1.").contains("Digest"));
    drop(watching);
    anna.run(&["inbox"]).done();
    let watching = Watching::of(&anna, &["--every", "1s"]);
    site.report("en", &[("story", "second")]);
    watching.until("New reports: 1. New with known reports: 0.");
}

#[test]
fn a_server_that_is_away_is_told_once_and_the_watch_goes_on() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    let tunnel = Tunnel::to(&site.desk);
    anna.at(&tunnel.address);
    tunnel.close();
    let watching = Watching::of(&anna, &["--every", "1s", "--digest", "00:00"]);
    // Once when it is seen, and once with the digest, which comes all the same.
    let away = "does not answer";
    let said = watching.until_all(&["keeps trying", "Digest of"]);
    let later = if said.matches(away).count() == 2 { String::new() } else { watching.until(away) };
    assert_eq!((said + &later).matches(away).count(), 2);
    tunnel.open();
    assert!(!watching.until("answers again").contains(away));
    tunnel.close();
    watching.until(away);
    site.report("en", &[("story", "meanwhile")]);
    tunnel.open();
    watching.until_all(&["answers again", "New reports: 1."]);
}

#[test]
fn a_public_page_that_is_not_as_it_should_be_is_told_once_and_again_when_it_is_right() {
    let (site, anna, _) = verify::pinned();
    let is_changed = Arc::new(AtomicBool::new(true));
    let changes = is_changed.clone();
    let page = verify::between(&site, move |line, answer| {
        if verify::is_page(line) && changes.load(Ordering::SeqCst) {
            verify::rewrite(answer, "</main>", "<script>alert(1)</script></main>");
        }
    });
    let ran = anna.home().join("ran");
    let command = format!("sh -c 'echo $ZEGEL_KIND $ZEGEL_NEW >> {}'", ran.display());
    let url = format!("{}/en/", page.url.trim_end_matches('/'));
    let watching = Watching::of(&anna, &["--every", "1s", "--site", &url, "--run", &command]);
    watching.until("Not as it should be");
    let told = awaited(|| fs::read_to_string(&ran).ok().filter(|ran| ran.ends_with('\n')));
    assert_eq!(told, "site 0\n");
    is_changed.store(false, Ordering::SeqCst);
    let all = watching.until("The public page is as it should be again.");
    assert!(!all.contains("Not as it should be"), "it was said before: {all}");
    anna.run(&["watch", "--site", "nowhere"]).failed_with("nowhere");
}

#[test]
fn a_watch_that_cannot_begin_says_why() {
    let (mut anna, _) = Caseworker::with_key("anna");
    anna.run(&["watch"]).failed_with("No server was given");
    anna.at("http://127.0.0.1:1");
    for wrong in ["0s", "10", "m", "", "x", "99999h"] {
        assert_eq!(anna.run(&["watch", "--every", wrong]).code, Some(2), "{wrong}");
    }
    assert_eq!(anna.run(&["watch", "--digest", "25:00"]).code, Some(2));
}

#[test]
fn what_is_wrong_with_the_server_is_told() {
    let (site, anna) = crate::server::selftest::open_site();
    crate::server::selftest::selftest(&site.config(), &["--page", "127.0.0.1:1"]).failed_at("first page");
    let watching = Watching::of(&anna, &[]);
    watching.until("The server's own test failed.");
}

#[test]
fn reports_that_are_gone_before_their_time_are_told_once_and_a_list_without_end_is_not_believed() {
    let mut liar = LyingServer::new();
    let report = entry(&id(), "from-reporter", liar.sealed(liar.report("x")).as_bytes());
    let honest = liar.serve(vec![report]);
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let _server = liar.raw(|line| ok(if line.contains("threads") { "{\"threads\":[]}" } else { "" }));
    let gone = "gone from the server before their time: 1.";
    let watching = Watching::of(&liar.anna, &["--every", "1s", "--heartbeat", "heart"]);
    watching.until(gone);
    let heart = liar.anna.home().join("heart");
    let first = awaited(|| modified(&heart));
    awaited(|| modified(&heart).filter(|now| *now > first));
    drop(watching);
    let said: String = Watching::of(&liar.anna, &["--digest", "00:00"]).until("Digest");
    assert!(said.matches(gone).count() <= 1, "{said}");

    let threads = (0..100_001).map(|_| {
        let id = zegel_core::id::ThreadId::random().unwrap();
        json!({ "id": id, "week": week(), "withdrawal": null, "entries": [] })
    });
    let list = json!({ "threads": threads.collect::<Vec<_>>() }).to_string();
    let _server = liar.raw(move |line| ok(if line.contains("threads") { list.as_str() } else { "" }));
    Watching::of(&liar.anna, &[]).until("more than there can be");
}
