//! `schema/protocol.md` as rows and prose, and the checker that holds it against facts.

use std::collections::BTreeSet;

/// Names of standards, whose digits are no constants of ours.
const STANDARD_NAMES: [&str; 16] = [
    "ChaCha20-Poly1305",
    "HKDF-SHA256",
    "HMAC-SHA256",
    "SHA-256",
    "Ed25519",
    "X25519",
    "ML-KEM-768",
    "GF(32)",
    "UUIDv4",
    "UUIDv8",
    "UTF-8",
    "TLS 1.3",
    "base64url",
    "base64",
    "https://age-encryption.org/v1",
    "RFC ",
];

/// What the code says of one row.
#[derive(Clone)]
pub struct Fact {
    pub section: &'static str,
    /// The first cell.
    pub row: String,
    /// What stands in fixed type in the other cells, in order.
    pub values: Vec<String>,
}

/// A row of a table.
struct Row {
    line: usize,
    section: String,
    name: String,
    values: Vec<String>,
    /// What does not stand in fixed type.
    plain: String,
}

/// A line that stands in no table.
struct Prose {
    line: usize,
    fixed: Vec<String>,
    plain: String,
}

/// The page, taken apart.
#[derive(Default)]
struct Page {
    sections: Vec<String>,
    rows: Vec<Row>,
    prose: Vec<Prose>,
}

pub fn fact(section: &'static str, row: &str, values: Vec<String>) -> Fact {
    Fact { section, row: row.to_owned(), values }
}

/// What stands between backticks, and what stands around it.
pub fn fixed(text: &str) -> (Vec<String>, String) {
    let parts: Vec<&str> = text.split('`').collect();
    assert!(parts.len() % 2 == 1, "an open backtick: {text}");
    let fixed = parts.iter().skip(1).step_by(2).map(|part| (*part).to_owned()).collect();
    let plain = parts.iter().step_by(2).copied().collect::<Vec<_>>().join(" ");
    (fixed, plain)
}

fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_start_matches('|').trim_end_matches('|').split('|').map(str::trim).collect()
}

impl Page {
    fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut is_in_table = false;
        for (index, line) in text.lines().enumerate() {
            let is_row = line.starts_with('|');
            // The first two lines of a table name its columns.
            let is_head = line.starts_with("|--") || (is_row && !is_in_table);
            is_in_table = is_row;
            if !is_row {
                page.add_text(index + 1, line);
            } else if !is_head {
                page.add_row(index + 1, line);
            }
        }
        page
    }

    fn add_text(&mut self, line: usize, text: &str) {
        if let Some(title) = text.strip_prefix("## ") {
            let title = title.split_once(". ").map_or(title, |(_, title)| title);
            self.sections.push(title.to_owned());
            return;
        }
        let (fixed, plain) = fixed(text);
        self.prose.push(Prose { line, fixed, plain });
    }

    fn add_row(&mut self, line: usize, text: &str) {
        let mut cells = cells(text);
        let name = cells.remove(0);
        let (values, plain) = fixed(&cells.join(" "));
        let section = self.sections.last().cloned().unwrap_or_default();
        let plain = format!("{} {plain}", fixed(name).1);
        self.rows.push(Row { line, section, name: name.to_owned(), values, plain });
    }

    /// The section with this number, as others refer to it.
    fn has_section(&self, number: &str) -> bool {
        number.parse().is_ok_and(|number: usize| (1..=self.sections.len()).contains(&number))
    }

    /// A number that stands outside fixed type and so is compared with nothing.
    fn has_loose_number(&self, plain: &str) -> bool {
        let mut plain = plain.to_owned();
        for name in STANDARD_NAMES {
            while let Some(at) = plain.find(name) {
                let end = at + name.len();
                let digits = plain[end..].bytes().take_while(u8::is_ascii_digit).count();
                // Of these only "RFC " is followed by digits that belong to it.
                let end = if name.ends_with(' ') { end + digits } else { end };
                plain.replace_range(at..end, "·");
            }
        }
        let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let is_reference =
            |place: usize| place > 0 && words[place - 1] == "section" && self.has_section(words[place]);
        let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
        (0..words.len()).any(|place| has_digit(words[place]) && !is_reference(place))
    }
}

/// What is wrong with a page, a sentence for each thing. `shows` says whether something that the
/// prose names is there.
pub fn breaches(text: &str, facts: &[Fact], shows: &dyn Fn(&str) -> bool) -> Vec<String> {
    let page = Page::parse(text);
    let mut breaches = Vec::new();
    let mut compared = BTreeSet::new();
    for row in &page.rows {
        let Row { line, section, name, values, .. } = row;
        let place = format!("line {line}, {section}, {name}");
        if !compared.insert((section.as_str(), name.as_str())) {
            breaches.push(format!("{place} stands there twice"));
        }
        match facts.iter().find(|fact| fact.section == section && fact.row == *name) {
            None => breaches.push(format!("{place} is compared with nothing")),
            Some(fact) if fact.values != *values => {
                breaches
                    .push(format!("{place}:\n  the page says {values:?}\n  the code says {:?}", fact.values));
            }
            Some(_) => {}
        }
        if page.has_loose_number(&row.plain) {
            breaches.push(format!("{place}: a number outside fixed type"));
        }
    }
    let missing = facts.iter().filter(|fact| !compared.contains(&(fact.section, fact.row.as_str())));
    breaches.extend(missing.map(|fact| format!("{}, {} is missing", fact.section, fact.row)));
    breaches.extend(prose_breaches(&page, facts, shows));
    breaches
}

/// In prose stand names only, each of which is a value of a row or something that is there.
fn prose_breaches(page: &Page, facts: &[Fact], shows: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for fact in facts {
        known.extend(fact.values.iter().map(String::as_str));
    }
    let mut breaches = Vec::new();
    for Prose { line, fixed, plain } in &page.prose {
        for name in fixed {
            let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
            if is_number || !(known.contains(name.as_str()) || shows(name)) {
                breaches.push(format!("line {line}: {name} is compared with nothing"));
            }
        }
        if page.has_loose_number(plain) {
            breaches.push(format!("line {line}: a number outside a table"));
        }
    }
    breaches
}
