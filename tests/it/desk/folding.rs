//! Folding: what people see as one word is compared as one, and every part of it is found again in what was
//! written.

use proptest::prelude::*;
use zegel::folding::{Folded, fold};

#[test]
fn what_looks_the_same_is_compared_as_the_same() {
    let same = [
        ("Győző", "gyo\u{30b}zo\u{30b}"),
        ("Gy\u{151}z\u{151}", "GYOZO"),
        ("O'Brien", "o’brien"),
        ("O`Brien", "oʼbrien"),
        ("D´Angelo", "d'angelo"),
        ("Muñoz", "Munoz"),
        ("06\u{2011}12", "06-12"),
        ("06\u{2013}12", "06\u{2212}12"),
        ("0\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}", "06"),
        ("٠٦١٢", "0612"),
        ("۰۶۱۲", "0612"),
        ("０６", "06"),
        ("ka\u{200b}mer\u{ad} 12", "kamer 12"),
        ("06\u{202f}12", "06 12"),
        ("06\u{a0}\u{2009}12", "06 12"),
        ("a \r\n b", "a\nb"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("bărbatul", "ba\u{306}rbatul"),
        ("„Lola“", "\"lola\""),
        ("ﬁets", "fiets"),
        ("Nguyễn Thị Hương", "nguyen thi huong"),
        ("Ọmọbìnrin", "omobinrin"),
        ("Кола Й", "кола и"),
    ];
    for (one, other) in same {
        assert_eq!(fold(one), fold(other), "{one} {other}");
    }
    assert_ne!(fold("СВ"), fold("CB"), "letters of two alphabets are one in plates alone");
    assert_eq!(fold("naïef, 12 keer!"), "naief, 12 keer!");
}

#[test]
fn every_character_is_folded_once_and_for_all() {
    // But for ideographs and syllables, which are tens of thousands of the same kind.
    let planes = ('\0'..'\u{3400}').chain('\u{a000}'..'\u{ac00}').chain('\u{f900}'..'\u{20000}');
    for c in planes.chain('\u{e0000}'..'\u{e0200}').filter(|c| !c.is_control()) {
        let once = fold(c.encode_utf8(&mut [0; 4]));
        assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
    }
}

#[test]
fn a_part_is_found_again_with_the_accents_that_belong_to_it() {
    let text = "Ik heet Gyo\u{30b}zo\u{30b}\u{200d}, Straße 12";
    let folded = Folded::new(text);
    let written = |part: &str| {
        let start = folded.text().find(part).unwrap();
        &text[folded.as_written(start..start + part.len())]
    };
    assert_eq!(written("gyozo"), "Gyo\u{30b}zo\u{30b}\u{200d}");
    assert_eq!(written("stras"), "Straß", "half a letter is the whole letter");
    assert_eq!(written("12"), "12");
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in "\\PC{0,60}|[a-zőű ̋'’\u{200b}\n ]{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn every_place_is_one_of_the_text(text in "\\PC{0,40}", start in 0_usize..40, length in 0_usize..10) {
        let folded = Folded::new(&text);
        let at = |place: usize| {
            let place = place.min(folded.text().len());
            (place..=folded.text().len()).find(|place| folded.text().is_char_boundary(*place)).unwrap()
        };
        let part = folded.as_written(at(start)..at(start + length));
        prop_assert!(text.get(part).is_some());
    }
}
