//! Several servers with one store on PostgreSQL: a reporter does not notice which of them answers, and none is missed.

use std::collections::BTreeSet;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;

use zegel_core::token::Token;
use zegeld::event::Fault;
use zegeld::store::{OpenError, Options, Store};

use crate::page::story::shown_token;
use crate::server::remanence::{arrive, arrive_at};
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
struct Two {
    cluster: Cluster,
    servers: [Practice; 2],
    anna: Caseworker,
}

impl Two {
    /// Open, once the first has been told that anna opens what is sealed there.
    fn on(cluster: Cluster) -> Self {
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

#[test]
fn a_store_is_filled_from_a_backup_only_while_no_server_serves_it() {
    let cluster = Cluster::start();
    let served = Store::open_postgres(&cluster.servers(), Options::default(), false).unwrap();
    let image = tempfile::tempdir().unwrap();
    let file = image.path().join("zegel.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(Store::open(&file, Options::default()).unwrap().close());
    let fill = || cluster.servers().fill_from(&file);
    assert!(fill().is_err_and(|error| error.fault() == Fault::Busy));
    runtime.block_on(served.close());
    fill().unwrap();
    let served = Store::open_postgres(&cluster.servers(), Options::default(), true);
    assert!(!matches!(served, Err(OpenError::Missing)));
}
