//! Digits of a telephone number as people write them, and what has digits and is none.

/// With country (ITU-T E.164).
pub const LONGEST: usize = 15;
/// What people put between digits, and how much of it.
const BETWEEN: &str = " -./(),_·•‧*|";
const MOST_BETWEEN: usize = 3;

/// Digits from one place on.
pub struct Digits {
    /// All of them.
    pub all: String,
    /// How many there are at the end of each group, and where in the text that is.
    pub ends: Vec<(usize, usize)>,
}

impl Digits {
    /// The digits from here on, through what people put between them.
    pub fn new(text: &str) -> Self {
        let mut digits = Self { all: String::new(), ends: Vec::new() };
        let mut between = 0;
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let next = characters.peek().map_or(' ', |(_, next)| *next);
            if let Some(digit) = digit(c, between, next, &digits.all) {
                digits.all.push(digit);
                between = 0;
                if digits.all.len() > LONGEST + 2 {
                    break;
                }
                if !next.is_alphanumeric() || (next == 'o') {
                    digits.ends.push((digits.all.len(), at + c.len_utf8()));
                } else if !next.is_ascii_digit() {
                    // "0612345678b" is no number, and what stands before it ends here.
                    break;
                }
            } else if BETWEEN.contains(c) && between < MOST_BETWEEN {
                between += 1;
            } else {
                break;
            }
        }
        digits
    }
}

/// A digit, or the letter O in the place of a nought: it touches a digit, and no other letter.
fn digit(c: char, between: usize, next: char, before: &str) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    let touches = next.is_ascii_digit() || (between == 0 && !before.is_empty());
    let is_nought = c == 'o' && touches && (next == 'o' || !next.is_alphabetic());
    is_nought.then_some('0')
}

/// The digits of a number, group by group.
pub fn groups(written: &str) -> Vec<&str> {
    written.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect()
}

/// Whether it begins as a day does, such as 01-02-2026.
pub fn is_day(written: &str) -> bool {
    let groups = groups(written);
    let [day, month, year, ..] = groups[..] else { return false };
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    day.len() <= 2 && month.len() == 2 && is_year
}

/// Whether it begins as opening hours do, such as 06.30-07.15.
pub fn are_times(written: &str) -> bool {
    let between: Vec<&str> =
        written.split(|c: char| c.is_ascii_digit()).filter(|between| !between.is_empty()).collect();
    let are_short = groups(written).iter().take(4).all(|group| group.len() == 2);
    let [first, second, third, ..] = between[..] else { return false };
    are_short && first == "." && second.contains('-') && third == "."
}

/// Whether what stands before is the beginning of an account's number: NL91 ABNA.
pub fn is_account(before: &str) -> bool {
    let compact: String = before.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((at, _)) = compact.char_indices().rev().nth(7) else { return false };
    let shape: String = compact[at..]
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                'D'
            } else if c.is_ascii_alphabetic() {
                'L'
            } else {
                '-'
            }
        })
        .collect();
    shape == "LLDDLLLL"
}
