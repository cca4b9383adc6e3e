//! The stop before something goes in which a word or number still looks like what was left out.

use super::content::Content;
use super::redact::Redactor;
use super::resemblance::is_among;
use crate::error::{self, DeskError};
use crate::terminal::Terminal;
use crate::texts::Texts;
use zegel_core::i18n::interpolate;

/// Goes on once a person has looked at all that still looks like it, on the terminal or by naming it.
pub fn insist(
    content: &Content,
    redactor: &Redactor,
    keep: &[String],
    terminal: &Terminal,
) -> Result<(), DeskError> {
    let left = left(content, redactor, keep);
    if left.is_empty() {
        return Ok(());
    }
    if !terminal.can_ask() {
        return Err(error::export::resembles(&quoted(&left)));
    }
    let words = &terminal.texts.desk.redaction;
    terminal.warn(&interpolate(&words.resembles, &[("texts", &quoted(&left))]));
    if terminal.confirm(&words.question) { Ok(()) } else { Err(error::not_confirmed()) }
}

/// Every spelling that was left out, as a line for the person who leaves it out.
pub fn removed(content: &Content, texts: Texts) -> Option<String> {
    let spellings: Vec<String> = content.spellings.iter().cloned().collect();
    let text = &texts.desk.redaction.removed;
    (!spellings.is_empty()).then(|| interpolate(text, &[("texts", &quoted(&spellings))]))
}

/// What is left and looks like it, as a line for who looks too.
pub fn remaining(content: &Content, redactor: &Redactor, texts: Texts) -> Option<String> {
    let left = left(content, redactor, &[]);
    let text = &texts.desk.redaction.resembles;
    (!left.is_empty()).then(|| interpolate(text, &[("texts", &quoted(&left))]))
}

/// What looks like it and was not looked at, each once.
fn left(content: &Content, redactor: &Redactor, keep: &[String]) -> Vec<String> {
    let parts = content.sendings.iter().flat_map(|sending| &sending.parts);
    let mut left: Vec<String> = parts.flat_map(|part| redactor.resembling(&part.text)).collect();
    left.retain(|text| !is_among(text, keep));
    left.sort();
    left.dedup();
    left
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("»{text}«")).collect::<Vec<_>>().join(", ")
}
