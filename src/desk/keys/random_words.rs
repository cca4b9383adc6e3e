//! Six random words for a passphrase, from lists of 1,024 short common words of our own.

use age::secrecy::SecretString;
use zeroize::Zeroizing;

use zegel_core::i18n::Language;
use zegel_core::id::{NoRandomness, random};

const DUTCH: &str = include_str!("../texts/six_words.nl.txt");
const ENGLISH: &str = include_str!("../texts/six_words.en.txt");
/// So many words.
const COUNT: u32 = 6;
/// So many bits choose one of a list.
const BITS_A_WORD: u32 = 10;
/// What guessing them costs, as a power of two.
pub const BITS: u32 = COUNT * BITS_A_WORD;

/// Six words, each chosen by ten bits from the operating system, so that all are equally likely.
pub fn six(language: Language) -> Result<SecretString, NoRandomness> {
    let list: Vec<&str> = list(language).lines().collect();
    let bytes = Zeroizing::new(random::<{ 2 * COUNT as usize }>()?);
    let mut words = Zeroizing::new(String::with_capacity(128));
    for pair in bytes.chunks_exact(2) {
        let bits = usize::from(pair[0]) << 8 | usize::from(pair[1]);
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(list[bits % (1 << BITS_A_WORD)]);
    }
    Ok(SecretString::from(words.as_str()))
}

fn list(language: Language) -> &'static str {
    if language == Language::DUTCH { DUTCH } else { ENGLISH }
}
