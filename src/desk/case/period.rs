//! Period of a count: whole months, of which quarters and years are made. A day would tell when somebody
//! wrote.

use zegel_core::calendar::Day;

/// From this many months on, a table has a row for each year.
const BY_YEAR: usize = 25;

/// Some whole months, the first and the last among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    first: usize,
    last: usize,
}

impl Period {
    /// A year (`2026`), a quarter (`2026-Q2`, in Dutch `2026-K2`) or a month (`2026-05`).
    pub fn parse(text: &str) -> Option<Self> {
        let (year, part) = text.trim().split_once('-').map_or((text.trim(), None), |(y, p)| (y, Some(p)));
        let january = number(year, 4)? * 12;
        let Some(part) = part else { return Some(Self { first: january, last: january + 11 }) };
        if let Some(quarter) = part.strip_prefix(['Q', 'q', 'K', 'k']) {
            let quarter = number(quarter, 1).filter(|quarter| (1..=4).contains(quarter))?;
            return Some(Self { first: january + quarter * 3 - 3, last: january + quarter * 3 - 1 });
        }
        let month = number(part, 2).filter(|month| (1..=12).contains(month))?;
        Some(Self { first: january + month - 1, last: january + month - 1 })
    }

    /// From the beginning of one to the end of another; nothing if that is before it.
    pub fn between(from: Self, to: Self) -> Option<Self> {
        (from.first <= to.last).then_some(Self { first: from.first, last: to.last })
    }

    /// So many months, of which that of this day is the last.
    pub fn until(today: Day, months: usize) -> Self {
        let last = month(today);
        Self { first: (last + 1).saturating_sub(months), last }
    }

    /// Whether this day lies in it.
    pub fn contains(self, day: Day) -> bool {
        (self.first..=self.last).contains(&month(day))
    }

    /// Its months as `2026-05`, the newest last; its years as `2026` where the months are too many.
    pub fn rows(self) -> Vec<String> {
        let mut rows: Vec<String> = (self.first..=self.last).map(|month| self.row(month)).collect();
        rows.dedup();
        rows
    }

    /// The row of a day.
    pub fn row_of(self, day: Day) -> String {
        self.row(month(day))
    }

    fn row(self, month: usize) -> String {
        if self.last - self.first >= BY_YEAR { format!("{:04}", month / 12) } else { name(month) }
    }

    /// Its first month.
    pub fn first(self) -> String {
        name(self.first)
    }

    /// Its last month.
    pub fn last(self) -> String {
        name(self.last)
    }
}

fn name(month: usize) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// Months since the year 0.
fn month(day: Day) -> usize {
    let text = day.to_string();
    Period::parse(text.get(..7).unwrap_or_default()).map_or(0, |period| period.first)
}

fn number(text: &str, digits: usize) -> Option<usize> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}
