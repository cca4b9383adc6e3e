//! What is refused at the start, or turned off, is a closed page with the numbers and never a wait.
//!
//! A mistake in a file, and a site that was turned off: whoever comes sees a closed page with the numbers
//! at once, and it opens by itself when the mistake is mended.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::server::activation::passed;
use crate::server::tls::{EC, certify};
use crate::support::caseworker::Caseworker;
use crate::support::http::{Answer, exchange};
use crate::support::practice::Practice;
use crate::support::programs::zegeld_path;
use crate::support::server_process::{self, ServerProcess, folder};
use crate::support::site::said;
use crate::support::until::until;

const FIRST_PAGE: &[u8] = b"GET /nl/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const BY_SYSTEMD: &str = "listen = \"systemd:page\"\ndesk.listen = \"systemd:desk\"\n";

fn is_closed(page: &Answer) {
    assert_eq!((page.status, page.h1()), (503, said("nl").closed.title.clone()));
    assert!(page.text().contains("tel:112"));
}

/// A verb of the administrator.
fn zegeld(folder: &Path, verb: &str) -> Output {
    Command::new(zegeld_path()).args([verb, "--config"]).arg(folder.join("zegeld.toml")).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8([output.stdout.clone(), output.stderr.clone()].concat()).unwrap()
}

/// Replaces a file in a folder, and gives what stood in it.
fn replaced(folder: &Path, name: &str, content: &str) -> String {
    let before = std::fs::read_to_string(folder.join(name)).unwrap();
    std::fs::write(folder.join(name), content).unwrap();
    before
}

/// A folder whose sockets somebody else holds, as systemd does.
fn held(config: &str) -> (TempDir, [TcpListener; 2]) {
    let folder = folder(config);
    server_process::open(&folder);
    (folder, [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap()))
}

fn started(folder: &Path, sockets: &[TcpListener; 2]) -> ServerProcess {
    let [page, desk] = sockets.each_ref().map(|socket| socket.try_clone().unwrap().into());
    let server = ServerProcess::start(passed(folder, [&page, &desk], "page:desk"));
    server.waits_for("zegeld: started");
    server
}

fn page(sockets: &[TcpListener; 2]) -> Answer {
    exchange(sockets[0].local_addr().unwrap(), FIRST_PAGE)
}

/// A caseworker who comes is let go without a word.
fn nobody_answers(desk: &TcpListener) {
    let port = desk.local_addr().unwrap().port();
    let mut connection = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut answer = Vec::new();
    assert!(connection.read_to_end(&mut answer).is_ok_and(|bytes| bytes == 0), "{answer:?}");
}

/// The database of a site that has one, as where its volume is not mounted.
fn take_database_away(folder: &Path) {
    let config = std::fs::read_to_string(folder.join("zegeld.toml")).unwrap();
    let instance = "instance = \"00000000-0000-4000-8000-000000000000\"\n";
    replaced(folder, "zegeld.toml", &format!("{instance}{config}"));
    for file in ["zegel.db", "zegel.db.lock"] {
        let _ = std::fs::remove_file(folder.join(file));
    }
}

#[test]
fn refused_recipients_close_the_page_and_it_opens_when_they_are_mended() {
    let (folder, sockets) = held(BY_SYSTEMD);
    let recipients = replaced(folder.path(), "recipients.txt", "nonsense\n");
    let server = started(folder.path(), &sockets);
    assert!(
        server.said().contains("recipients") && server.said().contains("zegeld check"),
        "{}",
        server.said()
    );
    is_closed(&page(&sockets));
    let desk = exchange(
        sockets[1].local_addr().unwrap(),
        b"POST /desk/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
    );
    assert_eq!(desk.status, 503, "nobody is told that their key is unknown");
    replaced(folder.path(), "recipients.txt", &recipients);
    server.waits_for("in order again");
    assert_eq!(page(&sockets).status, 200);
}

#[test]
fn a_refused_configuration_closes_the_page_and_ends_the_process_when_it_is_mended() {
    let (folder, sockets) = held(BY_SYSTEMD);
    let config = std::fs::read_to_string(folder.path().join("zegeld.toml")).unwrap();
    replaced(folder.path(), "zegeld.toml", &config.replace("organisation", "organization"));
    let server = started(folder.path(), &sockets);
    assert!(server.said().contains("organization"), "the key is named: {}", server.said());
    is_closed(&page(&sockets));
    replaced(folder.path(), "zegeld.toml", &config);
    let (status, said) = server.ended();
    assert!(!status.success() && said.contains("in order now"), "systemd starts it again: {said}");
    let _server = started(folder.path(), &sockets);
    assert_eq!(page(&sockets).status, 200);
}

/// Which of its ports others may reach stands in the file that cannot be read.
#[test]
fn a_refused_configuration_closes_the_page_also_where_caseworkers_have_a_port_of_the_network() {
    let (folder, [page_socket, _]) = held(BY_SYSTEMD);
    let sockets = [page_socket, TcpListener::bind("0.0.0.0:0").unwrap()];
    replaced(folder.path(), "zegeld.toml", "nonsense\n");
    let server = started(folder.path(), &sockets);
    is_closed(&page(&sockets));
    nobody_answers(&sockets[1]);
    assert!(!server.said().contains("desk.key"), "no key is refused: {}", server.said());
}

#[test]
fn a_refused_certificate_closes_the_page_where_it_can_be_shown() {
    let tls = "[tls]\ncertificate = \"none.pem\"\nkey = \"none.pem\"\n";
    let (folder, sockets) = held(&format!("{BY_SYSTEMD}{tls}"));
    let server = started(folder.path(), &sockets);
    assert!(server.said().contains("none.pem"), "{}", server.said());
    is_closed(&page(&sockets));
    assert!(!zegeld(folder.path(), "check").status.success());
}

#[test]
fn a_refused_key_of_the_server_keeps_the_page_open_and_lets_no_caseworker_in_until_it_is_mended() {
    let (folder, sockets) = held(&format!("{BY_SYSTEMD}desk.key = \"desk.key\"\n"));
    let key = folder.path().join("desk.key");
    std::fs::write(&key, "nonsense").unwrap();
    let server = started(folder.path(), &sockets);
    assert!(
        server.said().contains("desk.key") && server.said().contains("zegeld check"),
        "{}",
        server.said()
    );
    assert_eq!(page(&sockets).status, 200);
    nobody_answers(&sockets[1]);
    std::fs::remove_file(&key).unwrap();
    let (status, said) = server.ended();
    assert!(!status.success() && said.contains("in order now"), "systemd starts it again: {said}");
    started(folder.path(), &sockets);
    assert!(key.exists());
}

#[test]
fn a_page_whose_certificate_is_refused_never_opens_without_it() {
    let tls = "[tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n";
    let (folder, sockets) = held(&format!("{BY_SYSTEMD}{tls}"));
    let recipients = replaced(folder.path(), "recipients.txt", "nonsense\n");
    let server = started(folder.path(), &sockets);
    is_closed(&page(&sockets));
    replaced(folder.path(), "recipients.txt", &recipients);
    certify(folder.path(), EC);
    server.waits_for("in order");
    assert!(server.said().contains("in order now"), "it starts anew, with TLS: {}", server.said());
}

#[test]
fn what_is_turned_off_stays_so_through_a_restart_and_a_caseworkers_visit() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let mut site = Practice::for_real(&lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    let reporter = site.report("nl", &[("story", "Blijft bewaard.")]);
    let token = reporter.token().to_owned();
    let off = zegeld(site.folder(), "off");
    assert!(off.status.success() && text(&off).contains("zegeld on"), "{}", text(&off));
    let is_shut = |site: &Practice| site.first_page().contains(&said("en").closed.title);
    until("the page is closed", || is_shut(&site));
    anna.run(&["inbox"]).failed_with("503");
    site = site.after_for_real(|_| {});
    assert!(is_shut(&site) && site.first_page().contains("tel:112"));
    anna.run(&["inbox"]).failed_with("503");
    assert!(is_shut(&site));
    assert!(zegeld(site.folder(), "on").status.success());
    until("the page is open", || !is_shut(&site));
    assert!(
        anna.run(&["inbox"]).done().out.contains("Blijft")
            || !anna.json(&["inbox"]).as_array().unwrap().is_empty()
    );
    assert!(site.reporter("nl", &token).looks().contains(&said("nl").replies.none));
    assert!(text(&zegeld(site.folder(), "on")).contains("not turned off"));
}

#[test]
fn a_reload_says_that_an_edited_configuration_waits_for_the_next_start() {
    let (folder, sockets) = held(BY_SYSTEMD);
    let server = started(folder.path(), &sockets);
    server.signal(Signal::HUP);
    server.waits_for("recipients read again");
    assert!(!server.said().contains("has changed"), "{}", server.said());
    let config = std::fs::read_to_string(folder.path().join("zegeld.toml")).unwrap();
    replaced(folder.path(), "zegeld.toml", &format!("{config}# edited\n"));
    server.signal(Signal::HUP);
    server.waits_for("zegeld.toml has changed");
}

#[test]
fn a_check_before_a_reload_names_what_would_be_refused_and_prints_what_would_be_taken() {
    let (folder, _) = held(BY_SYSTEMD);
    let good = zegeld(folder.path(), "check");
    assert!(good.status.success() && text(&good).contains("the fingerprint "), "{}", text(&good));
    let recipients = replaced(folder.path(), "recipients.txt", "");
    let refused = zegeld(folder.path(), "check");
    assert!(!refused.status.success() && text(&refused).contains("recipients"), "{}", text(&refused));
    replaced(folder.path(), "recipients.txt", &recipients);
    let config = std::fs::read_to_string(folder.path().join("zegeld.toml")).unwrap();
    replaced(folder.path(), "zegeld.toml", &config.replace("organisation", "organization"));
    let refused = zegeld(folder.path(), "check");
    assert!(!refused.status.success() && text(&refused).contains("organization"), "{}", text(&refused));
}

#[test]
fn while_a_database_stays_away_the_process_is_started_again_with_the_volumes_of_then() {
    let (folder, sockets) = held(BY_SYSTEMD);
    take_database_away(folder.path());
    let server = started(folder.path(), &sockets);
    is_closed(&page(&sockets));
    let (status, said) = server.ended();
    assert!(!status.success() && said.contains("still missing"), "{said}");
}

/// Such as one whose volume waits for its passphrase: the key that caseworkers compared lies there too.
#[test]
fn while_a_database_stays_away_no_other_key_takes_the_place_of_the_one_beside_it() {
    let (folder, sockets) = held(&format!("{BY_SYSTEMD}desk.key = \"desk.key\"\n"));
    take_database_away(folder.path());
    let server = started(folder.path(), &sockets);
    is_closed(&page(&sockets));
    nobody_answers(&sockets[1]);
    let (_, said) = server.ended();
    assert!(said.contains("still missing"), "not before the volume could be there: {said}");
    assert!(!folder.path().join("desk.key").exists());
}
