//! `config.toml` as a person writes it: where it is wrong is named, and what stands in it is followed.

use crate::support::caseworker::Caseworker;

fn with_config(text: &str) -> Caseworker {
    let anna = Caseworker::new();
    anna.file("config/zegel/config.toml", text);
    anna
}

#[test]
fn a_mistake_is_named_by_its_line_and_shown() {
    let unknown = with_config("server = \"http://127.0.0.1:1\"\n\nidentety = \"k.txt\"\n");
    let ended = unknown.run(&["inbox"]).failed_with("Line 3, character 1:");
    assert!(ended.err.contains("identety = \"k.txt\""), "{}", ended.err);
    with_config("identity = \"C:\\key.txt\"\n").run(&["inbox"]).failed_with("Line 1, character 16:");
    let quotes = with_config("server = \u{201c}http://127.0.0.1:1\u{201d}\n").run(&["inbox"]);
    quotes.failed_with("Line 1 has quotes as a word processor makes them");
}

#[test]
fn a_mark_at_the_start_is_skipped() {
    let anna = with_config("\u{feff}server = \"http://127.0.0.1:1\"\n");
    anna.run(&["inbox"]).failed_with("identity.txt");
}

#[test]
fn the_home_folder_may_be_written_as_a_tilde() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = crate::support::practice::Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    std::fs::rename(anna.identity(), anna.home().join("key.txt")).unwrap();
    anna.file("config/zegel/config.toml", "identity = \"~/key.txt\"\n");
    anna.run(&["inbox"]).done();
}

#[test]
fn the_language_of_the_file_comes_before_that_of_the_environment() {
    with_config("language = \"nl\"\n").run(&["inbox"]).failed_with("Er is geen server");
    let mut dutch = with_config("language = \"en\"\n");
    dutch.speaks_dutch();
    dutch.run(&["inbox"]).failed_with("No server");
    with_config("language = \"de\"\n").run(&["inbox"]).failed_with("Line 1, character 12:");
}

#[test]
fn the_list_of_languages_counts_where_there_is_a_locale() {
    let said = |locale: &str, list: &str| {
        let anna = Caseworker::new();
        let mut command = anna.session(&["--wait"], &["inbox"]);
        let output = command.env("LANG", locale).env("LANGUAGE", list).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said("en_GB.UTF-8", "fy:nl:en").contains("Er is geen server"));
    assert!(said("nl_NL.UTF-8", "en").contains("No server"));
    assert!(said("nl_NL.UTF-8", "fy").contains("Er is geen server"));
    assert!(said("C", "nl").contains("No server"));
}
