//! The site as `zegeld doctor --url` sees it from outside: what stands before the program, or beside
//! it on the host, is found.

use std::path::Path;
use std::sync::LazyLock;

use crate::desk::verify::{between, rewrite, self_signed};
use crate::support::caseworker::{Caseworker, is_harmless};
use crate::support::hostile::Hostile;
use crate::support::http::Answer;
use crate::support::machine::{Found, doctor_at};
use crate::support::practice::Practice;

/// A real site that is open.
fn open_site() -> Practice {
    crate::server::selftest::open_site().0
}

fn visit(site: &Practice, url: &str) -> Found {
    doctor_at(&site.config(), &["--url", url])
}

#[test]
fn a_site_with_nothing_before_and_beside_it_is_as_it_should_be() {
    let site = open_site();
    let found = visit(&site, &site.page);
    assert_eq!(found.wrong(), Vec::<&str>::new(), "{}", found.text);
    for about in ["reached", "page", "headers", "added", "markup", "script", "seals-for", "elsewhere"] {
        found.says(about, "ok", "");
    }
    // Beside a server that runs, the store is looked at too.
    found.says("store", "ok", "whole").says("proof", "ok", "");
}

type Lie = (&'static str, &'static str, fn(&str, &mut Answer));

fn everywhere(line: &str) -> bool {
    line.starts_with("GET /en/")
}

/// What differs, a word of what is said, and how; each lie alone.
const LIES: [Lie; 16] = [
    ("cookie", "sets a cookie, seen", |_, answer| answer.head.push_str("Set-Cookie: seen=1\r\n")),
    ("added", "x-powered-by", |_, answer| answer.head.push_str("X-Powered-By: PHP\r\n")),
    ("added", "via", |_, answer| answer.head.push_str("Via: 1.1 cache\r\nServer: cache\r\n")),
    ("headers", "strict-transport-security", |_, answer| {
        answer.head = answer.head.replace("max-age=63072000", "max-age=300");
    }),
    ("headers", "content-security-policy", |_, answer| {
        answer.head.push_str("Content-Security-Policy: default-src *\r\n");
    }),
    ("headers", "referrer-policy", |_, answer| {
        answer.head = answer.head.replace("referrer-policy: no-referrer\r\n", "");
    }),
    ("headers", "onion-location", |_, answer| {
        answer.head.push_str("Onion-Location: http://elsewhere.onion/\r\n");
    }),
    ("markup", "another script", |line, answer| {
        if everywhere(line) {
            rewrite(answer, "<main", "<script src=\"/count.js\"></script><main");
        }
    }),
    ("markup", "<iframe>", |line, answer| {
        if everywhere(line) {
            rewrite(answer, "<main", "<iframe></iframe><main");
        }
    }),
    ("markup", "another style", |line, answer| {
        if everywhere(line) {
            rewrite(answer, "</style>", "p{display:none}</style>");
        }
    }),
    ("markup", "another size", |line, answer| {
        if everywhere(line) {
            answer.body.truncate(24_000);
        }
    }),
    ("script", "another release", |line, answer| {
        if line.contains("/script/") {
            answer.body.push(b'\n');
        }
    }),
    ("elsewhere", "/sw.js", |line, answer| {
        if line.ends_with(" /sw.js") {
            (answer.status, answer.body) = (200, b"self.onfetch = () => {}".to_vec());
        }
    }),
    ("elsewhere", "/wp-login.php, /server-status", |line, answer| {
        if line.contains("wp-") || line.contains("status") {
            answer.body = b"<h1>Another program</h1>".to_vec();
        }
    }),
    ("elsewhere", "not answered by zegeld", |_, answer| {
        if answer.status == 404 {
            answer.body = b"<center><h1>404 Not Found</h1></center>".to_vec();
        }
    }),
    ("page", "status 500", |line, answer| {
        if everywhere(line) {
            answer.status = 500;
        }
    }),
];

/// What stands before the program and changes the page is found.
#[test]
fn whatever_something_in_between_adds_changes_or_answers_is_named_alone() {
    let site = open_site();
    for (number, (about, part, lie)) in LIES.into_iter().enumerate() {
        let server = between(&site, lie);
        let found = visit(&site, &format!("{}/", server.url));
        found.says(about, "wrong", part);
        assert!(found.wrong().iter().all(|wrong| *wrong == about), "lie {number}: {:?}", found.wrong());
    }
}

#[test]
fn a_proxy_that_only_says_its_name_is_a_matter_to_decide() {
    let site = open_site();
    let server = between(&site, |_, answer| answer.head.push_str("Server: nginx\r\n"));
    let found = visit(&site, &format!("{}/", server.url));
    assert_eq!(found.wrong(), Vec::<&str>::new(), "{}", found.text);
    found.says("added", "look", "which program it is");
}

#[test]
fn a_page_that_is_compressed_on_the_way_is_wrong() {
    static GZIP: LazyLock<Vec<u8>> = LazyLock::new(|| zegel_browser::assets::script().gzip.to_vec());
    let site = open_site();
    let server = between(&site, |line, answer| {
        if everywhere(line) {
            answer.head.push_str("Content-Encoding: gzip\r\n");
            answer.body = GZIP.clone();
        }
    });
    visit(&site, &format!("{}/", server.url)).says("compression", "wrong", "gzip off");
}

#[test]
fn another_site_than_that_of_the_recipients_file_is_wrong() {
    let site = open_site();
    let other = open_site();
    let found = visit(&site, &other.page);
    assert_eq!(found.wrong(), ["seals-for"]);
    found.says("seals-for", "wrong", "systemctl reload zegeld");
}

#[test]
fn a_page_that_is_closed_is_said() {
    let (_, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    visit(&site, &site.page).says("page", "look", "503");
}

#[test]
fn what_is_no_site_of_ours_or_does_not_answer_is_wrong_and_moves_no_terminal() {
    let site = open_site();
    let stranger = Hostile::new(|_| crate::support::hostile::ok("<h1>Welcome to nginx!</h1>"));
    visit(&site, &format!("{}/", stranger.url)).says("root", "wrong", "host name of its own");
    doctor_at(&site.config(), &["--url"]).says("url", "wrong", "page under [organisation]");
    visit(&site, "http://127.0.0.1:1/").says("reached", "wrong", "no answer");
    for odd in ["http://tips.example/", "https://tips.example/nl/", "tips.example", "https://a@b.example/"] {
        visit(&site, odd).says("url", "wrong", "not the address of a site");
    }
    let lying = between(&site, |line, answer| {
        if everywhere(line) {
            rewrite(answer, "<main", "<p onclick=\"\u{1b}[2J\u{202e}\nok      all\"></p><main");
        }
    });
    let config = site.config();
    let said = std::process::Command::new(crate::support::programs::zegeld_path())
        .args(["doctor", "--config", config.to_str().unwrap(), "--url", &format!("{}/", lying.url)])
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("WRONG   In the page") && is_harmless(&said), "{said:?}");
    assert!(said.lines().all(|line| line != "ok      all"), "{said}");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_wrong_and_nothing_is_asked() {
    let (url, heard) = self_signed();
    doctor_at(Path::new("/nowhere/zegeld.toml"), &["--url", &url]).says("reached", "wrong", "UnknownIssuer");
    assert_eq!(heard.join().unwrap(), "");
}
