//! The words of an export as plain text. What the reporter wrote is set in: nothing in it can look
//! like a line of ours.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::content::{Content, Sending};
use super::cover::Cover;
use super::paper_words::paper;
use zegel_core::i18n::interpolate;

/// The cover, everything, and what was left out.
pub fn file(cover: &Cover<'_>, content: &Content) -> String {
    let paper = paper();
    let mut text = String::new();
    for line in [paper.title.as_str(), &cover.number(), &cover.receiver(), &cover.week(), ""] {
        text.push_str(line);
        text.push('\n');
    }
    for line in Cover::sentences(content) {
        text.push_str(&line);
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&body(content));
    text.push_str(&paper.left_title);
    text.push('\n');
    for line in left_out(content) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// What the reporter wrote, in the order of the conversation.
pub fn body(content: &Content) -> String {
    let mut text = String::new();
    for sending in &content.sendings {
        text.push_str(&heading(sending));
        text.push('\n');
        if sending.later == Some(false) {
            text.push_str(&paper().not_proved);
            text.push('\n');
        }
        for part in &sending.parts {
            text.push_str(&format!("\n{}\n", part.title));
            part.text.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        text.push('\n');
    }
    text
}

/// When it was written, to the week.
pub fn heading(sending: &Sending) -> String {
    let title = if sending.later.is_none() { &paper().first } else { &paper().later };
    let week = sending.week.map_or_else(|| paper().no_week.clone(), |week| week.to_string());
    interpolate(title, &[("week", &week)])
}

/// What is not in it.
pub fn left_out(content: &Content) -> Vec<String> {
    let paper = paper();
    let count = content.left_out.to_string();
    let first = match content.left_out {
        0 => paper.left_none.clone(),
        _ => interpolate(&paper.left_text, &[("count", &count), ("mark", &paper.mark)]),
    };
    vec![first, paper.left_never.clone()]
}

impl Content {
    /// SHA-256 in hex of all of it. Who agrees to it agrees to nothing else.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new_with_prefix(b"zegel/export/v1\n");
        hash.update(body(self));
        hash.update(b"\n");
        hash.update(self.verbatim());
        HEXLOWER.encode(&hash.finalize())
    }
}
