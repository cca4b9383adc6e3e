//! The language in which the program speaks: as `config.toml` says it, or else the environment.

use super::file;
use super::folders::config_folder;
use crate::platform::languages;
use zegel_core::i18n::Language;

/// The language of `config.toml`, or else of the environment.
pub fn language() -> Language {
    // A file that cannot be read is an error for whoever needs what stands in it.
    let file = config_folder().and_then(|folder| file::read(&folder.join("config.toml")));
    let spoken = file.ok().and_then(|file| file.language);
    spoken.map_or_else(language_of_environment, Language::from)
}

/// The first of the two that the person wants, English for everybody else.
fn language_of_environment() -> Language {
    let wanted = languages().into_iter().find(|code| matches!(code.as_str(), "nl" | "en"));
    if wanted.is_some_and(|code| code == "nl") { Language::DUTCH } else { Language::ENGLISH }
}
