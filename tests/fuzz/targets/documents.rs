//! Documents: what is parsed is parsed again from what is written of it, and no field that holds a key is shown.

use serde_json::json;
use zegel_core::document::{DeskDocument, MOST_REPLY_CHARACTERS, Note, Oddity, Received, Reply, SignedNote};
use zegel_core::id::{EntryId, Instance, ThreadId};
use zegel_core::json::to_json;
use zegel_core::seal::{Document, Fingerprint, Plain};
use zegel_core::signature::DeskKey;

/// Fields whose value would show a key, a proof or a secret.
const NEVER_SHOWN: [&str; 5] = ["answers", "author_key", "proof", "reply_to", "withdrawal"];

/// Asserts what must hold of an opened document.
pub fn run(bytes: &[u8]) {
    let plain = Plain::new(bytes.to_vec());
    if let Ok(reply) = Reply::parse(&plain) {
        assert!(DeskDocument::parse(&plain).is_err(), "one kind, one reader");
        check_reply(reply);
    }
    match DeskDocument::parse(&plain) {
        Ok(DeskDocument::Note(note)) => check_note(note),
        Ok(DeskDocument::Report(report)) => check_received(&report.writing),
        Ok(DeskDocument::Message(message)) => check_received(&message.writing),
        Err(_) => {}
    }
}

fn check_reply(reply: Reply) {
    let is_kept = |c: char| !c.is_control() || c == '\n' || c == '\t';
    assert!(reply.text.chars().all(is_kept) && reply.text.trim() == reply.text);
    assert!((1..=MOST_REPLY_CHARACTERS).contains(&reply.text.chars().count()));
    let before = (reply.id, reply.number, reply.text.clone());
    let again = Reply::parse(&reply.into_json()).unwrap();
    assert_eq!((again.id, again.number, again.text), before);
}

fn check_note(note: Note) {
    let content = note.unverified();
    let json = note.into_json();
    let Ok(DeskDocument::Note(again)) = DeskDocument::parse(&json) else { panic!("no note any more") };
    assert_eq!(again.into_json().as_bytes(), json.as_bytes());
    if let Some(content) = content {
        let text = to_json(&content);
        let again: SignedNote = serde_json::from_str(&text).unwrap();
        assert_eq!(to_json(&again), text);
        counts_for_its_entry_alone(&content);
    }
}

/// Signed again it is of its author, in the one entry for which it was signed.
fn counts_for_its_entry_alone(content: &SignedNote) {
    let key = DeskKey::from_seed(&[3; 32]);
    let [entry, other] = [[1; 16], [2; 16]].map(EntryId::from_bytes);
    let instance = Instance::from_bytes([4; 16]);
    let thread = ThreadId::from_bytes([5; 16]);
    let note = content.sign(&key, instance, thread, entry);
    assert!(note.is_signed_by(key.public(), instance, thread, entry));
    assert!(!note.is_signed_by(key.public(), instance, thread, other));
}

fn check_received(received: &Received) {
    let answers = received.answers.canonical();
    let words = received.answers.iter().flat_map(|(_, answer)| answer.values());
    assert!(words.into_iter().any(|text| !text.trim().is_empty()));
    let alone = json!({ "answers": serde_json::from_slice::<serde_json::Value>(&answers).unwrap() });
    let alone = Plain::new(alone.to_string().into_bytes());
    let Ok(DeskDocument::Message(again)) = DeskDocument::parse(&alone) else { panic!("no words any more") };
    assert_eq!(again.writing.answers.canonical(), answers);
    if let Some(language) = &received.language {
        assert!((2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase()));
    }
    if let Some(set) = &received.sealed_for {
        assert_eq!(set.parse::<Fingerprint>().unwrap().to_string(), *set);
    }
    for odd in &received.odd {
        let is_shown = matches!(odd.oddity, Oddity::Value(Some(_)));
        assert!(!is_shown || !NEVER_SHOWN.contains(&odd.name.as_str()), "{}", odd.name);
    }
}
