//! Any text, whole or with half characters, is cleaned, counted, found blank and named by the
//! script as by this program.

use std::borrow::Cow;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde::Deserialize;
use serde_json::{Value, json};
use zegel_core::document::{Answer, Answers, MOST_CHARACTERS, Refused};
use zegel_core::token::{Token, TokenError};

use super::script;

/// What the script makes of a text.
#[derive(Deserialize)]
struct Read {
    text: String,
    blank: bool,
    length: usize,
    canonical: String,
    typed: Value,
    shown: Value,
}

/// What browsers, keyboards and hostile hands send.
const PIECES: [&str; 40] = [
    "a",
    "Q",
    "7",
    "o",
    "i",
    "ß",
    "\u{130}",
    "ﬁ",
    "-",
    "–",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\n\r",
    "\0",
    "\u{7}",
    "\u{b}",
    "\u{c}",
    "\u{1b}[31m",
    "\u{1f}",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "\u{9b}",
    "\u{9f}",
    "\u{a0}",
    "\u{ad}",
    "\u{180e}",
    "\u{200b}",
    "\u{202e}",
    "\u{2028}",
    "\u{3000}",
    "\u{feff}",
    "\u{fffd}",
    "\"",
    "\\",
    "🚪",
    "e\u{301}",
];

/// UTF-16 as a browser holds it, half characters among the whole ones.
fn units() -> impl Strategy<Value = Vec<u16>> {
    let whole = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let piece = proptest::sample::select(PIECES.to_vec()).prop_map(whole);
    let half = (0xd800..=0xdfff_u16).prop_map(|unit| vec![unit]);
    // Blocks to which Unicode adds no letters any more: Node may know another version of it.
    let letters = prop_oneof![
        proptest::char::range('\u{0}', '\u{7ff}'),
        proptest::char::range('\u{2000}', '\u{2fff}'),
        proptest::char::range('\u{ff00}', '\u{ffef}'),
    ];
    let any = letters.prop_map(move |c| whole(&c.to_string()));
    let piece = prop_oneof![8 => piece, 2 => half, 1 => any];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// Fixed ones and many that chance makes.
fn texts() -> Vec<Vec<u16>> {
    let fixed = ["", " ", "\u{feff}", "\u{85}", "\u{180e}", "\u{200b}", "\r", "\r\r\n\n", "\u{1}\u{2028}"];
    let mut texts: Vec<Vec<u16>> = fixed.iter().map(|text| text.encode_utf16().collect()).collect();
    texts.extend([vec![0xd83d], vec![0xdeaa, 0xd83d], vec![0xd83d, 0xd83d, 0xdeaa, 0xdeaa]]);
    let mut runner = TestRunner::default();
    let strategy = units();
    texts.extend((0..2_000).map(|_| strategy.new_tree(&mut runner).unwrap().current()));
    texts
}

/// The text as this program keeps it, and as its canonical JSON.
fn kept(text: &str) -> Option<(String, String)> {
    let fields = [(Cow::from("story"), Cow::from(text))];
    let answers = match Answers::from_report(fields.into_iter()) {
        Ok(answers) => answers,
        Err(Refused::Empty) => return None,
        Err(other) => panic!("{text:?}: {other}"),
    };
    let Some(Answer::One(kept)) = answers.get("story") else { panic!("{text:?} is not there") };
    Some((kept.clone(), String::from_utf8(answers.canonical()).unwrap()))
}

/// What was typed as a code, as the script writes its answer.
fn typed(text: &str) -> Value {
    match Token::parse(text) {
        Ok(token) => json!(token.to_field().as_str()),
        Err(TokenError::Length { count }) => json!({ "count": count }),
        Err(TokenError::Group { group }) => json!({ "group": group }),
        Err(TokenError::Somewhere) => json!({}),
    }
}

/// What is shown of a typed code that is none, as the script writes it.
fn shown(text: &str) -> Value {
    let shown = Token::parse(text).err().map(|error| Token::look_over(text, error));
    let groups: Option<Vec<&str>> =
        shown.as_ref().map(|shown| shown.groups.iter().map(|group| group.as_str()).collect());
    json!({ "groups": groups, "doubtful": shown.as_ref().and_then(|shown| shown.doubtful) })
}

#[test]
fn any_text_is_kept_counted_and_named_by_the_script_as_here() {
    let texts = texts();
    let read: Vec<Read> = script("texts", &json!(texts));
    assert_eq!(read.len(), texts.len());
    let mut blank = 0;
    for (units, read) in texts.iter().zip(read) {
        // A half character cannot reach this program; everybody's decoder makes it U+FFFD.
        let text = String::from_utf16_lossy(units);
        assert_eq!(read.length, read.text.chars().count(), "{units:x?}");
        match kept(&text) {
            Some(kept) => assert_eq!((read.blank, (read.text, read.canonical)), (false, kept), "{units:x?}"),
            None => {
                assert!(read.blank, "{units:x?}");
                blank += 1;
            }
        }
    }
    assert!((10..texts.len() / 2).contains(&blank), "{blank} blank ones");
}

#[test]
fn half_a_character_becomes_the_one_that_stands_for_it() {
    let halves = [vec![0xd83d], vec![0xdeaa, 0xd83d], vec![0x61, 0xd83d, 0xd83d, 0xdeaa, 0xdeaa, 0x62]];
    let read: Vec<Read> = script("texts", &json!(halves));
    let kept: Vec<&str> = read.iter().map(|read| read.text.as_str()).collect();
    assert_eq!(kept, ["\u{fffd}", "\u{fffd}\u{fffd}", "a\u{fffd}🚪\u{fffd}b"]);
    assert!(read.iter().all(|read| !read.blank && read.canonical.contains(&read.text)));
}

#[test]
fn whatever_is_typed_as_a_code_is_answered_by_the_script_as_here() {
    let mut runner = TestRunner::default();
    let noise = proptest::sample::select(PIECES.to_vec());
    let mut texts: Vec<String> = texts().iter().map(|units| String::from_utf16_lossy(units)).collect();
    for place in 0..600 {
        let token = Token::random().unwrap().to_field().to_lowercase();
        let mut symbols: Vec<String> = token.chars().map(String::from).collect();
        // None, one or two places with something else in them.
        for change in 0..place % 3 {
            symbols[(place / 3 + change * 7) % 34] =
                noise.new_tree(&mut runner).unwrap().current().to_owned();
        }
        texts.push(symbols.concat());
    }
    let units: Vec<Vec<u16>> = texts.iter().map(|text| text.encode_utf16().collect()).collect();
    let read: Vec<Read> = script("texts", &json!(units));
    let mut taken = 0;
    for (text, read) in texts.iter().zip(read) {
        assert_eq!(read.typed, typed(text), "{text:?}");
        assert_eq!(read.shown, shown(text), "{text:?}");
        taken += usize::from(read.typed.is_string());
    }
    assert!((200..500).contains(&taken), "{taken} are codes");
}

#[test]
fn the_script_counts_to_the_same_limit() {
    let texts =
        ["🚪".repeat(MOST_CHARACTERS), "\r\n".repeat(MOST_CHARACTERS) + "x", "e\u{301}".repeat(10_001)];
    let units: Vec<Vec<u16>> = texts.iter().map(|text| text.encode_utf16().collect()).collect();
    let counts: Vec<usize> =
        script::<Vec<Read>>("texts", &json!(units)).iter().map(|read| read.length).collect();
    assert_eq!(counts, [20_000, 20_001, 20_002]);
    for (text, counted) in texts.iter().zip(counts) {
        let fields = [(Cow::from("story"), Cow::from(text.as_str()))];
        match Answers::from_report(fields.into_iter()).map(|_| ()) {
            Ok(()) => assert!(counted <= MOST_CHARACTERS),
            Err(refused) => assert_eq!(refused, Refused::TooLong { count: counted, most: MOST_CHARACTERS }),
        }
    }
}
