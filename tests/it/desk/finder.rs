//! Telephone numbers, plates and names in a text: what is one, and what only looks like one.

use proptest::prelude::*;
use zegel::indicator::{self, Kind};
use zegel::{Query, folding};

/// The signs of a kind in a text of a page in this language.
fn found(kind: Kind, language: &str, text: &str) -> Vec<String> {
    let found = indicator::find(text, (!language.is_empty()).then_some(language));
    found.into_iter().filter(|sign| sign.kind == kind).map(|sign| sign.value).collect()
}

fn assert_all(kind: Kind, table: &[(&str, &str, &[&str])]) {
    for (language, text, expected) in table {
        assert_eq!(&found(kind, language, text), expected, "{language}: {text}");
    }
}

#[test]
fn a_telephone_number_is_one_as_adverts_write_it() {
    let dutch: [&str; 14] = [
        "06-12345678",
        "06 1234 5678 elke dag",
        "+31 6 1234 5678",
        "0031 (0)6 12.34.56.78",
        "https://wa.me/31612345678",
        "0\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}4\u{fe0f}\u{20e3}5\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}7\u{fe0f}\u{20e3}8\u{fe0f}\u{20e3}",
        "٠٦١٢٣٤٥٦٧٨",
        "06\u{202f}12\u{202f}34\u{202f}56\u{202f}78",
        "06,12,34,56,78",
        "06_12_34_56_78",
        "06·12·34·56·78",
        "O6-12345678",
        "o6 123456 78, of kom langs",
        "kamer 12, 06\u{2011}12345678 tot 10 uur",
    ];
    for text in dutch {
        assert_eq!(found(Kind::Phone, "nl", text), ["+31612345678"], "{text}");
    }
}

#[test]
fn a_number_is_completed_with_its_own_country_and_else_left_as_it_was_written() {
    assert_all(
        Kind::Phone,
        &[
            ("ro", "Sună la 0722 123 456", &["+40722123456"]),
            ("nl", "Roemeens nummer 0722 123 456", &["+40722123456"]),
            ("en", "call 0722 123 456", &["0722 123 456"]),
            ("", "06-12345678", &["06-12345678"]),
            ("ro", "06-12345678", &["06-12345678"]),
            ("nl", "0475 12 34 56", &["0475 12 34 56"]),
            ("nl", "een Belgisch nummer: 0475 12 34 56", &["+32475123456"]),
            ("nl", "+32 475 12 34 56", &["+32475123456"]),
            ("nl", "+32 2 123 45 67 10 uur", &["+3221234567"]),
            ("nl", "+40 744 111 222", &["+40744111222"]),
            ("bg", "тел. 0888 123 456", &["+359888123456"]),
            ("nl", "+359 88 812 3456", &["+359888123456"]),
            ("hu", "06 30 123 4567", &["+36301234567"]),
            ("nl", "06 30 123 4567", &["06 30 123 4567"]),
            ("nl", "+36 30 123 4567", &["+36301234567"]),
            ("pl", "601 234 567", &["+48601234567"]),
            ("nl", "bel 601 234 567", &["601 234 567"]),
            ("nl", "+48 601 234 567", &["+48601234567"]),
            ("es", "612 34 56 78", &["+34612345678"]),
            ("nl", "0171 1234567", &["0171 1234567"]),
            ("nl", "Duits: 0171 1234567", &["+491711234567"]),
            ("nl", "+49 171 1234567", &["+491711234567"]),
            ("nl", "Oekraïens: 067 123 45 67", &["+380671234567"]),
            ("nl", "+380 67 123 45 67", &["+380671234567"]),
            ("nl", "+44 7911 123456 10 uur", &["+447911123456"]),
            ("nl", "+971 50 123 4567", &["+971501234567"]),
            ("nl", "0612345678, 0687654321", &["+31612345678", "+31687654321"]),
        ],
    );
}

#[test]
fn a_dutch_number_with_an_area_code_is_completed_on_the_dutch_page() {
    for (text, number) in [
        ("020-1234567", "+31201234567"),
        ("(010) 123 45 67", "+31101234567"),
        ("Bel 030 - 12 34 567.", "+31301234567"),
        ("0297 123 456", "+31297123456"),
        ("0297-123456", "+31297123456"),
        ("0201234567", "+31201234567"),
        ("0544123456", "+31544123456"),
        ("070-1234567", "+31701234567"),
        ("088 123 4567", "+31881234567"),
        ("085-1234567", "+31851234567"),
    ] {
        assert_eq!(found(Kind::Phone, "nl", text), [number], "{text}");
        let bare = found(Kind::Phone, "en", text).remove(0);
        assert!(!bare.starts_with('+'), "{text}: {bare}");
    }
    // Of another country, as far as anybody can tell; and no code at all.
    for text in ["0722 123 456", "0701234567", "050 123 45 67", "0475-123456", "0487 12 34 56", "0999-123456"]
    {
        assert_eq!(found(Kind::Phone, "nl", text), [text]);
    }
    assert_eq!(found(Kind::Phone, "nl", "0800-1234567 en 0900-1234567"), [""; 0]);
}

#[test]
fn a_number_with_an_area_code_is_one_with_its_country_to_a_search_and_among_links() {
    let text = "Bel 020-1234567, of +31 20 123 4567.";
    for asked in ["+31201234567", "0201234567", "020-123 4567"] {
        assert_eq!(Query::new(asked).places(text).len(), 2, "{asked}");
    }
    let signs = indicator::find(text, Some("nl"));
    assert!(signs[0].is_same(&signs[1]) && signs[0].value == signs[1].value, "{signs:?}");
}

#[test]
fn a_day_a_price_a_time_and_another_number_are_no_telephone_number() {
    for text in [
        "Op 01-02-2026 10 uur",
        "01/02/2026, 22.00 uur",
        "open 06.30-07.15, 22.00-23.00",
        "€ 150, € 50,00 of 1.000.000",
        "kamer 06, verdieping 12",
        "0800-2000 of 0900-8844",
        "112",
        "NL91 ABNA 0417 1643 00",
        "BSN nummer 123456782",
        "601 234 567",
        "24-11-2026",
        "06123456789",
        "061234567",
        "kamer 101, 102, 103, 104",
        "van 2019-2020 en 2021-2022",
        "06-1234",
        "x0612345678",
    ] {
        assert_eq!(found(Kind::Phone, "nl", text), [""; 0], "{text}");
    }
}

#[test]
fn a_plate_is_one_in_the_forms_of_nine_countries() {
    assert_all(
        Kind::Plate,
        &[
            ("nl", "Een auto met 12-AB-34", &["12AB34"]),
            ("nl", "kenteken 12klb7", &["12KLB7"]),
            ("nl", "G-123-XB", &["G123XB"]),
            ("nl", "een witte auto, WGM 12345", &["WGM12345"]),
            ("nl", "De auto was zwart (WX 1234A)", &["WX1234A"]),
            ("ro", "o mașină cu numărul CJ 12 ABC", &["CJ12ABC"]),
            ("ro", "mașina B-123-XYZ", &["B123XYZ"]),
            ("hu", "egy fehér kocsi, ABC-123", &["ABC123"]),
            ("hu", "kocsi AB CD-123", &["ABCD123"]),
            ("bg", "кола с номер СВ 1234 АВ", &["CB1234AB"]),
            ("bg", "номер АА 1234 ВС", &["AA1234BC"]),
            ("nl", "kenteken СВ1234АВ", &["CB1234AB"]),
            ("bg", "бяла кола СВ 1234 АВ", &["CB1234AB"]),
            ("", "AA 1234 BC", &["AA1234BC"]),
            ("es", "un coche blanco, 1234 BCD", &["1234BCD"]),
            ("nl", "Duitse auto B-XY 1234", &["BXY1234"]),
            ("nl", "Zijn kenteken was B-XY 1234", &["BXY1234"]),
            ("nl", "1-ABC-123", &["1ABC123"]),
            ("pl", "samochód KR 12345 pod domem", &["KR12345"]),
        ],
    );
}

#[test]
fn a_make_a_day_a_room_and_a_word_are_no_plate() {
    for text in [
        "Op 24-11-2026 en 24-nov-26, kamer 12",
        "een auto, BMW 320",
        "een Mercedes E 220",
        "auto voor HOTEL 123",
        "DE AUTO STAAT OP NR 123",
        "ABC-123",
        "1234 BCD",
        "kamer B 12",
        "auto om 22:30 uur",
        "STAAT DAAR AA 1234 BC EN NOOIT WEG",
        "de auto van 2019",
        "50 euro per uur",
        "bus 12 en tram 34",
    ] {
        assert_eq!(found(Kind::Plate, "nl", text), [""; 0], "{text}");
    }
}

#[test]
fn a_name_is_one_after_a_word_for_being_called_and_in_quotes_and_never_the_reporters() {
    assert_all(
        Kind::Nickname,
        &[
            ("nl", "bijnaam \"Lola Rose\"", &["lola rose"]),
            ("nl", "Hij heet Toni en komt elke dag", &["toni"]),
            ("nl", "een man, 'Toni', brengt haar", &["toni"]),
            ("ro", "El se numește Toni", &["toni"]),
            ("bg", "Казва се Тони.", &["тони"]),
            ("pl", "ma na imię Marek", &["marek"]),
            ("en", "a man named Marek", &["marek"]),
            ("es", "se llama Lola Rosé", &["lola rose"]),
            ("nl", "Telegram: Zwarte_Tulp1 en mail a@tulp.example", &["zwarte_tulp1"]),
            ("nl", "Ik heet Sean O'Brien", &[]),
            ("nl", "Mijn naam is Győző", &[]),
            ("nl", "hij heet nog steeds zo", &[]),
            ("nl", "'Nee', zei ze", &[]),
            ("nl", "D’Angelo en O’Brien", &[]),
        ],
    );
    assert_all(
        Kind::Hotel,
        &[
            ("nl", "In Hotel De Gouden Leeuw op de hoek", &["de gouden leeuw"]),
            ("nl", "hotel 'De Gouden Leeuw'", &["de gouden leeuw"]),
            ("nl", "Hotel Zonzicht, Kerkstraat 5", &["zonzicht"]),
            ("nl", "een hotel in de stad", &[]),
            ("nl", "hotel 24", &[]),
        ],
    );
}

#[test]
fn a_search_marks_every_spelling_of_a_number_a_plate_and_a_name() {
    let text = "Bel 06-14785236 of 0031 6 14 78 52 36. Auto 12-KLB-7, D’Angelo.";
    let marked = |words: &str| -> Vec<&str> {
        Query::new(words).places(text).into_iter().map(|place| &text[place]).collect()
    };
    for words in ["0614785236", "+31614785236", "06 14785236", "+31 6 14 78 52 36"] {
        let marked = marked(words);
        assert!(marked.contains(&"0031 6 14 78 52 36"), "{words}: {marked:?}");
        assert!(marked.contains(&"06-14785236") || words.contains(' '), "{words}: {marked:?}");
    }
    assert_eq!(marked("12KLB7"), ["12-KLB-7"]);
    assert_eq!(marked("d'angelo"), ["D’Angelo"]);
    assert_eq!(marked("+40614785236").len(), 1, "the one without a country may be any");
    assert!(marked("giraf").is_empty() && marked(" ").is_empty());
}

proptest! {
    #[test]
    fn no_text_stops_the_finder_and_every_place_is_in_the_text(
        text in "\\PC{0,80}|[0-9o+ ().,/_\\-AB'\"@:\n]{0,80}|(kenteken|auto|bel|hotel|heet| |0|6|1|АВ|'){0,40}"
    ) {
        for language in [None, Some("nl"), Some("hu"), Some("pl")] {
            for sign in indicator::find(&text, language) {
                prop_assert!(!sign.value.is_empty());
                prop_assert!(text.get(sign.place).is_some_and(|part| !part.is_empty()));
            }
        }
        for place in Query::new(&text).places(&text) {
            prop_assert!(text.get(place).is_some());
        }
        let _ = indicator::asked(&folding::fold(&text));
    }
}
