//! `zegeld.toml`: what is accepted fits the places where it will stand, and makes pages without foreign markup; what
//! is refused is said in words that do nothing to a terminal.

use axum::body::Body;
use axum::http::Request;
use zegel_browser::markup::Page;
use zegel_core::text_file;
use zegeld::config::{Address, Config};
use zegeld::web::StartError;

use super::site::Site;

/// Of so many files that are accepted one makes a site, which takes a thousand times as long as reading.
const ONE_IN: usize = 16;

/// The elements that the first page does not have: the privacy page shows an example of the store, and a link by
/// which to write to the organisation.
const TABLES: [&str; 7] = ["<table", "<caption", "<thead", "<tbody", "<tr", "<th", "<td"];

/// Asserts what must hold of a configuration file.
pub fn run(bytes: &[u8]) {
    let text = match text_file::text(bytes) {
        Ok(text) => text,
        Err(error) => return assert!(super::is_harmless(&error.to_string())),
    };
    match Config::parse(text) {
        Ok(config) => accepted(config, bytes.len()),
        Err(error) => {
            let said = error.to_string();
            assert!(super::is_harmless(&said), "{said:?}");
            assert!(said.len() <= 3 * text.len() + 2_000, "{said}");
        }
    }
}

fn accepted(config: Config, choice: usize) {
    for address in [&config.listen, &config.desk.listen].into_iter().chain(config.http()) {
        assert_eq!(address.to_string().parse::<Address>().as_ref(), Ok(address));
    }
    assert!((1..=520).contains(&config.retention.weeks) && config.store.max_bytes >= 1 << 20);
    assert!(config.desk.key.is_some() || config.desk.listen.is_of_this_machine());
    assert!(config.tls.is_none() || config.client_header.is_none());
    let links =
        [Some(&config.exit_url), config.organisation.page.as_ref(), config.organisation.website.as_ref()];
    for link in links.into_iter().flatten() {
        assert!(
            link.starts_with("https://") && link.chars().all(|c| c.is_ascii_graphic() && c != '"'),
            "{link}"
        );
    }
    let lines = config.notice.values().chain(&config.logo).chain([&config.organisation.name]);
    for line in lines {
        assert!(!line.trim().is_empty() && !line.chars().any(char::is_control), "{line:?}");
    }
    if choice.is_multiple_of(ONE_IN) && config.instance.is_none() {
        makes_our_pages(config);
    }
}

fn makes_our_pages(config: Config) {
    let mail = config.organisation.email.as_ref().map(|email| format!("href=\"mailto:{email}\""));
    let site = match Site::start(config) {
        Ok(site) => site,
        Err(StartError::TooLong(..)) => return,
        Err(other) => panic!("{other}"),
    };
    for path in ["/en/", "/nl/privacy"] {
        let (status, body) =
            site.ask(Request::get(path).header("host", "127.0.0.1").body(Body::empty()).unwrap());
        let html = String::from_utf8(body).unwrap();
        let foreign = Page::parse(html.trim_end_matches(' ')).foreign_markup();
        let is_known = |tag: &str| {
            tag.is_empty()
                || Some(tag) == mail.as_deref()
                || TABLES.iter().any(|known| tag.starts_with(known))
        };
        assert!(status == 200 && foreign.split(", ").all(is_known), "{status} {foreign}");
    }
}
