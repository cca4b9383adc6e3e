//! What a browser says of its languages: whatever it is, there is a page in a language that is offered,
//! and in the one that the person reads best.

use crate::support::site::{Site, languages, said};

/// Where the address without a language leads, with these header lines.
fn led(site: &Site, lines: &[u8]) -> String {
    let request = [b"GET / HTTP/1.1\r\nHost: x\r\n", lines, b"\r\n"].concat();
    let answer = site.raw(&request);
    assert_eq!(answer.status, 303, "{}", String::from_utf8_lossy(lines));
    answer.header("location").unwrap().to_owned()
}

fn accepts(site: &Site, value: &[u8]) -> String {
    led(site, &[b"Accept-Language: ", value, b"\r\n"].concat())
}

/// What a browser sends, and the language of the page.
const ASKED: [(&str, &str); 31] = [
    ("", "en"),
    ("nl", "nl"),
    ("NL-be", "nl"),
    ("nl_NL", "nl"),
    ("hu-Latn-HU", "hu"),
    ("bg-Cyrl-BG-x-private", "bg"),
    ("fr, de;q=0.9, pl;q=0.1", "pl"),
    ("zh-Hans-CN,zh;q=0.9,ar;q=0.8", "en"),
    // By weight and not by place; of equal ones the first.
    ("nl;q=0.2, ro;q=0.9, hu;q=0.5", "ro"),
    ("en;q=0.8,es;q=0.8", "en"),
    ("es;q=0.8,en;q=0.8", "es"),
    ("pl;q=0.999, bg;q=1.000", "bg"),
    ("pl ; Q = 0.3 , ro ; q=0.4", "ro"),
    // Refused.
    ("nl;q=0, en", "en"),
    ("nl;q=0", "en"),
    ("en;q=0", "nl"),
    ("en;q=0.000, nl;q=0.0", "ro"),
    ("nl;q=0,en;q=0,ro;q=0,hu;q=0,es;q=0,pl;q=0,bg;q=0", "en"),
    ("nl-BE;q=0, nl;q=0.5", "nl"),
    // Any.
    ("*", "en"),
    ("*, nl;q=0.5", "en"),
    ("fr, *;q=0.5, nl;q=0.7", "nl"),
    ("en;q=0, *", "nl"),
    ("*;q=0", "en"),
    // A word that only begins like a language is another one.
    ("nld", "en"),
    ("enm, rom, esu, hu", "hu"),
    // Not as the standard has it.
    (";;q=,,,;q=1, ;", "en"),
    ("nl;q=high", "nl"),
    ("nl;q=0.1234567;level=1, hu;q=9", "nl"),
    ("nl;q", "nl"),
    ("../../nl, <script>, nl\";drop", "en"),
];

#[test]
fn the_page_comes_in_the_language_that_is_asked_for_most() {
    let site = Site::start();
    for (value, language) in ASKED {
        assert_eq!(accepts(&site, value.as_bytes()), format!("/{language}/"), "{value}");
    }
}

#[test]
fn headers_that_come_twice_are_read_as_one() {
    let site = Site::start();
    assert_eq!(led(&site, b"Accept-Language: fr\r\nAccept-Language: ro\r\n"), "/ro/");
    assert_eq!(led(&site, b"Accept-Language: nl;q=0.3\r\naccept-language: hu;q=0.4\r\n"), "/hu/");
    assert_eq!(led(&site, b"X: y\r\n"), "/en/");
}

#[test]
fn what_is_no_text_or_too_much_of_it_gets_a_page_all_the_same() {
    let site = Site::start();
    for value in [&b"\xff\xfe\x80, nl"[..], b"\xd0\xb1\xd0\xb3, nl", b"caf\xe9;q=\xff, nl", b"\tnl\t"] {
        assert_eq!(accepts(&site, value), "/nl/", "{value:?}");
    }
    let many: Vec<String> = (0..5000).map(|number| format!("x{number};q=0.5")).collect();
    assert_eq!(accepts(&site, many.join(",").as_bytes()), "/en/");
    assert_eq!(accepts(&site, &b",".repeat(30_000)), "/en/");
    assert_eq!(accepts(&site, &[&b"n"[..], &b"l".repeat(30_000)].concat()), "/en/");
}

/// Only where the address names no language: an address that names one is followed.
#[test]
fn the_language_of_the_address_comes_first() {
    let site = Site::start();
    for language in languages() {
        let path =
            format!("GET /{language}/ HTTP/1.1\r\nHost: x\r\nAccept-Language: {language};q=0, *\r\n\r\n");
        let answer = site.raw(path.as_bytes());
        assert!(answer.says(&said(language).start.title), "{language}");
    }
    let lost = site.raw(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nAccept-Language: nl;q=0, pl;q=0.1\r\n\r\n");
    assert_eq!((lost.status, lost.h1()), (404, said("pl").errors.not_found.clone()));
}
