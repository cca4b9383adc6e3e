//! Call names: two words for a report that can be said on the telephone. They follow from its id alone,
//! so every colleague says the same, and they say nothing about the report.

use std::sync::LazyLock;

use zegel_core::i18n::Language;
use zegel_core::id::ThreadId;

/// 1,024 short common words each, the same that passphrases are offered from.
static DUTCH: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("../texts/six_words.nl.txt").lines().collect());
static ENGLISH: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("../texts/six_words.en.txt").lines().collect());

/// What stands between the two words: nothing that a shell takes apart.
const BETWEEN: char = '-';

/// The call name of a report in a language: Dutch, or else English.
pub fn call_name(id: ThreadId, language: Language) -> String {
    let words = if language == Language::DUTCH { &*DUTCH } else { &*ENGLISH };
    let [first, second] = places(id, words.len());
    format!("{}{BETWEEN}{}", words[first], words[second])
}

/// Whether a report is called so, in either language, with a space or a dash between the words.
pub fn is_called(id: ThreadId, name: &str) -> bool {
    let name: Vec<&str> = name.split([BETWEEN, ' ']).filter(|word| !word.is_empty()).collect();
    let name = name.join("-").to_lowercase();
    [Language::DUTCH, Language::ENGLISH].into_iter().any(|language| call_name(id, language) == name)
}

/// Which two words. An id is random: its end is taken, so that two whose beginnings look alike do not
/// sound alike.
fn places(id: ThreadId, count: usize) -> [usize; 2] {
    let digits: String = id.to_string().chars().filter(char::is_ascii_hexdigit).collect();
    let end = &digits[digits.len().saturating_sub(8)..];
    let number = usize::from_str_radix(end, 16).unwrap_or_default();
    [number % count, number / count % count]
}
