//! A site that lies to its visitors in one thing, before `zegel verify`: that thing is named, and no other.

use zegel_core::seal::Recipients;

use crate::desk::verify::{between, is_page, pinned, rewrite, unequal};
use crate::support::caseworker::Caseworker;
use crate::support::hostile::Hostile;
use crate::support::http::Answer;
use crate::support::practice::Practice;

type Lie = (&'static str, fn(&str, &mut Answer));

/// What differs, and how; each lie alone.
const LIES: [Lie; 14] = [
    ("policy", |_, answer| answer.head = answer.head.replace("script-src 'sha256-", "script-src 'sha256-x")),
    ("policy", |_, answer| answer.head.push_str("content-security-policy: default-src *\r\n")),
    ("type", |_, answer| answer.head = answer.head.replace("html; charset=utf-8", "html; charset=utf-7")),
    ("headers", |_, answer| answer.head.push_str("Set-Cookie: seen=1\r\n")),
    ("headers", |line, answer| {
        if line.contains("/script/") {
            answer.head.push_str("Server: nginx\r\n");
        }
    }),
    ("file", |line, answer| {
        if line.contains("/script/") {
            answer.body.push(b'\n');
        }
    }),
    ("file", |line, answer| {
        if line.contains("/script/") {
            answer.status = 404;
        }
    }),
    ("site", |line, answer| {
        if line.contains("/api/") {
            answer.body = b"{}".to_vec();
        }
    }),
    ("site", |line, answer| {
        if line.contains("/api/") {
            rewrite(answer, "\"recipients\":[", "\"recipients\":[\"# not a key\",");
        }
    }),
    ("sizes", |line, answer| {
        if line.contains("/api/") {
            rewrite(answer, "8192", "64");
        }
    }),
    ("claimed", |line, answer| {
        if line.contains("/api/") {
            rewrite(answer, "\"fingerprint\":\"", "\"fingerprint\":\"0");
        }
    }),
    ("page", |line, answer| {
        if is_page(line) {
            rewrite(answer, "data-recipients=\"", "data-recipients=\"0");
        }
    }),
    ("style", |line, answer| {
        if is_page(line) {
            rewrite(answer, "</style>", "p{display:none}</style>");
        }
    }),
    ("script", |line, answer| {
        if is_page(line) {
            rewrite(answer, " integrity=", " data-integrity=");
        }
    }),
];

#[test]
fn each_thing_that_is_not_as_in_this_release_is_named() {
    let (site, anna, _) = pinned();
    for (number, (what, lie)) in LIES.into_iter().enumerate() {
        let server = between(&site, lie);
        assert_eq!(unequal(&anna, &server.url), [what], "lie {number}");
    }
    let server = between(&site, LIES[3].1);
    let out = anna.run(&["verify", &server.url]).failed_with("1 of 13").out;
    assert!(out.contains("DIFFERS: headers") && out.contains("found: set-cookie: seen=1"), "{out}");
}

/// What could be put into the page, in place of `<main`, and what is said to differ.
const MARKUP: [(&str, &str); 18] = [
    ("<p onclick=\"x()\"></p><main", "markup"),
    ("<p style=\"color:red\"></p><main", "markup"),
    ("<base href=\"https://elsewhere.example/\"><main", "markup"),
    ("<iframe></iframe><main", "markup"),
    ("<object></object><main", "markup"),
    ("<embed><main", "markup"),
    ("<svg></svg><main", "markup"),
    ("<link rel=\"stylesheet\" href=\"/x.css\"><main", "markup"),
    ("<meta http-equiv=\"refresh\" content=\"0;url=/x\"><main", "markup"),
    ("<form method=\"post\" action=\"https://elsewhere.example/\"></form><main", "markup"),
    ("<form method=\"get\"></form><main", "markup"),
    ("<button formaction=\"/x\"></button><main", "markup"),
    ("<a href=\"javascript:x()\"></a><main", "markup"),
    ("<!-- <main --><main", "markup"),
    ("<P ONCLICK='x()'></P><main", "markup"),
    // A browser reads the first as the title's text up to the quote, and the rest as tags.
    ("<title><a class=\"</title><p onclick=x>\"></a></title><main", "markup"),
    ("<textarea><main", "markup"),
    ("<script src=\"/x.js\"></script><main", "script"),
];

#[test]
fn nothing_can_be_put_into_the_page() {
    let (site, anna, _) = pinned();
    for (markup, what) in MARKUP {
        let server = between(&site, move |line, answer| {
            if is_page(line) {
                rewrite(answer, "<main", markup);
            }
        });
        assert_eq!(unequal(&anna, &server.url), [what], "{markup}");
    }
    for (from, to) in [
        ("<!DOCTYPE html>", ""),
        ("<style>", "<title><style>"),
        ("<form method", "<script>x</script><form method"),
    ] {
        let server = between(&site, move |line, answer| {
            if is_page(line) {
                rewrite(answer, from, to);
            }
        });
        assert!(unequal(&anna, &server.url).contains(&"markup".to_owned()), "{to}");
    }
}

/// A number of an installation that no server has.
const OTHER_INSTALLATION: &str = "00000000-0000-4000-8000-000000000000";

/// The site with this number of its installation in the place of its own.
fn renumbered(site: &Practice, own: &str) -> Hostile {
    let own = own.to_owned();
    between(site, move |line, answer| {
        if line.contains("/api/") {
            rewrite(answer, &own, OTHER_INSTALLATION);
        }
    })
}

#[test]
fn another_installation_is_named_beside_the_keys_and_is_no_site_of_which_nothing_is_pinned() {
    let (site, anna, set) = pinned();
    let own = anna.pinned_installation();
    let server = renumbered(&site, &own);
    assert_eq!(unequal(&anna, &server.url), ["instance"]);
    let ended = anna.run(&["verify", &server.url]).ended_with(4);
    assert!(ended.out.contains(OTHER_INSTALLATION) && ended.out.contains(&own), "{}", ended.out);
    assert!(!ended.out.contains("NOT COMPARED"), "{}", ended.out);
    // The fingerprint on paper is the pinned set's, which belongs to the pinned installation.
    let printed = set.fingerprint().to_string();
    anna.run(&["verify", &server.url, "--fingerprint", &printed]).ended_with(4);

    // Whoever names a set that nothing is pinned of means another site.
    let (mallory, lines) = Caseworker::with_key("mallory");
    let other = Practice::of(&mallory.identity(), &lines);
    assert_eq!(unequal(&anna, &other.page), ["instance", "trusted"]);
    let theirs = lines.parse::<Recipients>().unwrap().fingerprint().to_string();
    anna.run(&["verify", &other.page, "--fingerprint", &theirs]).done();
    // And where nothing is pinned there is nothing to compare with.
    let nobody = Caseworker::new();
    nobody.run(&["verify", &server.url, "--fingerprint", &printed]).done();
}

#[test]
fn what_setup_wrote_down_is_compared_where_nothing_is_pinned() {
    let (site, anna, set) = pinned();
    let fresh = Caseworker::new();
    fresh.file("config/zegel/config.toml", format!("instance = \"{}\"\n", anna.pinned_installation()));
    let printed = set.fingerprint().to_string();
    fresh.run(&["verify", &site.page]).failed_with("nothing says whether these are the right keys");
    fresh.run(&["verify", &site.page, "--fingerprint", &printed]).done();
    let server = renumbered(&site, &anna.pinned_installation());
    assert_eq!(unequal(&fresh, &server.url), ["instance", "trusted"]);
}
