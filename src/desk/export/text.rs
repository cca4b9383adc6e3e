//! The words of an export as plain text. What the reporter wrote is set in: nothing in it can look
//! like a line of ours.

use super::content::{Content, Part, Sending, Source};
use super::cover::{Cover, Sentences};
use super::paper_words::paper;
use super::pointing;
use zegel_core::i18n::{Language, interpolate};

/// The cover, everything, and what was left out.
pub fn file(cover: &Cover<'_>, content: &Content) -> String {
    let paper = paper();
    let mut text = String::new();
    for line in [paper.title.as_str(), &cover.number(), &cover.receiver(), &cover.week(), ""] {
        text.push_str(line);
        text.push('\n');
    }
    let Sentences { what, ground, call, left_out: removed, erase } = cover.sentences(content);
    text.push_str(&format!("{what}\n{ground}\n"));
    let reason = cover.ground.reason.as_deref().unwrap_or_default();
    reason.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
    text.push_str(&format!("{call}\n{removed}\n{erase}\n\n"));
    text.push_str(&body(content));
    text.push_str(&paper.left_title);
    text.push('\n');
    for line in left_out(content) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// What the desk wrote, and what the reporter did, in the order of the conversation.
pub fn body(content: &Content) -> String {
    body_of(content, |part, _| part.text.clone())
}

/// The same with what may point at the reporter between » and «.
pub fn marked(content: &Content, language: Option<Language>) -> String {
    body_of(content, |part, source| pointing::marked(part, source, language))
}

fn body_of(content: &Content, words: impl Fn(&Part, Source) -> String) -> String {
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
            words(part, sending.source).lines().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        text.push('\n');
    }
    text
}

/// Whose words it is, and when it was written, to the week.
pub fn heading(sending: &Sending) -> String {
    let paper = paper();
    let title = match (sending.source, sending.later) {
        (Source::Desk, _) => &paper.desk,
        (Source::Reply, _) => &paper.asked,
        (Source::Reporter, None) => &paper.first,
        (Source::Reporter, Some(_)) => &paper.later,
    };
    let week = sending.week.map_or_else(|| paper.no_week.clone(), |week| week.to_string());
    interpolate(title, &[("week", &week)])
}

/// What is not in it.
pub fn left_out(content: &Content) -> Vec<String> {
    let paper = paper();
    let count = content.left_out.to_string();
    let first = match content.left_out {
        0 if !content.own_words => paper.restated.clone(),
        0 => paper.left_none.clone(),
        _ => interpolate(&paper.left_text, &[("count", &count), ("mark", &paper.mark)]),
    };
    vec![first, paper.left_never.clone()]
}
