//! Helplines: the numbers and links of those whom a reporter can call or chat with. The texts about
//! each stand in the files of the languages.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::opening_hours::{Hours, TimeOfWeek};

/// The program's own, for the Netherlands.
const FILE: &str = include_str!("helplines.toml");

/// One number or chat.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// By which the pages and the words name it.
    pub id: String,
    /// As it is read.
    pub number: String,
    /// As it is opened: `tel:` or `https:`.
    pub link: String,
    /// The number for telephones that reach no 0800 or 0900, as it is read: `+31 34 357 8844`.
    pub abroad: Option<String>,
    /// When somebody answers; nothing where nobody has checked it.
    pub open: Option<Hours>,
    /// Its place on the page "is it about you?".
    pub about_me: Option<u8>,
    /// The ISO week in which a person last called it.
    pub checked: Option<String>,
}

/// Whether somebody answers at a helpline now. Those who do come first in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Availability {
    Open,
    Unknown,
    Closed,
}

#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
pub(super) static OURS: LazyLock<Vec<Helpline>> =
    LazyLock::new(|| parse(FILE).expect("the file is part of the program, and a test reads it"));

/// Reads a file of helplines, in the order of every list.
pub(super) fn parse(file: &str) -> Result<Vec<Helpline>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        helpline: Vec<Helpline>,
    }
    let File { mut helpline } = toml::from_str(file).map_err(|error| error.to_string())?;
    if helpline.is_empty() {
        return Err("there is no helpline".to_owned());
    }
    for line in &mut helpline {
        // As people type it in an answer; the pages keep it on one line by themselves.
        line.number = line.number.replace('\u{a0}', " ").replace('\u{2011}', "-").trim().to_owned();
        line.check().map_err(super::check::under(&line.id))?;
    }
    Ok(helpline)
}

impl Helpline {
    /// Whether somebody answers at this time.
    pub fn availability(&self, time: TimeOfWeek) -> Availability {
        match &self.open {
            None => Availability::Unknown,
            Some(hours) if hours.are_at(time) => Availability::Open,
            Some(_) => Availability::Closed,
        }
    }

    /// Its telephone numbers as they are read, each with its link.
    pub fn telephones(&self) -> impl Iterator<Item = (&str, String)> {
        let own = self.link.starts_with("tel:").then(|| (self.number.as_str(), self.link.clone()));
        own.into_iter().chain(self.from_abroad())
    }

    /// Its number for foreign telephones as it is read, with its link.
    pub fn from_abroad(&self) -> Option<(&str, String)> {
        self.abroad.as_deref().map(|number| (number, link(number)))
    }

    fn check(&self) -> Result<(), String> {
        let fits = |text: &str| {
            !text.is_empty()
                && text.len() <= 100
                && !text.contains(|c: char| c.is_control() || super::turns_text(c))
        };
        let opens = self.link.starts_with("tel:") || self.link.starts_with("https://");
        let plain = self.link.chars().all(|c| c.is_ascii_graphic() && !"\"'<>".contains(c));
        if !fits(&self.id) || !fits(&self.number) {
            return Err("id and number must be short and not empty".to_owned());
        }
        if !opens || !plain || self.link.len() > 200 {
            return Err(format!("link: \"{}\" is neither tel: nor https:", self.link));
        }
        if self.abroad.as_deref().is_some_and(|number| !is_from_abroad(number)) {
            return Err("abroad: expected a number such as +31 34 357 8844".to_owned());
        }
        if self.checked.as_deref().is_some_and(|week| !is_week(week)) {
            return Err("checked: expected a week such as 2026-W48".to_owned());
        }
        Ok(())
    }
}

/// A number as a telephone dials it.
fn link(number: &str) -> String {
    let dialled = number.chars().filter(|c| c.is_ascii_digit() || *c == '+');
    format!("tel:{}", dialled.collect::<String>())
}

/// Such as `+31 34 357 8844`.
fn is_from_abroad(number: &str) -> bool {
    let rest = number.strip_prefix('+').unwrap_or_default();
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    (7..=15).contains(&digits) && rest.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-')
}

/// Such as 2026-W48 (ISO 8601).
fn is_week(text: &str) -> bool {
    let Some((year, week)) = text.split_once("-W") else { return false };
    let number = |text: &str, length| (text.len() == length).then(|| text.parse::<u16>().ok()).flatten();
    number(year, 4).is_some() && number(week, 2).is_some_and(|week| (1..=53).contains(&week))
}
