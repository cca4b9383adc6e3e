//! Several servers with one store on PostgreSQL: a reporter does not notice which of them answers, and none is missed.

use std::collections::BTreeSet;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::Signal;
use zegel_core::token::Token;
use zegeld::event::Fault;
use zegeld::store::{Options, Put, Store};

use crate::page::story::shown_token;
use crate::server::postgres::Over;
use crate::server::remanence::{arrive, arrive_at, entry};
use crate::support::caseworker::Caseworker;
use crate::support::http::{Answer, exchange, try_exchange};
use crate::support::postgres::Cluster;
use crate::support::practice::Practice;
use crate::support::program::post;
use crate::support::site::Site;
use crate::support::until::until;

/// The words of a page that takes no reports.
const CLOSED: &str = "You cannot report here right now.";

/// Two servers of one store, and a caseworker of both.
pub struct Two {
    pub cluster: Cluster,
    pub servers: [Practice; 2],
    pub anna: Caseworker,
}

impl Two {
    /// Open, once the first has been told that anna opens what is sealed there.
    pub fn on(cluster: Cluster) -> Self {
        let (mut anna, lines) = Caseworker::with_key("anna");
        let servers = [(); 2].map(|()| Practice::on_postgres(&lines, &cluster.sockets()));
        assert!(servers.iter().all(|server| server.first_page().contains(CLOSED)));
        anna.at(&servers[0].desk);
        anna.run(&["inbox"]).done();
        until("both are open", || servers.iter().all(|server| !server.first_page().contains(CLOSED)));
        Self { cluster, servers, anna }
    }

    fn addresses(&self) -> [SocketAddr; 2] {
        self.servers.each_ref().map(address)
    }
}

fn address(server: &Practice) -> SocketAddr {
    server.page.trim_start_matches("http://").trim_end_matches('/').parse().unwrap()
}

/// A form as a visitor gets it.
struct Page {
    token: String,
    form: String,
}

impl Page {
    fn open(site: SocketAddr) -> Option<Self> {
        let request = format!("GET /en/ HTTP/1.1\r\nHost: {site}\r\nConnection: close\r\n\r\n");
        let page = try_exchange(site, request.as_bytes())?;
        Some(Self { token: page.hidden("token")?, form: page.hidden("form")? })
    }

    fn send(&self, site: SocketAddr, story: &str) -> Option<Answer> {
        let fields =
            [("token", self.token.as_str()), ("form", &self.form), ("story", story), ("act", "send")];
        try_exchange(site, &post(site, &fields)).filter(|answer| answer.status == 200)
    }
}

#[test]
fn a_form_of_one_server_is_taken_by_the_other_once_and_is_not_called_too_fast() {
    let two = Two::on(Cluster::start());
    let [first, second] = two.addresses();
    let page = Page::open(first).unwrap();
    // The other one after the answer was lost, and the first again.
    for site in [second, first, second] {
        let answer = page.send(site, "At the bar.").unwrap();
        assert_eq!(shown_token(&answer).replace('-', ""), page.token.replace('-', ""));
    }
    assert_eq!(two.cluster.count("thread"), 1);
    let listed = two.anna.json(&["inbox"]);
    let report = two.anna.json(&["read", listed[0]["id"].as_str().unwrap()]);
    assert!(!report.to_string().contains("fast"), "{report}");
}

#[test]
fn two_people_with_one_page_get_a_code_each_at_whichever_server() {
    let two = Two::on(Cluster::start());
    let [first, second] = two.addresses();
    let page = Page::open(first).unwrap();
    let sent = [(first, "The first."), (second, "The second.")];
    let codes = sent.map(|(site, story)| shown_token(&page.send(site, story).unwrap()));
    // Each sends once more, to the other server.
    let again = [(second, "The first."), (first, "The second.")];
    assert_eq!(again.map(|(site, story)| shown_token(&page.send(site, story).unwrap())), codes);
    assert_ne!(codes[0], codes[1]);
    assert_eq!(two.cluster.count("thread"), 2);
}

/// What stands before the servers: each connection goes to the next of them that takes it.
fn balance(servers: [SocketAddr; 2]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (turn, client) in listener.incoming().enumerate() {
            let client = client.unwrap();
            let in_turn = [servers[turn % 2], servers[(turn + 1) % 2]];
            let Some(server) = in_turn.iter().find_map(|server| TcpStream::connect(server).ok()) else {
                continue;
            };
            pass(client.try_clone().unwrap(), server.try_clone().unwrap());
            pass(server, client);
        }
    });
    address
}

/// Passes on what comes, until nothing more does.
fn pass(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// Writes a report, and sends it until somebody says that it was taken. Gives its code.
fn reports(site: SocketAddr, story: &str) -> String {
    let mut page = None;
    until("a page comes", || {
        page = Page::open(site);
        page.is_some()
    });
    let page = page.unwrap();
    let mut answer = None;
    until("it is taken", || {
        answer = page.send(site, story);
        answer.is_some()
    });
    shown_token(&answer.unwrap())
}

#[test]
fn behind_a_balancer_one_of_two_servers_is_killed_and_each_report_is_there_once() {
    const WRITERS: usize = 4;
    const REPORTS: usize = 10;
    let Two { cluster, servers: [first, second], .. } = Two::on(Cluster::of_two());
    let site = balance([address(&first), address(&second)]);
    let codes = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let codes = &codes;
            scope.spawn(move || {
                for number in 0..REPORTS {
                    let code = reports(site, &format!("Report {number} of {writer}."));
                    codes.lock().unwrap().insert(code);
                }
            });
        }
        until("some were taken", || codes.lock().unwrap().len() >= WRITERS);
        drop(first);
    });
    let codes = codes.into_inner().unwrap();
    assert_eq!(codes.len(), WRITERS * REPORTS);
    let site = exchange(address(&second), b"GET /api/v1/site HTTP/1.1\r\nHost: x\r\n\r\n").json();
    let instance = site["instance"].as_str().unwrap().parse().unwrap();
    let mailbox = |code: &String| {
        let keys = Token::parse(code).unwrap().keys(instance);
        data_encoding::HEXLOWER.encode(keys.mailbox_key().mailbox().as_bytes())
    };
    let wanted: BTreeSet<String> = codes.iter().map(mailbox).collect();
    let kept = cluster.psql("zegel", "zegel", "select encode(mailbox, 'hex') from thread");
    assert_eq!(kept.lines().map(str::to_owned).collect::<BTreeSet<_>>(), wanted);
}

/// Whether nothing of the order and number of transactions is left since a beat.
fn is_beaten(cluster: &Cluster) -> bool {
    cluster.psql("zegel", "zegel", "select count(distinct xmin::text) from thread") == "1"
}

#[test]
fn of_two_servers_one_beats_and_the_other_does_once_that_one_is_gone() {
    let site = Site::on_postgres(Cluster::start());
    let other = Store::open_postgres(&site.cluster().servers(), Options::default(), true).unwrap();
    assert!(site.runtime.block_on(site.store.compact()));
    for number in 0..4 {
        arrive(&site, number);
        arrive_at(&site, &other, number).unwrap();
    }
    assert!(site.runtime.block_on(other.compact()));
    assert!(!is_beaten(site.cluster()));
    assert!(site.runtime.block_on(site.store.compact()));
    assert!(is_beaten(site.cluster()));

    arrive_at(&site, &other, 0).unwrap();
    assert!(!is_beaten(site.cluster()));
    site.runtime.block_on(site.store.clone().close());
    arrive_at(&site, &other, 1).unwrap();
    assert!(site.runtime.block_on(other.compact()));
    assert!(is_beaten(site.cluster()));
    assert_eq!(site.cluster().count("thread"), 10);
}

/// Ends who holds a lock in his sleep.
fn end_sleepers(cluster: &Cluster) {
    let end =
        "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where wait_event = 'PgSleep'";
    assert_eq!(cluster.psql("postgres", "postgres", end), "1");
}

#[test]
fn a_store_is_filled_from_a_backup_only_while_no_server_serves_it() {
    let backed = Site::with(|setup| setup.postgres = None);
    arrive(&backed, 0);
    backed.runtime.block_on(backed.store.clone().close());
    let cluster = Cluster::start();
    let open = || Store::open_postgres(&cluster.servers(), Options::default(), true);
    let served = Store::open_postgres(&cluster.servers(), Options::default(), false).unwrap();
    let fill = || cluster.servers().fill_from(&backed.file("zegel.db"));
    assert!(fill().is_err_and(|error| error.fault() == Fault::Busy));
    backed.runtime.block_on(served.close());
    // None begins to serve it while it is filled.
    let mut filler = cluster.session("select pg_advisory_lock(9), pg_sleep(600)");
    assert!(open().is_err_and(|error| error.fault() == Fault::Busy));
    end_sleepers(&cluster);
    filler.wait().unwrap();
    fill().unwrap();
    let served = open().unwrap();
    assert_eq!(backed.runtime.block_on(served.threads()).unwrap().len(), 1);
    assert_eq!(backed.runtime.block_on(served.instance()), Ok(backed.instance()));
}

#[test]
fn a_server_begins_anew_where_a_backup_was_put_into_its_store_meanwhile() {
    let Two { cluster, servers: [first, second], anna } = Two::on(Cluster::start());
    // As a restore leaves it, of a store that no server had.
    let restored = "update meta set value = substr(sha256(value), 1, length(value))
                    where key in ('generation', 'shared_secret');
                    delete from meta where key = 'proved'";
    cluster.psql("zegel", "zegel", restored);
    until("both are closed", || [&first, &second].iter().all(|server| server.first_page().contains(CLOSED)));
    until("both serve it anew", || {
        [&first, &second].iter().all(|server| server.said().contains("is in order again"))
    });
    anna.run(&["inbox"]).done();
    until("both are open", || [&first, &second].iter().all(|server| !server.first_page().contains(CLOSED)));
    let page = Page::open(address(&first)).unwrap();
    assert!(page.send(address(&second), "At the bar.").is_some());
    assert_eq!(cluster.count("thread"), 1);
}

/// A server that is killed when this is dropped, also where it was stopped: whoever waits for it waits no longer.
struct Killed<'a>(&'a Practice);

impl Drop for Killed<'_> {
    fn drop(&mut self) {
        self.0.signal(Signal::KILL);
    }
}

#[test]
fn a_server_that_is_gone_in_the_middle_of_reading_holds_up_nobody_for_long() {
    let two = Two::on(Cluster::start());
    let third = Store::open_postgres(&two.cluster.servers(), Options::default(), true).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // It is this one that beats.
    assert!(runtime.block_on(third.compact()));
    let [gone, _] = &two.servers;
    let is_over = AtomicBool::new(false);
    let reads = "select count(*) from pg_stat_activity where state = 'idle in transaction'";
    std::thread::scope(|scope| {
        // So many that it reads most of the time.
        for _ in 0..16 {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let code = Token::random().unwrap().to_field();
                    // Nobody answers once it has been stopped.
                    let _ =
                        try_exchange(address(gone), &post("x", &[("act", "look"), ("code", code.as_str())]));
                }
            });
        }
        let _killed = Killed(gone);
        let _over = Over(&is_over);
        until("it stops while it reads", || {
            gone.signal(Signal::STOP);
            let is_reading = two.cluster.psql("postgres", "postgres", reads) != "0";
            if !is_reading {
                gone.signal(Signal::CONT);
            }
            is_reading
        });
        assert!(runtime.block_on(third.compact()));
    });
}

#[test]
fn what_is_configured_of_transactions_loses_no_report_of_another_server_in_a_beat() {
    let cluster = Cluster::with("default_transaction_isolation = 'repeatable read'\n");
    let site = Site::on_postgres(cluster);
    let cluster = site.cluster();
    let other = Store::open_postgres(&cluster.servers(), Options::default(), true).unwrap();
    assert!(site.runtime.block_on(site.store.compact()));
    let is_over = AtomicBool::new(false);
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            while !is_over.load(Ordering::SeqCst) {
                arrive_at(&site, &other, 0).unwrap();
                written += 1;
            }
            written
        });
        let beats = (0..10).filter(|_| site.runtime.block_on(site.store.compact())).count();
        is_over.store(true, Ordering::SeqCst);
        assert_eq!(beats, 10);
        writer.join().unwrap()
    });
    assert_eq!(cluster.count("thread"), written);
}

#[test]
fn a_connection_on_which_somebody_ended_a_statement_is_not_used_again() {
    let site = Site::on_postgres(Cluster::start());
    let cluster = site.cluster();
    let mut holder = cluster.session("select pg_advisory_lock(7), pg_sleep(600)");
    let (mailbox, report) = entry(&site, 0);
    let store = site.store.clone();
    let put = async move { store.put(mailbox, report, "2026-W48".parse().unwrap()).await };
    let waiting = site.runtime.spawn(put);
    let cancel = "select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'advisory'";
    until("it waits for its turn", || cluster.psql("postgres", "postgres", cancel) != "0");
    end_sleepers(cluster);
    holder.wait().unwrap();
    assert_eq!(site.runtime.block_on(waiting).unwrap(), Ok(Put::Stored));
    assert!(site.runtime.block_on(site.store.compact()));
}
