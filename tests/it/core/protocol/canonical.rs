//! What the page says of the bytes of answers.

use serde_json::json;
use zegel_core::document::Answers;

use super::values;

/// An example, and what of all of ASCII is escaped in it.
pub fn example_and_escapes() -> Vec<String> {
    let text = |story: &str| {
        let answers: Answers = serde_json::from_value(json!({ "story": story })).unwrap();
        String::from_utf8(answers.canonical()).unwrap()
    };
    let escape = |c: u8| {
        let text = text(&char::from(c).to_string());
        text.strip_prefix("{\"story\":\"").unwrap().strip_suffix("\"}").unwrap().to_owned()
    };
    let (named, others): (Vec<u8>, Vec<u8>) = (0..128).partition(|c| escape(*c).len() == 2);
    let (numbered, plain): (Vec<u8>, Vec<u8>) = others.iter().partition(|c| escape(**c).len() > 1);
    assert_eq!(named, *b"\x08\t\n\x0c\r\"\\");
    assert!(numbered.iter().all(|c| escape(*c) == format!("\\u{c:04x}")));
    assert!(plain.iter().all(|c| escape(*c) == char::from(*c).to_string()));
    let mut values = values![text("Kamer 12")];
    values.extend(b"\"\\\x08\x0c\n\r\t".map(escape));
    values.extend(values![plain[0], escape(numbered[numbered.len() - 1])]);
    values
}
