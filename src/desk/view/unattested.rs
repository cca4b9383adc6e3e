//! What former colleagues wrote in a case and nobody attests to, to be read before somebody signs.

use crate::case::Case;
use crate::text::Paragraph;
use crate::texts::Texts;
use crate::view::history;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::i18n::interpolate;

/// All of it, under the title of the report, with a blank line below.
pub fn page(case: &Case, texts: Texts) -> Vec<Paragraph> {
    let title = interpolate(&texts.desk.desk.report_title, &[("id", &case.thread.to_string())]);
    let mut page = vec![Paragraph::new(&title)];
    for note in case.entries.iter().filter_map(|entry| entry.note_to_attest()) {
        page.extend(of_note(note, texts));
    }
    page.push(Paragraph::blank());
    page
}

fn of_note(note: &SignedNote, texts: Texts) -> Vec<Paragraph> {
    if let NoteContent::Copy { number, text, .. } = &note.content {
        let number = number.to_string();
        let day = note.day.to_string();
        let values = [("number", number.as_str()), ("desk", &note.author), ("day", &day)];
        let title = interpolate(&texts.desk.desk.reply_title, &values);
        return vec![Paragraph::indented(&title), Paragraph::indented(text)];
    }
    let Some((title, text)) = history::unattested(note, texts) else { return Vec::new() };
    let mut paragraphs = vec![Paragraph::indented(&title)];
    paragraphs.extend(text.iter().map(|text| Paragraph::indented(text)));
    paragraphs
}
