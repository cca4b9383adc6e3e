//! The organisation's own choices for the page: its words, and the languages it offers.

use std::collections::BTreeMap;
use std::path::Path;

use super::{ConfigError, read_text};
use zegel_core::i18n::Language;

/// The texts of a folder's files, each for one of these languages. Another name is refused: nobody would
/// ever read that file.
pub(super) fn own_words(
    folder: &Path,
    languages: &[Language],
) -> Result<BTreeMap<Language, String>, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable(folder.to_owned(), error);
    let mut own = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let code = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".toml"));
        let language = code.and_then(Language::from_code).filter(|language| languages.contains(language));
        let Some(language) = language else {
            let reason =
                format!("{} is not the file of an offered language, such as nl.toml", path.display());
            return Err(ConfigError::Value { key: "words", reason });
        };
        own.insert(language, read_text(&path)?);
    }
    Ok(own)
}

/// The languages of these codes, each once.
pub(super) fn offered(codes: &[String]) -> Result<Vec<Language>, ConfigError> {
    let expected = || {
        let known = Language::ALL.map(Language::code).join(", ");
        let reason = format!("expected some of {known}, each once, such as [\"nl\", \"en\"]");
        ConfigError::Value { key: "languages", reason }
    };
    let found: Option<Vec<_>> = codes.iter().map(|code| Language::from_code(code)).collect();
    let found = found.filter(|found| !found.is_empty()).ok_or_else(expected)?;
    let once = found.iter().enumerate().all(|(place, language)| !found[..place].contains(language));
    if once { Ok(found) } else { Err(expected()) }
}
