//! Line counts: how many lines a text takes at most, in whatever typeface a computer has. Only the
//! browser that prints knows the typeface, so the widths here are those of a wide one, DejaVu Sans; in
//! most others there is room left.

/// How much wider bold is.
pub const BOLD: f32 = 1.13;

/// How many lines a text has in a column so many em wide.
pub fn lines(text: &str, column: f32) -> usize {
    starts(text, column).len()
}

/// Where each line begins, broken at spaces, and inside a word that is wider than the column.
pub fn starts(text: &str, column: f32) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        starts.push(place);
        let mut used = 0.0;
        for word in line.split_inclusive(' ') {
            if used > 0.0 && used + width(word.trim_end()) > column {
                starts.push(place);
                used = 0.0;
            }
            for c in word.chars() {
                if used > 0.0 && used + width_of(c) > column && !c.is_whitespace() {
                    starts.push(place);
                    used = 0.0;
                }
                used += width_of(c);
                place += c.len_utf8();
            }
        }
    }
    starts
}

/// The width of a text on one line, in em.
pub fn width(text: &str) -> f32 {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' => 0.34,
        'f' | 't' | 'r' | ' ' | '-' | '/' | '(' | ')' | '!' => 0.41,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | 'ж' | 'ш' | 'щ' | 'ю' | 'ф' | 'Ж' | 'Ш' | 'Щ'
        | 'Ю' | 'Ф' => 1.0,
        '\u{2000}'..'\u{2070}' => 0.65,
        // Hangul, Ethiopic, Han, Kana, emoji and many that are narrower.
        '\u{1100}'.. => 1.1,
        c if c.is_uppercase() => 0.78,
        _ => 0.65,
    }
}
