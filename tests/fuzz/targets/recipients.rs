//! Recipients file: a set that is accepted is the same when its keys are written again, and can be sealed for; a
//! private key is never taken and never said back.

use zegel_core::seal::{Document, ForDesk, Plain, Recipients, RecipientsError, is_desk_name, is_private};

/// The most recipients of a set.
const MOST: usize = 16;

/// Bytes as they are, sealed for a desk.
struct Raw;

impl Document for Raw {
    type Sealed = ForDesk;

    fn into_json(self) -> Plain {
        Plain::new(b"{}".to_vec())
    }
}

/// Asserts what must hold of a recipients file.
pub fn run(bytes: &[u8]) {
    match Recipients::from_file(bytes) {
        Ok(set) => accepted(&set),
        Err(error) => refused(bytes, &error),
    }
}

fn accepted(set: &Recipients) {
    assert!(set.text().lines().all(|line| !is_private(line)));
    let keys: Vec<String> = set.recipients().map(|key| format!("{key}\n")).collect();
    assert!((1..=MOST).contains(&keys.len()) && set.digests().len() == keys.len());
    let again: Recipients = set.text().parse().unwrap();
    let alone: Recipients = keys.concat().parse().unwrap();
    for other in [&again, &alone] {
        assert!(other.digests() == set.digests() && other.fingerprint() == set.fingerprint());
    }
    assert_eq!(
        keys.len(),
        set.unowned().count() + set.caseworkers().iter().filter(|one| one.opens()).count()
    );
    let names = set.caseworkers().iter().map(|one| &one.name).chain(set.former().iter().map(|one| &one.name));
    assert!(names.into_iter().all(|name| is_desk_name(name)));
    for former in set.former() {
        assert!(set.caseworkers().iter().all(|one| one.signing_key != former.signing_key));
    }
    let sealed = set.seal(Raw).unwrap();
    assert!(set.accept(sealed.as_bytes().to_vec()).is_ok());
    assert_eq!(sealed.outside().unwrap().1, keys.len());
}

fn refused(bytes: &[u8], error: &RecipientsError) {
    let said = error.to_string();
    assert!(super::is_harmless(&said) && said.len() < 400, "{said:?}");
    assert!(!said.contains("AGE-SECRET-KEY-") && !said.contains("ed25519-secret:"), "{said}");
    let lines = bytes.split(|byte| *byte == b'\n').count();
    if let Some((line, _)) = said.strip_prefix("line ").and_then(|rest| rest.split_once([':', ' '])) {
        assert!((1..=lines).contains(&line.parse().unwrap()), "{said}");
    }
}
