//! The words that people wrote in a case, and how they are compared: without capitals, accents and
//! what nobody sees.

use crate::case::Case;
use crate::text::clean;
use zegel_core::document::{NoteContent, Received, SignedNote};
use zegel_core::questionnaire::questionnaire;

impl Case {
    /// What reporters wrote in their own words.
    pub fn reporters_texts(&self) -> Vec<&str> {
        let writings = self.entries.iter().filter_map(|entry| entry.opened.writing());
        writings.flat_map(own_words).collect()
    }

    /// What colleagues wrote for each other.
    pub fn colleagues_texts(&self) -> Vec<&str> {
        let notes = self.history().into_iter().flat_map(|(_, note)| for_colleagues(note));
        notes.chain(self.state().labels).collect()
    }

    /// All that anybody wrote, cleaned, a text a line or more.
    pub fn all_text(&self) -> String {
        let copies = self.copies();
        let replies = copies.iter().map(|copy| copy.text);
        let texts = self.reporters_texts().into_iter().chain(replies).chain(self.colleagues_texts());
        texts.map(clean).collect::<Vec<_>>().join("\n")
    }
}

/// The answers, but for choices of the form.
fn own_words(writing: &Received) -> impl Iterator<Item = &str> {
    writing.answers.iter().flat_map(|(id, answer)| {
        let question = questionnaire().get(id);
        answer.values().filter(move |value| !question.is_some_and(|question| question.allows(value)))
    })
}

fn for_colleagues(note: &SignedNote) -> Vec<&str> {
    match &note.content {
        NoteContent::Text { text } | NoteContent::HandedOver { text, .. } => vec![text],
        NoteContent::Status { reason, .. } => reason.iter().map(String::as_str).collect(),
        NoteContent::ExportAsked { receiver, .. } => vec![receiver],
        NoteContent::Exported(exported) => {
            let reason = exported.against_wish.iter().map(|against| against.reason.as_str());
            std::iter::once(exported.receiver.as_str()).chain(reason).collect()
        }
        NoteContent::Seen { .. }
        | NoteContent::Copy { .. }
        | NoteContent::Assigned { .. }
        | NoteContent::Labelled { .. }
        | NoteContent::Urgent { .. }
        | NoteContent::Resealed { .. }
        | NoteContent::ExportConfirmed { .. }
        | NoteContent::Outcome { .. }
        | NoteContent::Attested { .. }
        | NoteContent::KeptLonger { .. } => Vec::new(),
    }
}

/// Text as it is compared.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_char(c, |folded_char| folded.push(folded_char)));
    folded
}

/// The characters that a character becomes; none for an accent that stands by itself.
pub fn fold_char(c: char, mut keep: impl FnMut(char)) {
    if c.is_ascii() {
        return keep(c.to_ascii_lowercase());
    }
    for lower in c.to_lowercase() {
        match plain(lower) {
            Some(letters) => letters.chars().for_each(&mut keep),
            None => keep(lower),
        }
    }
}

/// The letters without their accents, for all languages of the form and their neighbours.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{300}'..='\u{36f}' => "",
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => "i",
        'ĳ' => "ij",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ọ'..='ợ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ß' => "ss",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ụ'..='ự' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'й' | 'ѝ' => "и",
        'ё' => "е",
        _ => return None,
    })
}
