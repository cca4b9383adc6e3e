//! Text files from outside: what an editor for Windows or a mail program made of them.

use std::fs;

use crate::support::practice::{only, two_desks};

fn wide(text: &str) -> Vec<u8> {
    let letters = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(letters).collect()
}

#[test]
fn a_key_and_settings_saved_by_notepad_are_read_or_named() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let key = fs::read_to_string(anna.identity()).unwrap();
    fs::write(anna.identity(), format!("\u{feff}{}", key.replace('\n', "\r\n"))).unwrap();
    only(&anna);
    fs::write(anna.identity(), wide(&key)).unwrap();
    anna.run(&["inbox"]).failed_with("was saved as UTF-16");
    fs::write(anna.identity(), [b"# caf\xe9\n", key.as_bytes()].concat()).unwrap();
    anna.run(&["inbox"]).failed_with("line 1. Perhaps it was saved as Latin-1");
    fs::write(anna.identity(), key).unwrap();
    anna.file("config/zegel/config.toml", "\u{feff}# settings\r\n");
    only(&anna);
    anna.file("config/zegel/config.toml", wide("# settings\r\n"));
    anna.run(&["inbox"]).failed_with("was saved as UTF-16");
    anna.file("config/zegel/config.toml", "# settings\nserver = \u{201c}x\u{201d}\n");
    anna.run(&["inbox"]).failed_with("Line 2 has quotes as a word processor makes them");
    // As a shell would read it.
    fs::rename(anna.identity(), anna.home().join("key.txt")).unwrap();
    anna.file("config/zegel/config.toml", "identity = \"~/key.txt\"\n");
    only(&anna);
}

#[test]
fn a_private_key_in_the_place_of_a_receivers_is_named_and_not_echoed() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een verhaal."), ("forward", "police")]);
    let id = only(&anna);
    let key = fs::read_to_string(anna.identity()).unwrap();
    let secret = key.lines().find(|line| line.starts_with("AGE-SECRET")).unwrap();
    let file = anna.file("police.txt", &key);
    for given in [secret, file.to_str().unwrap()] {
        let export = [
            "export",
            &id,
            "--receiver",
            "Politie",
            "--kind",
            "police",
            "--with-own-words",
            "--marks-read",
            "--known-by",
            "many",
            "--to",
            "out.age",
            "--yes",
        ];
        let ended = anna.run(&[&export[..], &["--recipient", given]].concat());
        let ended = ended.failed_with("it is burnt");
        assert!(!ended.err.contains("AGE-SECRET"), "{}", ended.err);
    }
}

#[test]
fn a_list_of_receivers_saved_by_a_word_processor_is_read_or_the_line_is_named() {
    const LIST: &str = "config/zegel/receivers.toml";
    let (_site, anna, _) = two_desks();
    let list = "[[receiver]]\r\nname\u{a0}= \"Team\u{a0}Noord\"\r\nkind =\u{a0}\"police\"\r\n";
    anna.file(LIST, format!("\u{feff}{list}"));
    let listed = anna.run(&["receivers"]).done();
    assert!(listed.out.starts_with("Team Noord · police"), "{}", listed.out);
    anna.file(LIST, wide(list));
    anna.run(&["receivers"]).failed_with("was saved as UTF-16");
    anna.file(LIST, [list.as_bytes(), b"# caf\xe9\n"].concat());
    anna.run(&["receivers"]).failed_with("line 4. Perhaps it was saved as Latin-1");
    anna.file(LIST, "[[receiver]]\nname = \u{201c}Team Noord\u{201d}\n");
    anna.run(&["receivers"]).failed_with("Line 2 has quotes as a word processor makes them");
    anna.file(LIST, "[[receiver]]\nname = \"Team Noord\"\nkind = \"friends\"\n");
    let ended = anna.run(&["receivers"]).failed_with("Line 3, character 8");
    assert!(ended.err.contains("\nkind = \"friends\"\n"), "{}", ended.err);
}
