//! Languages: what each of them has, and what an organisation may say in its own words.

use std::path::Path;

use zegel_core::i18n::{self, Language};
use zegeld::config::Config;

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;
use crate::support::site::{Site, languages, said};

/// Letters of every language, and one of none.
const LETTERS: &str = "ș ț ă î, ő ű, ł ż ć, й щ ъ ѝ, ñ ¿ á, ë ĳ, 🚪";
/// A page's 24 KiB, with one kept free.
const FULLEST: usize = 23 * 1024;

#[test]
fn every_language_carries_every_letter_to_the_desk_and_the_short_answers_back() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let mut known = Vec::new();
    for language in languages() {
        let reporter = site.report(language, &[("story", LETTERS)]);
        let inbox = anna.json(&["inbox"]);
        let ids = inbox.as_array().unwrap().iter().map(|report| report["id"].as_str().unwrap().to_owned());
        let id = ids.into_iter().find(|id| !known.contains(id)).unwrap();
        let read = anna.json(&["read", &id]);
        assert_eq!(read["entries"][0]["answers"]["story"], LETTERS, "{language}");
        anna.run(&["reply", &id, "--answer", "help", "--yes"]).done();
        let page = reporter.looks();
        assert!(page.contains(&said(language).answers.help), "{language}");
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains("dir=\"auto\""));
        known.push(id);
    }
    assert_eq!(known.len(), 7);
}

#[test]
fn every_language_has_every_text_with_the_same_places_and_all_its_plural_forms() {
    assert_eq!(i18n::check(), Ok(()));
}

#[test]
fn the_first_page_of_the_fullest_language_leaves_a_kilobyte_free() {
    let site = Site::start();
    for language in languages() {
        let page = site.get(&format!("/{language}/"));
        let length = page.text().trim_end().len();
        assert!(length <= FULLEST, "{language}: {length} bytes");
    }
}

#[test]
fn an_unknown_language_is_a_page_in_the_best_known_one_with_the_numbers() {
    let site = Site::start();
    for path in ["/xx/", "/xx", "/fr/privacy", "/NL/", "/rom/"] {
        let asked = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Language: fr, hu;q=0.8\r\n\r\n");
        let answer = site.raw(asked.as_bytes());
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.h1(), said("hu").errors.not_found, "{path}");
        assert!(answer.text().contains("href=\"tel:112\""));
    }
}

/// A site with these lines in its configuration and these files beside it.
pub fn configured(lines: &str, files: &[(&str, &str)]) -> Result<Site, String> {
    let folder = tempfile::tempdir().unwrap();
    let config = read(folder.path(), lines, files)?;
    Ok(Site::with(|setup| {
        setup.config.site_texts = config.site_texts;
        setup.config.logo = config.logo;
    }))
}

/// One helpline with this line stops the start, with an error that holds this part.
pub fn refused_helplines(line: &str, part: &str) {
    let file = format!("[[helpline]]\nid = \"112\"\nnumber = \"112\"\nlink = \"tel:112\"\n{line}");
    let error = configured("helplines = \"lines.toml\"", &[("lines.toml", &file)]).err();
    let error = error.unwrap_or_else(|| panic!("accepted: {line}"));
    assert!(error.contains(part), "{line}: {error}");
}

fn read(folder: &Path, lines: &str, files: &[(&str, &str)]) -> Result<Config, String> {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let rest = "organisation.name = \"X\"\nlisten = \"127.0.0.1:1\"\nrecipients = \"r\"\ndatabase = \"d\"\n\
        exit_url = \"https://x.example/\"\ndesk.listen = \"127.0.0.1:2\"\n";
    std::fs::write(folder.join("zegeld.toml"), format!("{rest}{lines}")).unwrap();
    Config::read(&folder.join("zegeld.toml")).map_err(|error| error.to_string())
}

#[test]
fn only_the_languages_of_the_configuration_are_offered_in_its_order() {
    let site = configured("languages = [\"pl\", \"nl\"]", &[]).unwrap();
    let page = site.get("/pl/");
    assert!(page.text().contains("Nederlands") && !page.text().contains("English"));
    assert_eq!(site.get("/en/").status, 404);
    let sent = site.raw(b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\n\r\n");
    assert_eq!(sent.header("location"), Some("/pl/"), "the first, where English is not offered");
}

const OWN_LINES: &str = "[[helpline]]\nid = \"911\"\nnumber = \"911\"\nlink = \"tel:911\"\nabout_me = 1\n";
const OWN_WORDS: &str = "[page]\ntitle = \"Notes\"\n[start]\ndanger = \"Danger now? Call 911.\"\n\
    [privacy]\nown = \"We are the controller.\\nWrite to us.\"\n[who]\nwork = \"We are seven people.\"\n\
    [helplines.911]\nname = \"\"\ntext = \"danger right now.\"\n";

#[test]
fn another_countrys_organisation_has_its_own_words_and_numbers_without_new_code() {
    let lines = "languages = [\"en\"]\nwords = \"words\"\nhelplines = \"lines.toml\"\nlogo = \"Open Doors\"";
    let files = [("words/en.toml", OWN_WORDS), ("lines.toml", OWN_LINES)];
    let site = configured(lines, &files).unwrap();
    let page = site.get("/en/").text().to_owned();
    assert!(page.contains("<title>Notes</title>") && page.contains("Open Doors"));
    assert!(page.contains("Danger now? Call <a href=\"tel:911\">911</a>."));
    assert!(!page.contains("tel:112") && page.contains(&said("en").start.title), "the rest is ours");
    let privacy = site.get("/en/privacy").text().to_owned();
    assert!(privacy.contains("<p>We are the controller.</p><p>Write to us.</p>"));
    assert!(privacy.contains("We are seven people."));
}

#[test]
fn own_words_and_numbers_that_cannot_be_shown_stop_the_start_and_are_named() {
    let refused = |lines: &str, files: &[(&str, &str)], part: &str| {
        let error = configured(lines, files).err().unwrap_or_else(|| panic!("accepted: {lines}"));
        assert!(error.contains(part), "{error}");
    };
    refused("languages = []", &[], "languages: expected some of nl, en");
    refused("languages = [\"nl\", \"xx\"]", &[], "languages: expected some of nl, en");
    refused("languages = [\"nl\", \"nl\"]", &[], "languages: expected some of nl, en");
    refused("logo = \"\"", &[], "logo: expected one line");
    refused("words = \"nowhere\"", &[], "nowhere cannot be read");
    refused("helplines = \"nowhere\"", &[], "nowhere cannot be read");
    let words = |text: &'static str| [("words/nl.toml", text)];
    refused("words = \"words\"", &words("[page]\ntitel = \"X\""), "nl: page: nothing asks for titel");
    refused("words = \"words\"", &words("[page]\ntitle = \" \""), "nl: page: title: is empty");
    refused("words = \"words\"", &words("[start]\nwho = \"Wij\""), "does not fill the same");
    let form = words("[counts.weeks]\nfew = \"{ $n } weken\"");
    refused("words = \"words\"", &form, "nl: counts: weeks: expected the forms");
    let empty = words("[counts.seconds]\none = \"seconde\"");
    refused("words = \"words\"", &empty, "nl: counts: seconds: a form lacks");
    refused("words = \"words\"", &[("words/nll.toml", "")], "words: ");
    refused("words = \"words\"", &[("words/fr.toml", "")], "words: ");
    let lines = |text: &'static str| [("lines.toml", text)];
    let helplines = "helplines = \"lines.toml\"";
    refused(helplines, &lines(OWN_LINES), "helplines: 911 has no words");
    refused(helplines, &lines(""), "missing field");
    refused(helplines, &lines("helpline = []"), "there is no helpline");
    let script = "[[helpline]]\nid = \"112\"\nnumber = \"112\"\nlink = \"javascript:x\"\n";
    refused(helplines, &lines(script), "112: link:");
    let week = "[[helpline]]\nid = \"112\"\nnumber = \"112\"\nlink = \"tel:112\"\nchecked = \"today\"\n";
    refused(helplines, &lines(week), "112: checked:");
}

#[test]
fn own_words_that_do_not_fit_the_first_page_stop_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let (_, lines) = Caseworker::with_key("anna");
    std::fs::write(folder.path().join("r"), lines).unwrap();
    let long = format!("[start]\nwhat = \"{}\"", "Vertel het ons. ".repeat(500));
    read(folder.path(), "words = \"words\"", &[("words/nl.toml", &long)]).unwrap();
    let mut serve = std::process::Command::new(crate::support::programs::zegeld_path());
    let ended = serve.args(["serve", "--config"]).arg(folder.path().join("zegeld.toml")).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success() && said.contains("words: nl: the first page is"), "{said}");
}

#[test]
fn a_language_without_a_native_readers_review_is_marked_so() {
    let marks = include_str!("../../../src/core/i18n/REVIEW.md");
    for language in Language::ALL {
        let line = marks.lines().find(|line| line.starts_with(&format!("| {} ", language.code())));
        assert!(line.is_some_and(|line| line.contains(language.own_name())), "{}", language.code());
    }
}
