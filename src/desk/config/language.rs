//! The language in which the program speaks: as `config.toml` says it, or else the environment.

use std::env;

use super::file;
use super::folders::config_folder;
use zegel_core::i18n::Language;

/// The language of `config.toml`, or else of the environment.
pub fn language() -> Language {
    // A file that cannot be read is an error for whoever needs what stands in it.
    let file = config_folder().and_then(|folder| file::read(&folder.join("config.toml")));
    let spoken = file.ok().and_then(|file| file.language);
    spoken.map_or_else(language_of_environment, Language::from)
}

/// As POSIX orders its variables, and GNU the list in LANGUAGE before them unless the locale is none.
fn language_of_environment() -> Language {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let has_locale = !matches!(code(&locale), "" | "C" | "POSIX");
    let list = set("LANGUAGE").filter(|_| has_locale).unwrap_or_default();
    let wanted = list.split(':').map(code).find(|code| matches!(*code, "nl" | "en"));
    if wanted.unwrap_or(code(&locale)) == "nl" { Language::DUTCH } else { Language::ENGLISH }
}

/// The language of a locale such as `nl_NL.UTF-8`.
fn code(locale: &str) -> &str {
    locale.split(['_', '.', '@']).next().unwrap_or_default()
}
