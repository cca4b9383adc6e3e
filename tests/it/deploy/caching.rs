//! A cache that gives two people one page is found by `zegeld doctor` and `zegel verify`.
//!
//! A cache before the site that keeps what says `no-store`: two people would get one code. The
//! administrator's doctor and the caseworkers' verify both find it, and say what to do.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::server::selftest::open_site;
use crate::support::caseworker::Caseworker;
use crate::support::http::{Answer, exchange};
use crate::support::machine::doctor_at;
use crate::support::practice::{Practice, free_address};
use crate::support::until::until;

/// nginx before a site on this machine. It ends with the test.
struct Nginx {
    address: String,
    child: Child,
    _folder: TempDir,
}

impl Nginx {
    /// With these lines where it passes on.
    fn before(site: &Practice, lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let page = site.page.trim_end_matches('/');
        let config = folder.path().join("nginx.conf");
        std::fs::write(&config, configuration(folder.path(), &address, page, lines)).unwrap();
        let mut nginx = Command::new("nginx");
        nginx.arg("-p").arg(folder.path()).arg("-c").arg(&config).args(["-g", "daemon off;"]);
        let child = nginx.stderr(Stdio::null()).spawn().unwrap();
        until("nginx listens", || std::net::TcpStream::connect(&address).is_ok());
        Self { address, child, _folder: folder }
    }

    fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    fn page(&self) -> Answer {
        let request = format!("GET /en/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        exchange(self.address.parse().unwrap(), request.as_bytes())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn configuration(folder: &Path, address: &str, page: &str, lines: &str) -> String {
    let own = folder.display();
    format!(
        "user root;\nmaster_process off;\npid {own}/pid;\nerror_log /dev/null;\nevents {{}}\n\
         http {{\n access_log off; client_body_temp_path {own}/body; proxy_temp_path {own}/proxy;\n \
         fastcgi_temp_path {own}/f; uwsgi_temp_path {own}/u; scgi_temp_path {own}/s;\n \
         proxy_cache_path {own}/cache keys_zone=pages:1m;\n \
         server {{ listen {address}; location / {{ proxy_pass {page}; {lines} }} }}\n}}\n"
    )
}

/// Keeps every page for an hour, whatever the site says of it.
const KEEPS: &str =
    "proxy_cache pages; proxy_cache_valid 200 303 1h; proxy_ignore_headers Cache-Control Expires Vary;";

/// A site that is open, and a caseworker who has pinned its keys.
fn site_and_desk() -> (Practice, Caseworker) {
    let (site, anna) = open_site();
    anna.run(&["verify", &site.page]).done();
    (site, anna)
}

fn equal(anna: &Caseworker, url: &str) -> serde_json::Value {
    let ended = anna.run(&["verify", url, "--json"]);
    let found: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let lines = found["compared"].as_array().unwrap().clone();
    lines.into_iter().find(|line| line["what"] == "fresh").unwrap()
}

#[test]
fn a_cache_that_keeps_the_page_is_found_by_the_doctor_and_by_verify() {
    let (site, anna) = site_and_desk();
    let cache = Nginx::before(&site, KEEPS);
    assert_eq!(cache.page().hidden("token"), cache.page().hidden("token"), "it is a cache");
    let found = doctor_at(&site.config(), &["--url", &cache.url()]);
    found.says("fresh", "wrong", "token, form").says("fresh", "wrong", "Switch caching off for this host");
    let line = equal(&anna, &cache.url());
    assert_eq!((&line["equal"], &line["found"]), (&false.into(), &"token, form".into()));
    let ended = anna.run(&["verify", &cache.url()]).ended_with(4);
    let said = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("DIFFERS: a code of its own for each visitor"), "{said}");
    assert!(said.contains("caching must be switched off for this site"), "{said}");
}

#[test]
fn a_passage_that_does_as_the_site_says_is_none() {
    let (site, anna) = site_and_desk();
    let passage = Nginx::before(&site, "proxy_cache pages; proxy_cache_valid 200 1h;");
    doctor_at(&site.config(), &["--url", &passage.url()]).says("fresh", "ok", "a code of its own");
    assert_eq!(equal(&anna, &passage.url())["equal"], true);
    doctor_at(&site.config(), &["--url", &site.page]).says("fresh", "ok", "a code of its own");
}
