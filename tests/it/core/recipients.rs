//! The recipients file: what is taken, what is refused, and what it is called.

use age::secrecy::ExposeSecret;
use data_encoding::BASE64;
use zegel_core::seal::{Fingerprint, Recipients, RecipientsError};
use zegel_core::text_file::NotText;

use crate::support::fixture::{ForDeskRaw, hybrid_desk, hybrid_pair};

const X25519: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
/// From the age specification's plugin form: a hardware key that a program would have to speak to.
const PLUGIN: &str = "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt";

fn refused(file: &str) -> Option<RecipientsError> {
    file.parse::<Recipients>().err()
}

fn hybrid(seed: u8) -> String {
    hybrid_pair(seed).1.to_string()
}

fn desk(name: &str, key: u8) -> String {
    format!("# desk {name} ed25519:{}", BASE64.encode(&[key; 32]))
}

fn former(name: &str, key: u8) -> String {
    desk(name, key).replace("desk", "former")
}

#[test]
fn a_file_for_two_desks_and_one_that_only_sends_is_read() {
    let one = hybrid(1);
    let other = hybrid(2);
    let anna = desk("anna", 1);
    let bert = desk("bert", 2);
    let chris = desk("chris-2", 3);
    let file = format!("# our desk\n\n{anna}\r\n{one}\r\n  {bert}\n# at home\n{chris}\n{other}\n");
    let set: Recipients = file.parse().unwrap();
    let desks: Vec<_> = set
        .caseworkers()
        .iter()
        .map(|desk| (desk.name.as_str(), desk.signing_key[0], desk.opens()))
        .collect();
    assert_eq!(desks, [("anna", 1, true), ("bert", 2, false), ("chris-2", 3, true)]);
    assert_eq!(set.recipients().map(ToString::to_string).collect::<Vec<_>>(), [one, other]);
    assert_eq!(set.text(), file);
}

/// A recipient belongs to the caseworker in the line directly above it and to nobody else; who may do what is
/// printed.
#[test]
fn a_recipient_belongs_to_the_line_directly_above_it_and_to_nobody_else() {
    let one = hybrid(1);
    let other = hybrid(2);
    let recovery = hybrid(3);
    let anna = desk("anna", 1);
    let courier = desk("koerier", 2);
    let between = ["\n", " \u{a0}\n", "# the recovery key\n", "\n# the recovery key\n", "#\n"];
    for between in between {
        let file = format!("{anna}\n{one}\n{other}\n{courier}\n{between}{recovery}\n");
        let set: Recipients = file.parse().unwrap();
        let opens: Vec<_> = set.caseworkers().iter().map(|desk| (desk.name.as_str(), desk.opens())).collect();
        assert_eq!(opens, [("anna", true), ("koerier", false)], "{between:?}");
        assert_eq!(set.caseworkers()[0].recipient.as_ref().unwrap().to_string(), one);
        assert_eq!(set.recipients().count(), 3, "the recovery key opens all the same");
        let unowned: Vec<_> = set.unowned().map(|(_, recipient)| recipient.to_string()).collect();
        assert_eq!(unowned, [other.clone(), recovery.clone()], "{between:?}");
    }
}

#[test]
fn what_editors_and_mail_programs_add_to_a_line_changes_nothing() {
    let one = hybrid(1);
    let other = hybrid(2);
    let anna = desk("anna", 1);
    let bert = desk("bert", 2);
    let cem = former("cem", 3);
    let plain: Recipients = format!("{anna}\n{one}\n{bert}\n{other}\n{cem}\n").parse().unwrap();
    // Two files with a byte order mark each, one below the other, from Windows and from a web mail.
    let spaced = bert.replace(' ', "\u{a0}");
    let file =
        format!("\u{feff}{anna}\r\n{one} \r\n\u{feff}{spaced}\u{a0}\r\n\t{other}\u{a0} \r\n{cem} \u{a0}\r\n");
    let set: Recipients = file.parse().unwrap();
    assert!(set.fingerprint() == plain.fingerprint());
    for (desk, same) in set.caseworkers().iter().zip(plain.caseworkers()) {
        assert_eq!((&desk.name, desk.signing_key, desk.opens()), (&same.name, same.signing_key, true));
    }
    assert_eq!((set.former()[0].name.as_str(), set.former()[0].signing_key), ("cem", [3; 32]));
}

#[test]
fn former_colleagues_are_known_by_name_and_key_and_are_no_colleagues() {
    let one = hybrid(1);
    let anna = desk("anna", 1);
    // bea has left and had two keys; anna has a new one.
    let lines = [former("bea", 2), former("bea", 3), former("anna", 4)].join("\n");
    let set: Recipients = format!("{lines}\n\n{anna}\n{one}\n").parse().unwrap();
    let known: Vec<_> =
        set.former().iter().map(|former| (former.name.as_str(), former.signing_key[0])).collect();
    assert_eq!(known, [("bea", 2), ("bea", 3), ("anna", 4)]);
    assert_eq!(set.caseworkers().iter().map(|desk| desk.signing_key[0]).collect::<Vec<_>>(), [1]);
    let without: Recipients = format!("{anna}\n{one}\n").parse().unwrap();
    assert!(set.fingerprint() == without.fingerprint(), "it is a fingerprint of keys that open");
}

#[test]
fn a_former_colleague_who_could_be_taken_for_a_present_one_is_refused() {
    let one = hybrid(1);
    let anna = desk("anna", 1);
    let gone = former("bea", 1);
    assert_eq!(refused(&format!("{anna}\n{one}\n{gone}")), Some(RecipientsError::PresentAndFormer(3)));
    assert_eq!(refused(&format!("{gone}\n{anna}\n{one}")), Some(RecipientsError::PresentAndFormer(2)));
    let again = format!("{}\n{}\n{one}", former("bea", 2), former("cem", 2));
    assert_eq!(refused(&again), Some(RecipientsError::Twice(2)));
    let key = BASE64.encode(&[2; 32]);
    for line in ["# former colleagues", "# former bea", &format!("# former b a ed25519:{key}")] {
        assert_eq!(refused(&format!("{one}\n{line}")), Some(RecipientsError::FormerLine(2)), "{line}");
    }
    // Reports would go on being sealed for her.
    let below = refused(&format!("{anna}\n{one}\n{}\n{}", former("bea", 2), hybrid(2))).unwrap();
    assert_eq!(below, RecipientsError::BelowFormer(4));
    assert!(below.to_string().contains("line 4: a recipient directly below a former caseworker"));
}

#[test]
fn what_is_no_recipient_is_refused_and_its_line_named() {
    let pq = hybrid(1);
    let mistyped = format!("{}{}", &pq[..pq.len() - 1], if pq.ends_with('q') { 'p' } else { 'q' });
    for line in [mistyped.as_str(), &X25519[..61], "age1tag1qqq", "age1tagpq1qqq", "ssh-ed25519 AAAA", "x"] {
        assert_eq!(refused(&format!("# one\n{line}\n")), Some(RecipientsError::Unknown(2)), "{line}");
    }
    assert_eq!(refused(&format!("{X25519}\n{PLUGIN}")), Some(RecipientsError::Plugin(2)));
    for empty in ["", "\n# nobody\n", &desk("anna", 1)] {
        assert_eq!(refused(empty), Some(RecipientsError::Empty));
    }
}

#[test]
fn the_same_key_or_name_twice_is_refused_in_capitals_too() {
    assert_eq!(refused(&format!("{X25519}\n{X25519}")), Some(RecipientsError::Twice(2)));
    assert_eq!(refused(&format!("{X25519}\n{}", X25519.to_uppercase())), Some(RecipientsError::Twice(2)));
    let anna = desk("anna", 1);
    for again in [desk("anna", 2), desk("bert", 1)] {
        assert_eq!(refused(&format!("{anna}\n{again}\n{X25519}")), Some(RecipientsError::Twice(2)));
    }
}

#[test]
fn a_desk_line_that_is_not_whole_is_refused() {
    let key = BASE64.encode(&[1; 32]);
    let long = "a".repeat(41);
    for line in [
        "# desk anna".to_owned(),
        "# desk anna ed25519:".to_owned(),
        format!("# desk anna ed25519:{}", &key[4..]),
        format!("# desk  ed25519:{key}"),
        format!("# desk an na ed25519:{key}"),
        format!("# desk an\u{1b}na ed25519:{key}"),
        format!("# desk {long} ed25519:{key}"),
    ] {
        assert_eq!(refused(&format!("{line}\n{X25519}")), Some(RecipientsError::DeskLine(1)), "{line}");
    }
}

/// Recipients that cannot work stop the start.
#[test]
fn sixteen_recipients_are_taken_and_not_one_more_and_no_mixture() {
    let set = |most: u8| (1..=most).map(hybrid).collect::<Vec<_>>().join("\n");
    let sixteen: Recipients = set(16).parse().unwrap();
    let sealed = sixteen.seal(ForDeskRaw(b"x".to_vec())).unwrap();
    assert_eq!(sealed.outside().unwrap().1, 16);
    assert_eq!(refused(&set(17)), Some(RecipientsError::TooMany(17)));
    // The first that does not go with those above it is named, not the first of its kind or the last.
    let mixture = [hybrid(1), hybrid(2), X25519.to_owned(), hybrid(3)];
    assert_eq!(refused(&mixture.join("\n")), Some(RecipientsError::Mixed(3)));
    assert_eq!(refused(&format!("{X25519}\n{}", hybrid(1))), Some(RecipientsError::Mixed(2)));
}

#[test]
fn what_was_sealed_for_another_set_is_not_accepted() {
    let (_, one) = hybrid_desk();
    let two: Recipients = format!("{}{}", one.text(), hybrid(1)).parse().unwrap();
    let classical: Recipients = X25519.parse().unwrap();
    for (set, other) in [(&one, &two), (&two, &one), (&one, &classical), (&classical, &one)] {
        let sealed = other.seal(ForDeskRaw(b"x".to_vec())).unwrap().as_bytes().to_vec();
        assert!(other.accept(sealed.clone()).is_ok());
        assert!(set.accept(sealed).is_err());
    }
    assert!(one.accept(b"no age file".to_vec()).is_err());
    assert!(one.accept(b"age-encryption.org/v1\n".to_vec()).is_err());
}

#[test]
fn a_fingerprint_is_read_however_it_was_copied_from_paper() {
    let shown = hybrid_desk().1.fingerprint().to_string();
    let read = |text: &str| text.parse::<Fingerprint>();
    for typed in [shown.clone(), shown.to_uppercase(), shown.replace(' ', ""), shown.replace(' ', "-\n")] {
        assert_eq!(read(&typed).unwrap().to_string(), shown);
    }
    for wrong in ["", &shown[1..], &format!("{shown}0"), &shown.replacen(&shown[..1], "g", 1)] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

/// The lines of GOING-LIVE that change the file when somebody goes.
fn edits() -> Vec<String> {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/GOING-LIVE.md");
    let document = std::fs::read_to_string(document).unwrap();
    let edits =
        document.lines().filter(|line| line.starts_with("sed -i ") && line.contains("recipients.txt"));
    edits.map(str::to_owned).collect()
}

#[test]
fn the_line_in_the_document_makes_a_former_colleague_and_touches_nobody_else() {
    let one = hybrid(1);
    let other = hybrid(2);
    let anna = desk("anna", 1);
    let courier = desk("koerier", 2);
    let bea = desk("bea", 3);
    let before = format!("# our desk\n{anna}\n{one}\n{courier}\n{bea}\n{other}\n");
    let without = |name: &str, edit: &str| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("recipients.txt");
        std::fs::write(&file, &before).unwrap();
        let edit = edit.replace("NAME", name).replace("/etc/zegel/recipients.txt", file.to_str().unwrap());
        assert!(std::process::Command::new("sh").args(["-c", &edit]).status().unwrap().success());
        std::fs::read_to_string(&file).unwrap()
    };
    assert_eq!(edits().len(), 2, "for a colleague who leaves, and for a stolen laptop");
    for edit in edits() {
        let left = before.replace(&format!("{bea}\n{other}\n"), &format!("{}\n", former("bea", 3)));
        assert_eq!(without("bea", &edit), left);
        assert_eq!(without("koerier", &edit), before.replace(&courier, &former("koerier", 2)));
        assert_eq!(without("ann", &edit), before);
    }
}

#[test]
fn no_name_looks_like_another_in_a_script_that_has_the_same_letters_or_like_nothing() {
    // Cyrillic a; all of it Cyrillic; Greek omicron; a letter that is blank; a combining sign.
    for name in ["\u{430}nna", "\u{458}\u{43e}\u{43e}\u{440}", "b\u{3bf}b", "anna\u{3164}", "a\u{345}nna", ""]
    {
        let file = format!("{}\n{}\n{}\n", desk("anna", 1), hybrid(1), desk(name, 2));
        assert!(matches!(refused(&file), Some(RecipientsError::DeskLine(3))), "{name:?}");
    }
    for name in ["Zo\u{eb}", "\u{141}ukasz", "\u{219}tefan-2", "a_b"] {
        let file = format!("{}\n{}\n", desk(name, 1), hybrid(1));
        assert_eq!(file.parse::<Recipients>().unwrap().caseworkers()[0].name, name);
    }
}

#[test]
fn a_file_as_editors_for_windows_save_it_is_read_or_named() {
    let lines = format!("{}\r\n{}\r\n", desk("anna", 1), hybrid(1));
    let set = Recipients::from_file(format!("\u{feff}{lines}").as_bytes()).unwrap();
    assert_eq!(set.caseworkers()[0].name, "anna");
    let no_break = lines.replace("# desk anna", "#\u{a0}desk\u{a0}anna");
    assert!(Recipients::from_file(no_break.as_bytes()).unwrap().caseworkers()[0].opens());
    let wide: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for wide in [[&[0xff, 0xfe], &wide[..]].concat(), wide] {
        let refused = Recipients::from_file(&wide).err();
        assert_eq!(refused, Some(RecipientsError::NotText(NotText::Utf16)));
    }
    let latin = [lines.as_bytes(), b"# caf\xe9\n"].concat();
    assert_eq!(Recipients::from_file(&latin).err(), Some(RecipientsError::NotText(NotText::Line(3))));
}

#[test]
fn a_key_that_a_mail_program_cut_is_named_with_what_is_missing() {
    let key = hybrid(1);
    for (length, end) in [(998, "\r\n "), (76, "\n")] {
        let file = format!("{}\n{}{end}{}\n", desk("anna", 1), &key[..length], &key[length..]);
        assert_eq!(refused(&file), Some(RecipientsError::BreaksOff(2, length)));
        assert!(refused(&file).unwrap().to_string().contains(&format!("after {length} of {}", "1,959")));
    }
    assert_eq!(key.len(), 1959);
    assert_eq!(refused(&format!("> {}\n> {key}\n", desk("anna", 1))), Some(RecipientsError::Quoted(1)));
}

#[test]
fn a_private_key_is_called_one_before_anything_else_and_never_echoed() {
    let secret = age::x25519::Identity::generate().to_string();
    let secret = secret.expose_secret();
    let seed = format!("# desk anna ed25519-secret:{}", BASE64.encode(&[7; 32]));
    for file in
        [format!("nonsense\n{secret}\n"), format!("nonsense\n{seed}\n"), format!("nonsense\n> {secret}")]
    {
        let refused = refused(&file).unwrap();
        assert_eq!(refused, RecipientsError::PrivateKey(2));
        let said = refused.to_string();
        assert!(said.contains("burnt") && !said.contains(secret) && !said.contains("BwcH"), "{said}");
    }
}

#[test]
fn a_comment_that_begins_with_desk_in_any_dress_is_refused_with_its_line() {
    let line = desk("anna", 1);
    for dressed in ["# Desk", "# desk:", "#DESK", "# \"desk\"", "# -desk-"] {
        let file = format!(
            "{}\n{}\n{}\n",
            line.replace("anna", "bea").replace("AQEB", "AgEB"),
            line.replace("# desk", dressed),
            hybrid(1)
        );
        assert_eq!(refused(&file), Some(RecipientsError::DeskLine(2)), "{dressed}");
    }
    let file = format!("# Former: anna\n{}\n", hybrid(1));
    assert_eq!(refused(&file), Some(RecipientsError::FormerLine(1)));
}
