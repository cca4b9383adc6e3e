//! A poster leads only to a site with the trusted keys, the same words and numbers, and no practice page.
//!
//! For which sites `zegel poster` makes one, and for which it does not: the real program, before a
//! site that it reaches at an onion address.

use std::net::SocketAddr;

use zegel_browser::markup::Page;
use zegel_core::calendar::Clock;
use zegel_core::i18n::{Language, SiteTexts, words};
use zegel_core::seal::Recipients;

use crate::desk::poster::ONION;
use crate::support::caseworker::{Caseworker, Ended, mode};
use crate::support::fixture::onion_at;
use crate::support::practice::Practice;
use crate::support::printed::tight;
use crate::support::site::Site;
use crate::support::socks::Socks;

const OTHER: &str = "0000 1111 2222 3333 4444 5555 6666 7777 8888 9999";

/// A site behind an onion address, and how a caseworker makes a poster of it.
struct Hung<'a> {
    caseworker: &'a Caseworker,
    socks: Socks,
}

impl<'a> Hung<'a> {
    fn of(caseworker: &'a Caseworker, site: SocketAddr) -> Self {
        Self { caseworker, socks: Socks::to(site) }
    }

    fn poster(&self, out: &str, more: &[&str]) -> Ended {
        let usual = ["poster", "--lang", "nl", "--url", ONION, "--out", out, "--proxy", &self.socks.url];
        self.caseworker.run(&[usual.as_slice(), more].concat())
    }
}

/// All words of a page that was made, without the white between them.
fn text(caseworker: &Caseworker, file: &str) -> String {
    let html = std::fs::read_to_string(caseworker.home().join(file)).unwrap();
    tight(&Page::parse(&html).text())
}

/// What the first code of a page leads to, from its drawing alone.
fn code_of(html: &str) -> String {
    const MODULE: usize = 4;
    const QUIET: usize = 4;
    let side: usize =
        html.split_once("viewBox=\"0 0 ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    let path = html.split_once("<path d=\"").unwrap().1.split('"').next().unwrap();
    let mut dark = std::collections::BTreeSet::new();
    for run in path.split('M').skip(1) {
        let numbers: Vec<usize> =
            run.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
        dark.extend((0..numbers[2]).map(|more| (numbers[0] + more, numbers[1])));
    }
    let at = |x: usize, y: usize| {
        let module = (x / MODULE).checked_sub(QUIET).zip((y / MODULE).checked_sub(QUIET));
        if module.is_some_and(|module| dark.contains(&module)) { 0 } else { 255 }
    };
    let across = (side + 2 * QUIET) * MODULE;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(across, across, at);
    image.detect_grids()[0].decode().unwrap().1
}

fn address(site: &Practice) -> SocketAddr {
    site.page.trim_start_matches("http://").trim_end_matches('/').parse().unwrap()
}

#[test]
fn a_real_site_with_the_pinned_keys_gets_its_poster() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    let hung = Hung::of(&anna, address(&site));
    hung.poster("early.html", &[]).failed_with("With 503 the site is closed");
    anna.run(&["inbox"]).done();
    let said = hung.poster("poster.html", &["--place", "hotel"]).done();
    let url = format!("{ONION}nl/");
    assert!(said.out.contains("scan the code") && tight(&said.out).contains(&url), "{}", said.out);
    let path = anna.home().join("poster.html");
    let html = std::fs::read_to_string(&path).unwrap();
    let fingerprint = lines.parse::<Recipients>().unwrap().fingerprint().to_string();
    let text = tight(&Page::parse(&html).text());
    for line in
        [&url, &fingerprint, &Clock::system().day().to_string(), &words(Language::DUTCH).form.think_work]
    {
        assert!(text.contains(&tight(line)), "{line}: {text}");
    }
    assert_eq!(code_of(&html), url);
    assert_eq!(mode(&path), 0o600);

    let before = std::fs::read(&path).unwrap();
    hung.poster("poster.html", &[]).failed_with("poster.html exists already");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    hung.poster("none/poster.html", &[]).failed_with("cannot be written");
    let made = hung.poster("json.html", &["--json"]).done().out;
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    assert_eq!((&made["url"], &made["fingerprint"]), (&url.into(), &fingerprint.into()));
}

#[test]
fn other_keys_than_the_trusted_ones_are_refused_as_by_verify() {
    let site = Site::start();
    let nobody = Caseworker::new();
    let hung = Hung::of(&nobody, site.public);
    hung.poster("a.html", &[]).failed_with("nothing says whether these are the right keys");
    let ended = hung.poster("a.html", &["--fingerprint", OTHER]).failed_with("Not as it should be: 1 of");
    assert!(ended.out.contains(OTHER), "which ones is said: {}", ended.out);
    assert_eq!(nobody.files(), Vec::<String>::new());
    let right = site.recipients.fingerprint().to_string();
    hung.poster("a.html", &["--fingerprint", &right]).done();
    assert_eq!(nobody.files(), ["a.html"], "nothing is pinned");
}

#[test]
fn an_onion_address_is_printed_if_the_page_names_it() {
    let other = ONION.replace("zegel2", "other2");
    let named = other.clone();
    let site = Site::with(move |setup| setup.config.onion = onion_at(&named));
    let right = site.recipients.fingerprint().to_string();
    let nobody = Caseworker::new();
    let hung = Hung::of(&nobody, site.public);
    let with = |out, onion| hung.poster(out, &["--fingerprint", &right, "--onion", onion]);
    with("a.html", &other).done();
    with("b.html", other.trim_start_matches("http://").trim_end_matches('/')).done();
    assert!(text(&nobody, "b.html").contains(&tight(&other)));
    for wrong in [ONION, "https://tips.example/", "http://x y.onion/", "http://.onion.example/"] {
        with("c.html", wrong).failed_with("the page does not name it");
    }
    assert_eq!(nobody.files(), ["a.html", "b.html"]);
}

#[test]
fn a_site_with_its_own_words_and_numbers_gets_those_and_no_others() {
    const WORDS: &str = "[start]\ntitle = \"Klopt hier iets niet?\"\n\
        [helplines.own]\nname = \"\"\ntext = \"onze lijn. Overdag.\"\n";
    const NUMBERS: &str =
        "[[helpline]]\nid = \"own\"\nnumber = \"020-123 4567\"\nlink = \"tel:0201234567\"\n";
    let own = [(Language::DUTCH, WORDS.to_owned())].into();
    let site_texts = SiteTexts::new(vec![Language::DUTCH], &own, Some(NUMBERS)).unwrap();
    let site = Site::with(move |setup| setup.config.site_texts = site_texts);
    let right = site.recipients.fingerprint().to_string();
    let nobody = Caseworker::new();
    nobody.file("own.toml", WORDS);
    nobody.file("numbers.toml", NUMBERS);
    nobody.file("odd.toml", "[start]\nheading = \"?\"\n");
    let hung = Hung::of(&nobody, site.public);
    let with = |out, more: &[&str]| hung.poster(out, &[&["--fingerprint", &right], more].concat());
    with("a.html", &[]).failed_with("The page does not say: Zag je iets wat niet klopt?");
    with("a.html", &["--words", "own.toml"]).failed_with("The page does not say: 112 — gevaar");
    with("a.html", &["--words", "odd.toml"])
        .failed_with("cannot be used: nl: start: nothing asks for heading");
    with("a.html", &["--words", "none.toml"]).failed_with("none.toml cannot be read");
    with("a.html", &["--words", "own.toml", "--helplines", "numbers.toml"]).done();
    let text = text(&nobody, "a.html");
    assert_eq!(text.matches("020-1234567onzelijn.").count(), 5, "a poster and four cards: {text}");
    assert!(text.contains("Klopthieriets") && !text.contains("0800-7000"), "{text}");
    assert_eq!(nobody.files(), ["a.html", "numbers.toml", "odd.toml", "own.toml"]);
}

#[test]
fn a_practice_page_and_an_address_for_nobody_else_are_refused() {
    let (anna, lines) = Caseworker::with_key("anna");
    let fingerprint = lines.parse::<Recipients>().unwrap().fingerprint().to_string();
    let site = Practice::of(&anna.identity(), &lines);
    let before = anna.files();
    let hung = Hung::of(&anna, address(&site));
    for language in Language::ALL.map(Language::code) {
        let ended = anna.run(&[
            "poster",
            "--lang",
            language,
            "--url",
            ONION,
            "--out",
            "a.html",
            "--proxy",
            &hung.socks.url,
            "--fingerprint",
            &fingerprint,
        ]);
        ended.failed_with("This is a practice page");
    }
    let of = |url: &str| anna.run(&["poster", "--lang", "nl", "--out", "a.html", "--url", url]);
    for here in [&site.page, "https://localhost/", "https://127.0.0.1:8600/nl/", "http://[::1]/"] {
        of(here).failed_with("Only this computer reaches the site");
    }
    of("http://tips.example/").failed_with("travels openly");
    of("tips.example").failed_with("no address of a site");
    of(ONION).failed_with("through Tor only");
    assert_eq!(anna.files(), before);
    let wrong = anna.run(&["poster", "--lang", "xx", "--out", "a.html", "--url", ONION]);
    assert!(wrong.code == Some(2) && wrong.err.contains("nl, en, ro"), "{}", wrong.err);
}
