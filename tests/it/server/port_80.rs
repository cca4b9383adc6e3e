//! Port 80 beside TLS leads to the page, says back nothing of what was asked, and shows no file but what
//! certbot puts there; a page whose certificate is refused never opens without it.
//!
//! Port 80 beside TLS in the program: it leads to the page, shows what certbot has put there, and says and keeps
//! nothing else.

use std::path::Path;

use zegeld::config::Config;

use crate::server::activation::activated;
use crate::server::tls::{CONFIG, EC, certify};
use crate::support::http::Answer;
use crate::support::program::post;
use crate::support::server_process::{ALWAYS, ServerProcess, by_file, folder};
use crate::support::site::said;

const PAGE: &str = "https://formulier.ngo.example/";

/// TLS with a listener beside it, at this address.
fn beside_tls(listens: &str, http: &str) -> String {
    format!("organisation.page = \"{PAGE}\"\n{listens}http = \"{http}\"\n")
}

fn asks(folder: &Path, request: &str) -> Option<Answer> {
    by_file(&folder.join("http.sock"), request.as_bytes())
}

fn get(folder: &Path, path: &str) -> Answer {
    asks(folder, &format!("GET {path} HTTP/1.1\r\nHost: kwikstaart.example\r\n\r\n")).unwrap()
}

#[test]
fn whoever_comes_without_encryption_is_led_to_the_page_and_nothing_of_it_is_said_back() {
    let folder = folder(&beside_tls(CONFIG, "unix:http.sock"));
    certify(folder.path(), EC);
    let _server = ServerProcess::of(folder.path());
    let form = post("kwikstaart.example", &[("act", "send"), ("story", "kwikstaart")]);
    let odd = "PROPFIND /kwikstaart HTTP/1.1\r\nHost: kwikstaart.example\r\n\r\n".to_owned();
    let mut answers = vec![asks(folder.path(), &String::from_utf8(form).unwrap()), asks(folder.path(), &odd)];
    for path in ["/", "/en/kwikstaart?kwikstaart", "//kwikstaart.example/", "/kwikstaart%0d%0aX:%20y"] {
        answers.push(Some(get(folder.path(), path)));
    }
    for answer in answers.into_iter().map(Option::unwrap) {
        assert_eq!((answer.status, answer.header("location"), answer.text()), (301, Some(PAGE), ""));
        assert!(!answer.head.contains("kwikstaart"), "{}", answer.head);
    }
}

#[test]
fn what_certbot_has_put_there_is_shown_and_no_other_file() {
    let folder = folder(&beside_tls(CONFIG, "unix:http.sock"));
    certify(folder.path(), EC);
    let _server = ServerProcess::of(folder.path());
    let challenges = folder.path().join(".well-known/acme-challenge");
    std::fs::create_dir_all(&challenges).unwrap();
    std::fs::write(challenges.join("to-ken_1"), "to-ken_1.thumb").unwrap();
    let shown = |name: &str| get(folder.path(), &format!("/.well-known/acme-challenge/{name}"));
    assert_eq!((shown("to-ken_1").status, shown("to-ken_1").text()), (200, "to-ken_1.thumb"));
    for other in
        ["other", "..%2f..%2fkey.pem", "%2e%2e%2f%2e%2e%2fkey.pem", ".", "to-ken_1%00", &"a".repeat(600)]
    {
        assert_eq!((shown(other).status, shown(other).text()), (404, ""), "{other}");
    }
    for other in ["../../key.pem", "", "to-ken_1/../../../key.pem"] {
        assert_eq!(shown(other).status, 301, "{other}");
    }
}

#[test]
fn while_the_configuration_is_refused_port_80_shows_the_closed_page() {
    let by_systemd = "listen = \"systemd:page\"\ndesk.listen = \"systemd:desk\"\n\
        [tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n";
    let folder =
        folder(&format!("organization.name = \"a mistake\"\n{}", beside_tls(by_systemd, "systemd:http")));
    let sockets = ["desk.sock", "http.sock", "page.sock"];
    let server = ServerProcess::start(activated(&folder, &sockets, "desk:http:page"));
    server.waits_for("as 5");
    let page = get(folder.path(), "/nl/");
    assert_eq!((page.status, page.h1()), (503, said("nl").closed.title.clone()));
    assert!(page.text().contains("tel:112"));
}

#[test]
fn it_has_an_address_of_its_own_and_a_page_to_lead_to() {
    let refused = |text: &str| Config::parse(&format!("{ALWAYS}{text}")).err().map(|error| error.to_string());
    assert_eq!(refused(&beside_tls(CONFIG, "[::]:80")), None);
    let nowhere = refused(&format!("{CONFIG}http = \"[::]:80\"\n")).unwrap();
    assert!(nowhere.contains("tls.http") && nowhere.contains("organisation.page"), "{nowhere}");
    for taken in ["unix:page.sock", "unix:desk.sock"] {
        assert!(refused(&beside_tls(CONFIG, taken)).unwrap().contains("tls.http"));
    }
}
