//! `/.well-known/security.txt` (RFC 9116): whoever finds a hole in a site is told where to say so.

use zegel_core::calendar::{Clock, Day};

use crate::support::site::Site;

const PATH: &str = "/.well-known/security.txt";

fn with(security: &str) -> Site {
    Site::with(|setup| setup.config.organisation.security = Some(security.to_owned()))
}

/// Whoever finds a hole in the site is told where to say so, in the form that is looked for.
#[test]
fn whoever_finds_a_hole_is_told_where_to_say_so() {
    let answer = with("gaten@voorbeeld.nl").get(PATH);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    let [contact, expires, languages] = answer.text().lines().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(contact, "Contact: mailto:gaten@voorbeeld.nl");
    let day = expires.strip_prefix("Expires: ").and_then(|rest| rest.strip_suffix("T00:00:00Z")).unwrap();
    let lasts = day.parse::<Day>().unwrap().days_since(Clock::system().day());
    assert!((100..365).contains(&lasts), "{expires}");
    assert!(languages.starts_with("Preferred-Languages: nl, en, "), "{languages}");
    let page = with("https://voorbeeld.nl/gaten").get(PATH);
    assert!(page.text().starts_with("Contact: https://voorbeeld.nl/gaten\n"));
}

#[test]
fn without_an_address_there_is_no_such_file() {
    assert_eq!(Site::start().get(PATH).status, 404);
}
