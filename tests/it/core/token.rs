//! Tokens as people type them: in any spelling, and with mistakes.

use proptest::prelude::*;
use zegel_core::id::Instance;
use zegel_core::invisible::is_invisible;
use zegel_core::token::{GROUPS, MailboxKey, SYMBOLS, Token, TokenError};

use crate::support::fixture::instance;

const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The 28 symbols without hyphens.
fn symbols(token: &Token) -> Vec<char> {
    token.to_field().chars().filter(|c| *c != '-').collect()
}

fn parse(symbols: &[char]) -> Result<Token, TokenError> {
    Token::parse(&symbols.iter().collect::<String>())
}

fn field(typed: &str) -> String {
    Token::parse(typed).unwrap().to_field().to_string()
}

/// A code of 26 chosen symbols: the two check symbols are found by trying.
fn token() -> impl Strategy<Value = Token> {
    proptest::array::uniform26(0..32_usize).prop_map(|chosen| {
        let alphabet: Vec<char> = ALPHABET.chars().collect();
        let start: Vec<char> = chosen.iter().map(|symbol| alphabet[*symbol]).collect();
        let ends = alphabet.iter().flat_map(|a| alphabet.iter().map(move |b| [*a, *b]));
        let mut tokens = ends.filter_map(|end| parse(&[&start[..], &end].concat()).ok());
        let token = tokens.next().unwrap();
        assert!(tokens.next().is_none(), "one pair of check symbols fits");
        token
    })
}

/// One symbol as somebody may type it, and what comes between it and the next.
fn sloppily(symbol: char, choice: usize) -> String {
    let typed = match (symbol, choice % 5) {
        ('A', 1) => 'а',
        ('B', 1) => 'В',
        ('H', 1) => 'Η',
        ('X', 1) => 'х',
        ('7', 1) => '７',
        ('Q', 1) => 'ｑ',
        ('0', 1) => 'O',
        ('0', 2) => 'o',
        ('1', 1) => 'I',
        ('1', 2) => 'l',
        ('1', 3) => 'i',
        ('1', 4) => 'L',
        (other, 0 | 2) => other.to_ascii_lowercase(),
        (other, _) => other,
    };
    let between =
        ["", ".", "-", " · ", " – ", "\u{a0}", "/", "\u{2011}", "\r\n", "_", "\u{200b}", "\u{202c}\u{2068}"];
    format!("{typed}{}", between[choice / 5 % between.len()])
}

proptest! {
    // Each case tries hundreds of mistakes.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_code_comes_back_from_every_sloppy_way_of_typing_it(
        token in token(), choices in proptest::collection::vec(0..60_usize, SYMBOLS)
    ) {
        let typed = symbols(&token).into_iter().zip(choices);
        let typed: String = typed.map(|(symbol, choice)| sloppily(symbol, choice)).collect();
        prop_assert_eq!(field(&format!(" {typed}\n")), token.to_field().to_string());
    }

    /// Typing errors are found without a look-up.
    #[test]
    fn one_wrong_symbol_at_any_place_names_the_group_to_look_at(token in token()) {
        let right = symbols(&token);
        for place in 0..SYMBOLS {
            for wrong in ALPHABET.chars().filter(|wrong| *wrong != right[place]) {
                let mut typed = right.clone();
                typed[place] = wrong;
                prop_assert_eq!(parse(&typed).err(), Some(TokenError::Group { group: place / 4 + 1 }));
            }
        }
    }

    #[test]
    fn every_swap_of_differing_neighbours_is_refused(token in token()) {
        let right = symbols(&token);
        for place in (1..SYMBOLS).filter(|place| right[place - 1] != right[*place]) {
            let mut typed = right.clone();
            typed.swap(place - 1, place);
            prop_assert!(parse(&typed).is_err());
        }
    }

    #[test]
    fn a_symbol_too_few_or_too_many_is_told_by_the_count(token in token(), place in 0..SYMBOLS) {
        let mut fewer = symbols(&token);
        fewer.remove(place);
        prop_assert_eq!(parse(&fewer).err(), Some(TokenError::Length { count: SYMBOLS - 1 }));
        let mut more = symbols(&token);
        more.insert(place, '7');
        prop_assert_eq!(parse(&more).err(), Some(TokenError::Length { count: SYMBOLS + 1 }));
    }

    #[test]
    fn a_foreign_letter_names_its_group(token in token(), place in 0..SYMBOLS) {
        for foreign in ['U', 'u', 'ü', 'É', 'й', 'Б', 'λ', 'ν', '٣', '\u{ff35}', '½'] {
            let mut typed = symbols(&token);
            typed[place] = foreign;
            prop_assert_eq!(parse(&typed).err(), Some(TokenError::Group { group: place / 4 + 1 }));
        }
    }

}

proptest! {
    #[test]
    fn whatever_is_typed_never_panics_and_is_read_as_it_is_written(typed in ".{0,40}") {
        if let Ok(token) = Token::parse(&typed) {
            prop_assert_eq!(field(&token.to_field()), token.to_field().to_string());
        }
    }
}

proptest! {
    // 363,258 pairs of mistakes a code; and the code is linear, so that one stands for all.
    #![proptest_config(ProptestConfig::with_cases(1))]

    #[test]
    fn every_two_wrong_symbols_are_refused(token in token()) {
        let right = symbols(&token);
        for first in 0..SYMBOLS {
            for second in first + 1..SYMBOLS {
                for (a, b) in ALPHABET.chars().flat_map(|a| ALPHABET.chars().map(move |b| (a, b))) {
                    if a != right[first] && b != right[second] {
                        let mut typed = right.clone();
                        (typed[first], typed[second]) = (a, b);
                        prop_assert!(parse(&typed).is_err(), "{} and {}", first, second);
                    }
                }
            }
        }
    }
}

#[test]
fn a_code_is_seven_groups_of_four_from_an_alphabet_without_lookalikes() {
    let token = Token::random().unwrap();
    assert_eq!(token.groups().len(), GROUPS);
    for group in token.groups() {
        assert!(group.len() == 4 && group.chars().all(|symbol| ALPHABET.contains(symbol)));
    }
    assert_eq!(token.to_field().len(), SYMBOLS + GROUPS - 1);
    assert!("ILOU".chars().all(|lookalike| !ALPHABET.contains(lookalike)));
}

#[test]
fn two_codes_differ_and_say_nothing_when_printed_for_debugging() {
    let one = Token::random().unwrap();
    let other = Token::random().unwrap();
    assert_ne!(*one.to_field(), *other.to_field());
    assert_eq!(format!("{one:?}"), "Token");
}

/// Whoever wrote the code down has nothing else: what it leads to must follow from its symbols alone.
#[test]
fn a_new_code_leads_where_its_symbols_lead() {
    let made = (0..20).map(|_| Token::random().unwrap()).chain([Token::from_derivation(&[0xff; 32])]);
    for token in made {
        let typed = Token::parse(&token.to_field()).unwrap();
        assert_eq!(
            *typed.keys(instance()).mailbox_key().to_text(),
            *token.keys(instance()).mailbox_key().to_text()
        );
    }
}

/// Of two wrong symbols nobody can say where they are; some look like one at a place behind the last.
#[test]
fn two_wrong_symbols_never_name_a_group_that_a_code_does_not_have() {
    let right = symbols(&Token::random().unwrap());
    for (a, b) in ALPHABET.chars().flat_map(|a| ALPHABET.chars().map(move |b| (a, b))) {
        let mut typed = right.clone();
        (typed[0], typed[1]) = (a, b);
        if let Err(TokenError::Group { group }) = parse(&typed) {
            assert!((1..=GROUPS).contains(&group), "group {group}");
        }
    }
}

/// Only what a person may have copied from the page is dropped: the number of each group, and nothing else.
#[test]
fn a_code_with_anything_but_its_numbers_in_it_is_not_taken_for_the_code() {
    let token = Token::random().unwrap();
    let letters: String = token.groups().iter().map(|group| format!("Z{}", **group)).collect();
    assert_eq!(Token::parse(&letters).err(), Some(TokenError::Length { count: SYMBOLS + GROUPS }));
    let numbered: String =
        (1..).zip(token.groups()).map(|(number, group)| format!("{number}{}", *group)).collect();
    assert_eq!(field(&numbered), *token.to_field());
    let longer = Token::parse(&format!("{numbered}Z"));
    assert_eq!(longer.err(), Some(TokenError::Length { count: SYMBOLS + GROUPS + 1 }));
}

#[test]
fn nothing_typed_is_told_by_the_count() {
    assert_eq!(Token::parse("").err(), Some(TokenError::Length { count: 0 }));
    assert_eq!(Token::parse(" - – \u{200b}").err(), Some(TokenError::Length { count: 0 }));
    assert_eq!(Token::parse(&"😀".repeat(28)).err(), Some(TokenError::Length { count: 0 }));
}

#[test]
fn what_nobody_sees_is_nothing_anywhere_in_a_code() {
    let code = Token::random().unwrap().to_field().to_string();
    let invisible = (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is_invisible(*c));
    let mut count = 0;
    for c in invisible {
        count += 1;
        // Some are letters to Unicode; a run of them would stand for symbols.
        let typed = format!("{c}{}{c}{}{c}", &code[..2], &code[2..]);
        assert_eq!(field(&typed), code, "{:x}", u32::from(c));
    }
    assert!(count > 4_000, "{count}");
    for mark in "\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{180e}\u{200b}\u{202a}\u{2065}\u{2069}\u{3164}\u{fe0f}\u{feff}\u{ffa0}\u{e0001}".chars() {
        assert!(is_invisible(mark), "{:x}", u32::from(mark));
    }
    assert!("aй🚪 \u{301}\n".chars().all(|c| !is_invisible(c)));
}

#[test]
fn a_code_whose_groups_begin_like_their_numbers_keeps_every_symbol() {
    // Seven symbols of the 28 are the numbers; nothing is taken away from a code of the right length.
    let mut symbols: Vec<char> = "1AAA2BBB3CCC4DDD5EEE6FFF70".chars().collect();
    let ends = ALPHABET.chars().flat_map(|a| ALPHABET.chars().map(move |b| [a, b]));
    let end = ends.into_iter().find(|end| parse(&[&symbols[..], end].concat()).is_ok()).unwrap();
    symbols.extend(end);
    let groups: Vec<String> = symbols.chunks(4).map(|group| group.iter().collect()).collect();
    for typed in
        [groups.join("-"), groups.iter().map(|group| format!("{} {}. ", &group[..1], &group[1..])).collect()]
    {
        assert_eq!(field(&typed), groups.join("-"));
    }
    let numbered: String = (1..).zip(&groups).map(|(number, group)| format!("{number}. {group}\n")).collect();
    assert_eq!(field(&numbered), groups.join("-"));
}

/// What is derived from a code is of one installation alone.
#[test]
fn two_installations_share_no_key_of_a_token() {
    let here = instance();
    let there = Instance::random().unwrap();
    let token = Token::random().unwrap();
    let one = token.keys(here);
    let other = token.keys(there);
    assert_ne!(*one.mailbox_key().to_text(), *other.mailbox_key().to_text());
    assert!(one.mailbox_key().mailbox() != other.mailbox_key().mailbox());
    assert!(one.reply_to().unwrap() != other.reply_to().unwrap());

    // The same again is the same, and a reply opens with its own token at its own place only.
    let again = token.keys(here);
    assert_eq!(*one.mailbox_key().to_text(), *again.mailbox_key().to_text());
    let sealed =
        one.reply_to().unwrap().seal(crate::support::fixture::ForReporterRaw(b"Dank u".to_vec())).unwrap();
    assert_eq!(again.open(&sealed).unwrap().as_bytes(), b"Dank u");
    assert!(other.open(&sealed).is_err());
    assert!(Token::random().unwrap().keys(here).open(&sealed).is_err());
}

#[test]
fn two_installations_share_no_author_key_and_no_entry_id_of_a_token() {
    use crate::support::fixture::{answers, received, received_message, report, writing};
    use zegel_core::document::{Message, Position};
    use zegel_core::id::{EntryId, FormId};
    use zegel_core::token::Kind;

    let token = Token::random().unwrap();
    let here = token.keys(instance());
    let there = token.keys(Instance::random().unwrap());
    let form = FormId::random().unwrap();
    let words = answers(&[("story", "Kamer 12")]);
    let id = here.entry_id(form, Kind::Report, &words);
    assert_eq!(id, here.entry_id(form, Kind::Report, &words));
    assert_ne!(id, there.entry_id(form, Kind::Report, &words));
    assert_ne!(id, here.entry_id(form, Kind::Message, &words));
    assert_ne!(id, here.entry_id(FormId::random().unwrap(), Kind::Report, &words));
    assert_ne!(id, here.entry_id(form, Kind::Report, &answers(&[("story", "Kamer 13")])));

    let report = received(report("Kamer 12", &here));
    let entry = EntryId::random().unwrap();
    let message = |keys: &zegel_core::token::Keys| {
        let words = writing(answers(&[("story", "Nog iets")]), &here);
        received_message(Message::new(words, Position::default(), entry, &keys.author_key()))
    };
    assert!(report.wrote(entry, &message(&here)));
    assert!(!report.wrote(entry, &message(&there)));
}

#[test]
fn a_mailbox_key_is_read_only_as_it_is_written() {
    let keys = Token::random().unwrap().keys(instance());
    let text = keys.mailbox_key().to_text();
    assert!(MailboxKey::parse(&text).unwrap().mailbox() == keys.mailbox_key().mailbox());
    for wrong in ["", "A", &text[1..], &format!("{}=", *text), &format!("{}A", *text), "ü"] {
        assert!(MailboxKey::parse(wrong).is_none(), "{wrong}");
    }
}
