//! Opening hours: when a helpline answers, by the clock of the Netherlands.

use std::ops::{Range, RangeInclusive};
use std::time::SystemTime;

pub use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// The Dutch time zone as POSIX writes it, so that no file of time zones has to be read.
const NETHERLANDS: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
/// The days as a file writes them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTES_OF_DAY: u16 = 24 * 60;

/// A minute of the week in the Netherlands. It is for asking who answers now; it cannot be written down
/// as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfWeek {
    /// Days since Monday.
    day: u16,
    /// Minutes since midnight.
    minute: u16,
}

/// The hours in which somebody answers: always, or each week at the same times.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub enum Hours {
    Always,
    Weekly(Vec<Opening>),
}

/// Hours that are the same on some days, such as `mon-fri 09:00-17:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    days: RangeInclusive<u16>,
    minutes: Range<u16>,
}

/// Hours as a file writes them.
#[derive(Deserialize)]
#[serde(untagged, expecting = "open: expected \"always\" or a list such as [\"mon-fri 09:00-17:00\"]")]
enum Written {
    Word(String),
    List(Vec<String>),
}

impl TimeOfWeek {
    /// A time of a day of the week.
    pub fn new(weekday: Weekday, hour: u8, minute: u8) -> Self {
        let day = u16::from(weekday.to_monday_zero_offset().unsigned_abs());
        Self { day, minute: u16::from(hour) * 60 + u16::from(minute) }
    }

    /// The minute of the week at a moment; nothing for one beyond the calendar.
    pub fn at(moment: SystemTime) -> Option<Self> {
        let zone = TimeZone::posix(NETHERLANDS).ok()?;
        let local = jiff::Timestamp::try_from(moment).ok()?.to_zoned(zone);
        let [hour, minute] = [local.hour(), local.minute()].map(i8::unsigned_abs);
        Some(Self::new(local.weekday(), hour, minute))
    }
}

impl Hours {
    /// Whether somebody answers at this time.
    pub fn are_at(&self, time: TimeOfWeek) -> bool {
        match self {
            Self::Always => true,
            Self::Weekly(openings) => openings
                .iter()
                .any(|opening| opening.days.contains(&time.day) && opening.minutes.contains(&time.minute)),
        }
    }
}

impl TryFrom<Written> for Hours {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Word(word) if word == "always" => Ok(Self::Always),
            Written::List(openings) if !openings.is_empty() => {
                openings.iter().map(|text| opening(text)).collect::<Result<_, _>>().map(Self::Weekly)
            }
            Written::Word(word) => Err(not_hours(&word)),
            Written::List(_) => Err(not_hours("[]")),
        }
    }
}

fn opening(text: &str) -> Result<Opening, String> {
    parse(text).ok_or_else(|| not_hours(text))
}

fn not_hours(text: &str) -> String {
    format!("open: expected \"always\" or a list such as [\"mon-fri 09:00-17:00\"], not {text}")
}

/// Hours of one day or of several in a row, which end on the day on which they began.
fn parse(text: &str) -> Option<Opening> {
    let (days, times) = text.split_once(' ')?;
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let days = day(first)?..=day(last)?;
    let (from, until) = times.split_once('-')?;
    let minutes = minute(from)?..minute(until)?;
    (!days.is_empty() && !minutes.is_empty()).then_some(Opening { days, minutes })
}

fn day(name: &str) -> Option<u16> {
    let place = DAYS.iter().position(|day| *day == name)?;
    u16::try_from(place).ok()
}

/// The minute of the day of a time such as `09:00`, up to `24:00`.
fn minute(time: &str) -> Option<u16> {
    let (hours, minutes) = time.split_once(':')?;
    let two = |digits: &str| (digits.len() == 2).then(|| digits.parse::<u16>().ok()).flatten();
    let hour = two(hours)?;
    let minute = two(minutes).filter(|minute| *minute < 60)?;
    Some(hour * 60 + minute).filter(|minute| *minute <= MINUTES_OF_DAY)
}
