//! What may point at a reporter is found in the words of every language of the form.

use zegel::pointing::{Why, of_desk, pointing};
use zegel_core::i18n::Language;

use Why::{FirstPerson, Only, OwnNumber, Possession, Role, Shift};

type Row = (&'static str, &'static [(&'static str, Why)]);

/// Holds the passages of each text, in their order, against the table.
fn holds(code: &str, rows: &[Row]) {
    let language = Language::from_code(code).unwrap();
    for (text, expected) in rows {
        let found = pointing(text, language);
        let found: Vec<(&str, Why)> =
            found.iter().map(|passage| (&text[passage.range.clone()], passage.why)).collect();
        assert_eq!(found, *expected, "{code}: {text}");
    }
}

#[test]
fn in_dutch() {
    holds(
        "nl",
        &[
            ("Ik was klant.", &[("Ik", FirstPerson), ("klant", Role)]),
            (
                "Alleen ik en mijn collega weten dit.",
                &[("Alleen ik", Only), ("mijn", Possession), ("collega", Role)],
            ),
            ("Ik werk als schoonmaakster.", &[("Ik", FirstPerson), ("schoonmaakster", Role)]),
            ("Tijdens mijn dienst, om 22.30, kwam hij.", &[("mijn dienst", Shift), ("22.30", Shift)]),
            ("We zagen hem om 23 uur.", &[("We", FirstPerson), ("23", Shift)]),
            ("Mijn auto is 12-ABC-3.", &[("Mijn auto is 12-ABC-3", OwnNumber)]),
            ("Bel mijn nummer 06 1234 5678.", &[("mijn nummer 06 1234 5678", OwnNumber)]),
            ("De auto is 12-ABC-3, elke avond om 22.30.", &[]),
            ("Er komen elke nacht mannen in kamer 12.", &[]),
        ],
    );
}

#[test]
fn in_english() {
    holds(
        "en",
        &[
            ("I was a customer.", &[("I", FirstPerson), ("customer", Role)]),
            ("Only I know this.", &[("Only I", Only)]),
            (
                "I'm the receptionist; my shift ends at 6.",
                &[("I'm", FirstPerson), ("receptionist", Role), ("my shift", Shift), ("6", Shift)],
            ),
            ("Nobody else saw it", &[("Nobody else", Only)]),
            ("My car is AB12 CDE.", &[("My car is AB12 CDE", OwnNumber)]),
            ("We saw it at 10pm.", &[("We", FirstPerson), ("10pm", Shift)]),
            ("Men come every night at 10:30.", &[]),
        ],
    );
}

#[test]
fn in_romanian() {
    holds(
        "ro",
        &[
            ("Lucrez ca recepționer.", &[("Lucrez", FirstPerson), ("recepționer", Role)]),
            (
                "Am văzut fata, doar eu știu.",
                &[("Am văzut", FirstPerson), ("doar eu", Only), ("știu", FirstPerson)],
            ),
            ("colega mea și șoferul", &[("colega", Role), ("mea", Possession), ("șoferul", Role)]),
            (
                "Mi-a spus în tura mea, la ora 22.",
                &[("Mi-a", FirstPerson), ("tura mea", Shift), ("22", Shift)],
            ),
            ("AM FOST CLIENT", &[("AM FOST", FirstPerson), ("CLIENT", Role)]),
            ("Bărbații vin în fiecare seară.", &[]),
        ],
    );
}

#[test]
fn in_hungarian() {
    holds(
        "hu",
        &[
            ("Én takarítónő vagyok.", &[("Én", FirstPerson), ("takarítónő", Role), ("vagyok", FirstPerson)]),
            ("Csak én tudom.", &[("Csak én", Only), ("tudom", FirstPerson)]),
            (
                "A kollégám látta a műszakban 22 órakor.",
                &[("kollégám", Role), ("műszakban", Shift), ("22", Shift)],
            ),
            ("Az autóm ABC-123 volt.", &[("autóm ABC-123", OwnNumber)]),
            ("Minden este férfiak jönnek a házba.", &[]),
        ],
    );
}

#[test]
fn in_spanish() {
    holds(
        "es",
        &[
            ("Yo fui cliente.", &[("Yo", FirstPerson), ("fui", FirstPerson), ("cliente", Role)]),
            ("Sólo yo lo sé.", &[("Sólo yo", Only), ("sé", FirstPerson)]),
            ("Solo yo y mi compañera.", &[("Solo yo", Only), ("mi", Possession), ("compañera", Role)]),
            ("En mi turno, a las 22 horas.", &[("mi turno", Shift), ("22", Shift)]),
            ("Nadie más entra.", &[("Nadie más", Only)]),
            ("Vienen hombres cada noche.", &[]),
        ],
    );
}

#[test]
fn in_polish() {
    holds(
        "pl",
        &[
            ("Jestem sprzątaczką.", &[("Jestem", FirstPerson), ("sprzątaczką", Role)]),
            ("Tylko ja to widziałam.", &[("Tylko ja", Only), ("widziałam", FirstPerson)]),
            (
                "Moja koleżanka, na zmianie o 22:00.",
                &[("Moja", Possession), ("koleżanka", Role), ("zmianie", Shift), ("22:00", Shift)],
            ),
            ("Byłem klientem", &[("Byłem", FirstPerson), ("klientem", Role)]),
            ("Mój samochód WGM 12345", &[("Mój samochód WGM 12345", OwnNumber)]),
            ("Mężczyźni przychodzą co noc i wychodzą rano.", &[]),
        ],
    );
}

#[test]
fn in_bulgarian() {
    holds(
        "bg",
        &[
            ("Аз съм чистачка.", &[("Аз", FirstPerson), ("съм", FirstPerson), ("чистачка", Role)]),
            ("Само аз знам.", &[("Само аз", Only), ("знам", FirstPerson)]),
            ("Моят колега каза", &[("Моят", Possession), ("колега", Role)]),
            ("По време на моята смяна, в 22 часа.", &[("моята смяна", Shift), ("22", Shift)]),
            ("Мъже идват всяка вечер.", &[]),
        ],
    );
}

#[test]
fn capitals_accents_and_other_ways_to_write_a_letter_hide_nothing() {
    holds("ro", &[("stiu", &[("stiu", FirstPerson)]), ("s\u{326}tiu", &[("s\u{326}tiu", FirstPerson)])]);
    holds("nl", &[("COLLEGA'S", &[("COLLEGA'S", Role)]), ("", &[]), ("🚪", &[])]);
    holds("en", &[("i went, and then I left", &[("I", FirstPerson)]), ("I’ve", &[("I’ve", FirstPerson)])]);
}

#[test]
fn what_is_taken_over_from_a_report_is_found_in_its_language_and_the_words_of_the_desk_in_theirs() {
    for (code, taken_over) in [
        ("ro", "doar eu"),
        ("hu", "csak én"),
        ("es", "nadie más"),
        ("pl", "tylko ja"),
        ("bg", "само аз"),
        ("en", "only I"),
        ("nl", "alleen ik"),
    ] {
        let text = format!("Er stond: {taken_over}. Mijn collega en my colleague.");
        let found = |language| {
            let found = of_desk(&text, language).into_iter();
            found.map(|passage| text[passage.range].to_owned()).collect::<Vec<_>>()
        };
        let own = ["Mijn", "collega", "my", "colleague"];
        assert_eq!(found(Language::from_code(code)), [&[taken_over][..], &own].concat(), "{code}");
        let is_of_desk = ["nl", "en"].contains(&code);
        assert_eq!(found(None).contains(&taken_over.to_owned()), is_of_desk, "{code}");
    }
}
