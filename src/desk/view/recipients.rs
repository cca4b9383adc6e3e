//! Sets of recipients in words: whose keys open and sign, and what differs between two sets.

use crate::text::Paragraph;
use crate::texts::Texts;
use zegel_core::i18n::interpolate;
use zegel_core::seal::{Caseworker, Recipient, Recipients as Set};
use zegel_core::signature::DeskPublicKey;

/// A retention in weeks, in one of the sentences about it.
pub fn retention(text: &str, weeks: u16) -> String {
    interpolate(text, &[("weeks", &weeks.to_string())])
}

/// Whose line came and whose went, so that nobody has to compare two lists by eye. A name with another
/// key, or a key that now opens, is both.
pub fn changes(pinned: &Set, server: &Set, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.trust;
    let has = |set: &Set, line: &Caseworker| set.caseworkers().iter().any(|other| is_same(other, line));
    let mut changes = Vec::new();
    for desk in pinned.caseworkers().iter().filter(|desk| !has(server, desk)) {
        changes.push(Paragraph::new(&interpolate(&words.removed, &[("name", &line(desk, texts))])));
    }
    for desk in server.caseworkers().iter().filter(|desk| !has(pinned, desk)) {
        changes.push(Paragraph::new(&interpolate(&words.added, &[("name", &line(desk, texts))])));
    }
    changes
}

fn is_same(one: &Caseworker, other: &Caseworker) -> bool {
    let recipient = |desk: &Caseworker| desk.recipient.as_ref().map(ToString::to_string);
    one.name == other.name && one.signing_key == other.signing_key && recipient(one) == recipient(other)
}

/// A name, what it may do, and how its key begins.
fn line(desk: &Caseworker, texts: Texts) -> String {
    let words = &texts.desk.desk;
    let line = if desk.opens() { &words.desk_opens } else { &words.desk_signs };
    format!("{}  {}", interpolate(line, &[("desk", &desk.name)]), key_start(&desk.signing_key))
}

/// A set under a title: its fingerprint, its people and its keys.
pub fn set(title: &str, set: &Set, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.desk;
    let fingerprint = set.fingerprint().to_string();
    let mut page = vec![Paragraph::new(title)];
    page.push(Paragraph::indented(&interpolate(&words.fingerprint, &[("fingerprint", &fingerprint)])));
    for desk in set.caseworkers() {
        page.push(Paragraph::indented(&line(desk, texts)));
    }
    for former in set.former() {
        let key = key_start(&former.signing_key);
        let name = interpolate(&texts.desk.trust.former, &[("name", &former.name)]);
        page.push(Paragraph::indented(&format!("{name}  {key}")));
    }
    for recipient in set.recipients() {
        let start: String = recipient.to_string().chars().take(24).collect();
        page.push(Paragraph::indented(&format!("{start}…  {}", kind(recipient, texts))));
    }
    page
}

/// So much of a signing key tells two apart, as `zegeld doctor` shows it.
fn key_start(key: &[u8; 32]) -> String {
    let key: String = DeskPublicKey::from_bytes(*key).to_string().chars().take(12).collect();
    format!("ed25519:{key}…")
}

fn kind(recipient: &Recipient, texts: Texts) -> &'static str {
    let words = &texts.desk.desk;
    match recipient {
        Recipient::Hybrid(_) => &words.kind_hybrid,
        Recipient::X25519(_) => &words.kind_x25519,
        Recipient::Tag(_) => &words.kind_tag,
        Recipient::TagPq(_) => &words.kind_tagpq,
    }
}
