//! The words of the command line, case by case, as files in `tests/cmd/`, and in `tests/cmd/nl/`
//! what it says in Dutch.
//!
//! Another verb: put `$ zegel VERB --help` into a new `help-VERB.md` there, as its neighbours have
//! it. Then `TRYCMD=overwrite cargo test -p zegel-tests --test it -- desk::cli_words` writes what the
//! program says into every file whose words have changed. Read what it wrote: it is what people will
//! read.

use std::path::Path;

/// What a person who runs the tests may have set, and is no part of the words.
const SETTINGS: [&str; 4] = ["ZEGEL_SERVER", "ZEGEL_FOLDER", "ZEGEL_IDENTITY", "ZEGEL_PASSPHRASE_FILE"];

#[test]
fn what_the_command_line_says_is_what_stands_in_these_files() {
    for name in SETTINGS {
        assert!(std::env::var_os(name).is_none(), "{name} is set, and would be part of the words");
    }
    for (locale, files) in [("C", "tests/cmd/*.md"), ("nl_NL.UTF-8", "tests/cmd/nl/*.md")] {
        speaks(locale, files);
    }
}

/// No path of a machine is in the words: the home is empty, and what has a name in a case is not
/// there, or lies beside the cases.
fn speaks(locale: &str, files: &str) {
    let home = tempfile::TempDir::new().unwrap();
    let cases = trycmd::TestCases::new();
    cases.register_bin("zegel", Path::new(crate::support::programs::zegel_path()));
    cases.env("HOME", home.path().display().to_string());
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        cases.env(name, "");
    }
    cases.env("LC_ALL", locale).env("COLUMNS", "80").env("NO_COLOR", "1");
    let files = Path::new(crate::support::programs::ROOT).join(files);
    let folder = std::fs::read_dir(files.parent().unwrap()).unwrap();
    let is_case = |name: &Path| name.extension().is_some_and(|end| end == "md");
    assert!(folder.filter(|file| is_case(&file.as_ref().unwrap().path())).count() > 1, "no case to try");
    cases.case(files);
    cases.run();
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "nothing was written at home");
}
