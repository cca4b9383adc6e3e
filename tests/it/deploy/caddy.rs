//! Caddy as `deploy/caddy/Caddyfile` sets it up, before the real server: nothing that it writes is of a
//! reporter.

use std::process::Command;

use crate::deploy::nginx::{Behind, HOST, slows_one_visitor};
use crate::support::deployed::deployed;
use crate::support::http::try_exchange;
use crate::support::transport::Transport;

impl Behind {
    /// Caddy, with something else in its file.
    fn caddy(change: &[(&str, &str)]) -> Self {
        Self::start("x-forwarded-for", "caddy", |folder, https, http| {
            let own = folder.display();
            let ports = format!(
                "\n\tadmin off\n\thttp_port {http}\n\thttps_port {https}\n\tdefault_bind 127.0.0.1\n"
            );
            let certificate = format!("\n{HOST} {{\n\ttls {own}/fullchain.pem {own}/privkey.pem\n");
            let socket = folder.with_file_name("page.sock").display().to_string();
            let places = [
                ("\n\tadmin off\n", ports.as_str()),
                ("\nformulier.ngo.example {\n", &certificate),
                ("/run/zegel/page.sock", &socket),
            ];
            let change: Vec<_> =
                change.iter().map(|(from, to)| (*from, to.replace("HERE", &own.to_string()))).collect();
            let change = change.iter().map(|(from, to)| (*from, to.as_str()));
            let text = deployed("caddy/Caddyfile", &places.into_iter().chain(change).collect::<Vec<_>>());
            std::fs::write(folder.join("Caddyfile"), text).unwrap();
            let mut caddy = Command::new("caddy");
            caddy.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
            caddy.env("XDG_DATA_HOME", folder.join("data")).env("XDG_CONFIG_HOME", folder.join("config"));
            caddy
        })
    }
}

#[test]
fn caddy_writes_nothing_of_a_reporter() {
    let site = Behind::caddy(&[]);
    let (told, written) = site.told();
    assert_eq!(told, Vec::<String>::new());
    // A copy of its own configuration, at the start.
    assert_eq!(written, ["config", "config/caddy", "config/caddy/autosave.json"]);
}

#[test]
fn an_ordinary_caddy_is_found_to_write_all_of_it() {
    let site = Behind::caddy(&[(
        "\n\theader -Server\n",
        "\n\theader -Server\n\tlog {\n\t\toutput file HERE/access.log\n\t}\n",
    )]);
    let (told, written) = site.told();
    for part in ["kwikstaart in", "127.0.0.9 in", "/en/ in"] {
        assert!(
            told.iter().any(|found| found.starts_with(part) && found.ends_with("access.log")),
            "{part}: {told:?}"
        );
    }
    assert!(written.iter().any(|name| name == "access.log"), "{written:?}");
}

#[test]
fn behind_caddy_a_visitors_own_address_is_limited_whatever_it_says_it_is() {
    slows_one_visitor(Behind::caddy(&[]).transport, "X-Forwarded-For");
}

#[test]
fn when_the_server_is_away_caddy_says_the_number_and_port_80_leads_to_the_page() {
    let site = Behind::caddy(&[]);
    let get = format!("GET /en/kwikstaart HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    let led = try_exchange(([127, 0, 0, 1], site.http).into(), get.as_bytes()).unwrap();
    assert_eq!((led.status, led.header("location")), (301, Some("https://formulier.ngo.example/")));
    site.server.stop();
    let answer = site.transport.exchange(get.as_bytes());
    assert_eq!((answer.status, answer.header("server")), (503, None));
    assert!(answer.text().contains("tel:112"));
}
