//! Sizes of the poster and of the card, and the largest letters in which all their words have room.

use super::sheet::Sheet;
use crate::printable::line_count::{BOLD, lines, width};
use zegel_core::i18n::HelplineWords;

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// The height of a line, in sizes.
pub const LEADING: f32 = 1.35;
/// Between the parts of a sheet, and between the lines of a part, in sizes of a sentence.
pub const GAP: f32 = 0.9;
/// Between two paragraphs of one part.
pub const BETWEEN: f32 = 0.3;

/// Which of the two it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For a wall: of each number all that is said.
    Poster,
    /// For a pocket: of each number only what it is for.
    Card,
}

/// One of the two: lengths in millimetres, sizes of letters as parts of that of a sentence.
pub struct Sizes {
    /// Which one.
    pub kind: Kind,
    /// The whole sheet.
    pub paper: (f32, f32),
    /// White around it.
    pub margin: f32,
    /// The code without its white; it does not shrink with the text.
    pub code: f32,
    /// The title.
    pub title: f32,
    /// The sentences below it.
    pub lead: f32,
    /// The onion address.
    pub onion: f32,
    /// The numbers.
    pub number: f32,
    /// The fingerprint.
    pub foot: f32,
    /// The largest and the smallest sentence, in points.
    pub sentence: (f32, f32),
}

/// A poster of A4. From two metres it looks like any careful notice: nothing is larger than its
/// heading, and the heading and the code name no subject.
pub const POSTER: Sizes = Sizes {
    kind: Kind::Poster,
    paper: (210.0, 297.0),
    margin: 20.0,
    code: 42.0,
    title: 2.2,
    lead: 1.1,
    // On one line.
    onion: 0.85,
    number: 0.92,
    foot: 0.75,
    sentence: (13.5, 9.0),
};

/// A card of A6 for a staff room or a pocket.
pub const CARD: Sizes = Sizes {
    kind: Kind::Card,
    paper: (105.0, 148.5),
    margin: 8.0,
    code: 26.0,
    title: 1.65,
    lead: 1.0,
    onion: 1.0,
    number: 0.96,
    foot: 0.84,
    sentence: (9.0, 6.0),
};

impl Kind {
    /// What is said of a number.
    pub fn about(self, said: &HelplineWords) -> String {
        match (self, &said.hours) {
            (Self::Card, _) => first_sentence(&said.text).to_owned(),
            (Self::Poster, Some(hours)) => format!("{} {hours}", said.text),
            (Self::Poster, None) => said.text.clone(),
        }
    }
}

/// What a number is for stands first.
fn first_sentence(text: &str) -> &str {
    let ends = [". ", "? ", "! "].into_iter().filter_map(|end| text.find(end));
    ends.min().map_or(text, |end| &text[..=end])
}

/// Between two sizes that are tried.
const STEP: f32 = 0.25;

impl Sizes {
    /// The largest size of a sentence in which everything has room, if there is one.
    pub fn largest_fitting(&self, sheet: &Sheet<'_>, quiet: f32) -> Option<f32> {
        let (mut size, smallest) = self.sentence;
        while size >= smallest {
            if (Laid { sizes: self, size, quiet }).fits(sheet) {
                return Some(size);
            }
            size -= STEP;
        }
        None
    }
}

/// A sheet with sentences of one size, in points.
struct Laid<'a> {
    sizes: &'a Sizes,
    size: f32,
    quiet: f32,
}

impl Laid<'_> {
    fn fits(&self, sheet: &Sheet<'_>) -> bool {
        self.height(sheet) <= (self.sizes.paper.1 - 2.0 * self.sizes.margin) * MM
    }

    /// Of all parts, one below the other.
    fn height(&self, sheet: &Sheet<'_>) -> f32 {
        let words = sheet.words();
        let whole = self.width();
        let lead = self.sizes.lead;
        let mut parts = vec![
            self.bold(&words.start.title, self.sizes.title, whole)
                + self.text(&words.start.what, lead, whole)
                + self.text(&words.start.anon, lead, whole)
                + 2.0 * self.size * BETWEEN,
            self.bold(&words.start.danger, lead, whole - self.size),
            self.way(sheet),
            self.numbers(sheet),
            self.text(&sheet.key(), self.sizes.foot, whole)
                + self.mono(sheet.fingerprint, self.sizes.foot, whole)
                + self.size,
        ];
        parts.extend(sheet.hint().map(|hint| self.text(hint, 1.0, whole)));
        let gaps = (parts.len() - 1) as f32 * GAP * self.size;
        parts.iter().sum::<f32>() + gaps
    }

    /// The code with the address beside it, and the onion address below.
    fn way(&self, sheet: &Sheet<'_>) -> f32 {
        let words = sheet.words();
        let code = self.sizes.code + self.quiet;
        let beside = self.width() - code * MM;
        let mut lines = self.bold(&words.poster.scan, 1.0, beside)
            + self.mono(sheet.url, 1.0, beside)
            + self.text(&words.watch.work, 1.0, beside)
            + 3.0 * self.size * BETWEEN;
        if sheet.is_onion() {
            lines += self.text(&words.poster.tor, 1.0, beside);
        }
        let onion = sheet.onion.map_or(0.0, |onion| {
            self.text(&words.poster.tor, 1.0, self.width())
                + self.mono(onion, self.sizes.onion, self.width())
                + self.size * BETWEEN
        });
        lines.max(code * MM) + onion
    }

    fn numbers(&self, sheet: &Sheet<'_>) -> f32 {
        let size = self.sizes.number;
        let widest = sheet.helplines().map(|(line, _)| width(&line.number)).fold(0.0, f32::max);
        let beside = self.width() - (widest * BOLD + 1.0) * self.size * size;
        let between = BETWEEN * self.size;
        let rows = sheet.helplines().map(|(_, said)| self.sizes.kind.about(said));
        let rows: f32 = rows.map(|said| self.text(&said, size, beside) + between).sum();
        if self.sizes.kind == Kind::Card {
            return rows;
        }
        let words = &sheet.words().numbers;
        rows + self.bold(&words.title, 1.15, self.width()) + self.text(&words.trace, size, self.width())
    }

    /// The width between the margins, in points.
    fn width(&self) -> f32 {
        (self.sizes.paper.0 - 2.0 * self.sizes.margin) * MM
    }

    fn text(&self, text: &str, size: f32, width: f32) -> f32 {
        let size = self.size * size;
        lines(text, width / size) as f32 * size * LEADING
    }

    fn bold(&self, text: &str, size: f32, width: f32) -> f32 {
        let size = self.size * size;
        lines(text, width / size / BOLD) as f32 * size * LEADING
    }

    /// Every character of a mono typeface is 0.61 em wide or less.
    fn mono(&self, text: &str, size: f32, width: f32) -> f32 {
        let size = self.size * size;
        let characters = text.chars().count() as f32;
        (characters * 0.61 * size / width).ceil() * size * LEADING
    }
}
