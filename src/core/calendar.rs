//! Calendar: the two units of time of this program, the [`Week`] that the store may know and the
//! [`Day`] that stands only inside a sealed document. There is no finer one that can be stored.
//!
//! Files carry times too. They are set to a [`Boundary`], which passes whether or not somebody visits.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{fmt, str::FromStr, sync::Arc};

use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::opening_hours::TimeOfWeek;

/// A calendar day in the server's time zone, for inside a document only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

/// An ISO 8601 week, counted from the week of Monday 29 December 1969.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week(i32);

/// A length of time into which the wall clock is divided, from 1970 on.
#[derive(Clone, Copy)]
pub struct Period(Duration);

/// A moment at which one [`Period`] ends and the next begins, such as a full minute. It is for the
/// times of files and for nothing else: it cannot be written down as text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Boundary(Duration);

/// Not a day (`2026-11-24`) or a week (`2026-W48`).
#[derive(Debug, thiserror::Error)]
#[error("not a date")]
pub struct NotADate;

/// The source of the current day, of the hour at which helplines answer, and of the time for which the program
/// runs. A test replaces them by its own.
#[derive(Clone)]
pub struct Clock {
    today: Arc<dyn Fn() -> Day + Send + Sync>,
    time_of_week: Arc<dyn Fn() -> TimeOfWeek + Send + Sync>,
    uptime: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// The system's clock.
    #[expect(clippy::disallowed_methods, reason = "only the day and the minute of the week are kept of it")]
    pub fn system() -> Self {
        let noon = TimeOfWeek::new(Weekday::Monday, 12, 0);
        Self::from_fn(|| Day(jiff::Zoned::now().date()))
            .with_time_of_week(move || TimeOfWeek::at(SystemTime::now()).unwrap_or(noon))
    }

    /// A clock that returns what `today` returns, at noon.
    pub fn from_fn(today: impl Fn() -> Day + Send + Sync + 'static) -> Self {
        let today = Arc::new(today);
        let day = today.clone();
        let began = Instant::now();
        Self {
            today,
            time_of_week: Arc::new(move || TimeOfWeek::new(day().0.weekday(), 12, 0)),
            uptime: Arc::new(move || began.elapsed()),
        }
    }

    /// This clock with another source of the time of the week.
    pub fn with_time_of_week(self, time: impl Fn() -> TimeOfWeek + Send + Sync + 'static) -> Self {
        Self { time_of_week: Arc::new(time), ..self }
    }

    /// This clock with another source of the time for which the program runs.
    pub fn with_uptime(self, time: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { uptime: Arc::new(time), ..self }
    }

    /// The day now.
    pub fn day(&self) -> Day {
        (self.today)()
    }

    /// The minute of the week now, for asking who answers.
    pub fn time_of_week(&self) -> TimeOfWeek {
        (self.time_of_week)()
    }

    /// The time for which the program runs. It never goes back, and tells no hour.
    pub fn uptime(&self) -> Duration {
        (self.uptime)()
    }

    /// The week now.
    pub fn week(&self) -> Week {
        self.day().week()
    }
}

impl Period {
    /// A minute.
    pub const MINUTE: Self = Self(Duration::from_secs(60));

    /// A period of this length.
    pub const fn new(length: Duration) -> Self {
        Self(length)
    }

    /// The last boundary that has passed.
    pub fn last(self) -> Boundary {
        let now = since_1970();
        Boundary(now - self.passed(now))
    }

    /// How long it is until the next one.
    pub fn until_next(self) -> Duration {
        self.0 - self.passed(since_1970())
    }

    /// How much of the present one has passed.
    fn passed(self, now: Duration) -> Duration {
        let passed = now.as_nanos() % self.0.as_nanos().max(1);
        Duration::from_nanos(u64::try_from(passed).unwrap_or(0))
    }
}

impl Boundary {
    /// The time of a file: its distance from 1970.
    pub fn since_1970(self) -> Duration {
        self.0
    }
}

#[expect(clippy::disallowed_methods, reason = "only boundaries are kept of it")]
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

impl Day {
    /// The day of a time that a file carries; nothing for one beyond the calendar.
    pub fn from_system_time(time: SystemTime) -> Option<Self> {
        let time = jiff::Timestamp::try_from(time).ok()?;
        Some(Self(time.to_zoned(jiff::tz::TimeZone::system()).date()))
    }

    /// How many days lie between an earlier day and this one; negative if it is later.
    pub fn days_since(self, earlier: Day) -> i32 {
        self.0.since(earlier.0).map_or(0, |span| span.get_days())
    }

    /// The week this day lies in.
    pub fn week(self) -> Week {
        let days = self.0.since(first_monday()).map_or(0, |span| span.get_days());
        Week(days.div_euclid(7))
    }

    /// The day `weeks` weeks later (or earlier), or the same one at the end of the calendar.
    pub fn plus_weeks(self, weeks: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().weeks(i64::from(weeks))))
    }
}

impl Week {
    /// How many weeks lie between an earlier week and this one; negative if it is later.
    pub fn since(self, earlier: Week) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// For the store.
    pub fn to_number(self) -> i32 {
        self.0
    }

    /// From the store.
    pub fn from_number(number: i32) -> Self {
        Self(number)
    }

    fn iso(self) -> ISOWeekDate {
        first_monday().saturating_add(jiff::Span::new().weeks(i64::from(self.0))).iso_week_date()
    }
}

fn first_monday() -> Date {
    jiff::civil::date(1969, 12, 29)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let day = text.parse().map(Self).map_err(|_| NotADate)?;
        (day.to_string() == text).then_some(day).ok_or(NotADate)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.iso();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl FromStr for Week {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let (year, week) = text.split_once("-W").ok_or(NotADate)?;
        let year = year.parse().map_err(|_| NotADate)?;
        let week = week.parse().map_err(|_| NotADate)?;
        let monday = ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| NotADate)?;
        let week = Day(monday.date()).week();
        (week.to_string() == text).then_some(week).ok_or(NotADate)
    }
}

impl TryFrom<String> for Day {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Week {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Week> for String {
    fn from(week: Week) -> String {
        week.to_string()
    }
}
