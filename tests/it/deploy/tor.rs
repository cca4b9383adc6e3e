//! The two onion services as `deploy/tor/zegel.torrc` sets them up, in a Tor network of their own,
//! before the real server: what a reporter and a caseworker can do there, and what nobody can.

use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tempfile::TempDir;

use crate::server::seizure;
use crate::support::caseworker::Caseworker;
use crate::support::deployed::{deployed, free_address, give_to_group, open_folder, serving};
use crate::support::http::{self, Answer};
use crate::support::node::run;
use crate::support::program::{files, post};
use crate::support::server_process::ServerProcess;
use crate::support::site::said;
use crate::support::tor_network::{Network, Tor, give_to};
use crate::support::transport::{Onion, Transport};
use crate::support::whole_story::{self, SAID, the_one_with};

/// A site with its onions, a reporter's Tor and a caseworker's.
struct World {
    anna: Caseworker,
    /// Where anybody's Tor Browser would ask.
    socks: SocketAddr,
    public: SocketAddr,
    page: String,
    _server: ServerProcess,
    _folder: TempDir,
    _members: [Tor; 3],
    network: Network,
}

/// One network for all tests that run at the same time.
static WORLD: Mutex<Weak<World>> = Mutex::new(Weak::new());

fn world() -> Arc<World> {
    let mut known = WORLD.lock().unwrap_or_else(PoisonError::into_inner);
    known.upgrade().unwrap_or_else(|| {
        let world = Arc::new(World::new());
        *known = Arc::downgrade(&world);
        world
    })
}

impl World {
    fn new() -> Self {
        let (mut anna, recipients) = Caseworker::with_key("anna");
        let network = Network::start();
        let (run_folder, run_path) = open_folder();
        let public = free_address();
        let desk = free_address();
        let (private, allowed) = key_for_the_desk(anna.home());
        let mut services = services(&network, &run_path, &desk, &allowed);
        let [page, desk_onion] =
            ["zegel-page", "zegel-desk"].map(|name| services.writes(&format!("{name}/hostname")));
        let client = |name, more: &str| {
            let socks = free_address();
            (network.join(name, &format!("SocksPort {socks}\n{more}")), socks.parse::<SocketAddr>().unwrap())
        };
        let (mut reporter, socks) = client("reporter", "");
        let keys = network.place("caseworker").join("onion_auth");
        drop(network.place("caseworker/onion_auth"));
        let address = desk_onion.strip_suffix(".onion").unwrap();
        std::fs::write(keys.join("desk.auth_private"), format!("{address}:descriptor:x25519:{private}\n"))
            .unwrap();
        let (mut caseworker, desk_socks) =
            client("caseworker", &format!("ClientOnionAuthDir {}", keys.display()));

        let tables = format!(
            "[onion]\naddress = \"http://{page}/\"\nlisten = \"unix:onion.sock\"\n[desk]\nlisten = \"{desk}\""
        );
        let server = serving(&run_path, &format!("listen = \"{public}\""), &tables, &recipients);
        give_to_group(&run_path.join("onion.sock"), "debian-tor");
        services.has_published(2);
        reporter.is_ready();
        caseworker.is_ready();
        anna.at(&format!("http://{desk_onion}"));
        anna.file("config/zegel/config.toml", format!("proxy = \"socks5h://{desk_socks}\"\n"));
        // The page opens when a desk has shown that it opens what is sealed.
        anna.run(&["inbox"]).done();
        let public = public.parse().unwrap();
        Self {
            anna,
            socks,
            public,
            page,
            _server: server,
            _folder: run_folder,
            _members: [services, reporter, caseworker],
            network,
        }
    }

    /// The page, by circuits that nobody else uses.
    fn transport(&self, name: &'static str) -> Onion {
        Onion { socks: self.socks, host: self.page.clone(), name }
    }

    fn curl(&self, fields: &[(&str, &str)]) -> Answer {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--raw", "--header", "Expect:"]);
        curl.args(["--socks5-hostname", &self.socks.to_string()]);
        curl.args(
            fields
                .iter()
                .flat_map(|(name, value)| ["--data-urlencode".to_owned(), format!("{name}={value}")]),
        );
        curl.arg(format!("http://{}/en/", self.page));
        http::read(&mut &run(&mut curl, b"").unwrap()[..]).expect("an answer")
    }
}

/// The private and the public half, by the commands that stand in the file.
fn key_for_the_desk(home: &Path) -> (String, String) {
    let text = deployed("tor/zegel.torrc", &[]);
    let commands: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("#     openssl ")).collect();
    let said = commands.iter().map(|command| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("openssl {command}")]).current_dir(home);
        String::from_utf8(run(&mut shell, b"").unwrap()).unwrap().trim().to_owned()
    });
    let [_, private, public] = &said.collect::<Vec<_>>()[..] else { panic!("{commands:?}") };
    assert!(private.len() == 52 && public.len() == 52 && private != public);
    (private.clone(), public.clone())
}

/// Tor with the file of `deploy/`, as the user that Debian's runs as.
fn services(network: &Network, run: &Path, desk: &str, allowed: &str) -> Tor {
    let own = network.place("services");
    let torrc = deployed(
        "tor/zegel.torrc",
        &[
            ("/var/lib/tor/", &format!("{}/", own.display())),
            ("unix:/run/zegel/onion.sock", &format!("unix:{}/onion.sock", run.display())),
            ("127.0.0.1:8601", desk),
            ("Log warn syslog", &format!("Log warn file {}/warnings", own.display())),
        ],
    );
    drop(network.place("services/zegel-desk"));
    let desks = network.place("services/zegel-desk/authorized_clients");
    std::fs::write(desks.join("anna.auth"), format!("descriptor:x25519:{allowed}\n")).unwrap();
    let user = std::fs::metadata("/var/lib/tor").expect("Debian's tor").uid();
    give_to(&own, user);
    network.join("services", &format!("User debian-tor\n{torrc}"))
}

/// A report goes through a real onion service and its answer comes back; a flood through one circuit slows
/// nobody else.
#[test]
fn a_report_goes_through_the_onion_and_its_answer_comes_back() {
    let world = world();
    let words = said("en");
    let page = world.curl(&[]);
    let code = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let sent = world.curl(&[("token", &code), ("form", &form), ("story", "By curl & Tor."), ("act", "send")]);
    assert_eq!((sent.status, sent.h1()), (200, words.token.sent_title.clone()));

    let id = the_one_with(&world.anna, "By curl & Tor.");
    world.anna.run(&["reply", "--yes", &id, "--text", "Which days?"]).done();
    assert!(world.curl(&[("act", "look"), ("code", &code)]).says("Which days?"));
}

/// Without a key the desk's onion cannot be reached.
#[test]
fn who_has_no_key_for_the_desks_onion_cannot_reach_it() {
    let world = world();
    // The same address, asked through a Tor that reaches the page.
    assert_eq!(world.transport("anybody").exchange(&get(&world.page)).status, 200);
    let without = format!("socks5h://{}", world.socks);
    world.anna.run(&["--proxy", &without, "inbox"]).ended_with(3);
    world.anna.run(&["inbox"]).done();
}

#[test]
fn the_onion_page_speaks_of_no_other_net_and_the_clearnet_page_tells_of_the_onion() {
    let world = world();
    let onion = world.transport("headers").exchange(&get(&world.page));
    assert_eq!(onion.status, 200);
    assert_eq!((onion.header("onion-location"), onion.header("strict-transport-security")), (None, None));
    let clearnet = world.public.exchange(&get("formulier.ngo.example"));
    let address = format!("http://{}/", world.page);
    assert_eq!(clearnet.header("onion-location"), Some(address.as_str()));
    assert!(clearnet.header("strict-transport-security").is_some());
}

#[test]
fn a_flood_through_one_circuit_slows_that_circuit_and_nobody_else() {
    let world = world();
    let flood = world.transport("flood");
    let other = world.transport("other");
    let flooding = sends(&flood);
    // Sixty at once and one every two seconds are what a circuit may write.
    let until_busy = || (0..200).map(|_| flooding()).take_while(|status| *status == 200).count();
    let taken: usize = std::thread::scope(|scope| {
        let floods: Vec<_> = (0..6).map(|_| scope.spawn(until_busy)).collect();
        floods.into_iter().map(|flood| flood.join().unwrap()).sum()
    });
    assert!((60..1200).contains(&taken), "{taken} were taken");
    assert_eq!(sends(&other)(), 200);
}

/// A form of its own, sent again and again.
fn sends(transport: &Onion) -> impl Fn() -> u16 {
    let page = transport.exchange(&get(&transport.host));
    let token = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let again =
        post(&transport.host, &[("token", &token), ("form", &form), ("story", "Flood."), ("act", "send")]);
    move || transport.exchange(&again).status
}

/// Tor's data and its log hold no word, code or path; nginx and Caddy as configured here write nothing of a
/// reporter, and ordinary ones are found to.
#[test]
fn tor_keeps_nothing_of_what_goes_through_it() {
    let world = world();
    let transport = world.transport("canary");
    let site = transport
        .exchange(format!("GET /api/v1/site HTTP/1.1\r\nHost: {}\r\n\r\n", world.page).as_bytes())
        .json();
    let (mut codes, _) = seizure::plant(&transport);
    let mut words = SAID.map(|word| word.as_bytes().to_vec()).to_vec();
    words.extend(["/en/", "fc00:dead:beef"].map(|path| path.as_bytes().to_vec()));
    codes.extend(whole_story::tell(&transport, &world.anna));
    words.extend(seizure::needles(&codes, site["instance"].as_str().unwrap()));
    let kept: Vec<_> = files(world.network.folder())
        .into_iter()
        .map(|(path, content)| (path.display().to_string(), content))
        .collect();
    assert_eq!(seizure::found(&words, &kept), Vec::<String>::new());
    // What Tor does keep is found by the same search: the services' addresses, with the services.
    let address = world.page.trim_end_matches(".onion").as_bytes().to_vec();
    let known = seizure::found(&[address], &kept);
    assert!(known.iter().any(|place| place.ends_with("services/zegel-page/hostname")), "{known:?}");
}

fn get(host: &str) -> Vec<u8> {
    format!("GET /en/ HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes()
}
