//! Idle time: when the screen locks itself, and when it looks by itself what is new.

use std::time::Duration;

use crate::config::ScreenTimes;
use crate::platform::Moment;

/// So long until the picture is drawn again when nothing happens, for its clock.
const LONGEST: Duration = Duration::from_secs(20);
/// Shorter waits would only cost the battery.
const SHORTEST: Duration = Duration::from_millis(25);

/// Since when nobody has pressed a key, and since when nobody has looked what is new.
pub struct Idle {
    times: ScreenTimes,
    touched: Moment,
    looked: Moment,
}

impl Idle {
    /// From now on.
    pub fn new(times: ScreenTimes) -> Self {
        Self { times, touched: Moment::now(), looked: Moment::now() }
    }

    /// Somebody pressed a key.
    pub fn touch(&mut self) {
        self.touched = Moment::now();
    }

    /// Something is being fetched.
    pub fn look(&mut self) {
        self.looked = Moment::now();
    }

    /// Whether nobody has been here for so long that the screen shows nothing any more.
    pub fn is_over(&self) -> bool {
        is_past(self.touched, self.times.lock)
    }

    /// Whether it is time to look what is new.
    pub fn is_time_to_look(&self) -> bool {
        is_past(self.looked, self.times.look)
    }

    /// So long until something is to be done, or drawn. A locked screen does nothing by itself.
    pub fn next(&self, is_locked: bool) -> Duration {
        if is_locked {
            return LONGEST;
        }
        let left = |since: Moment, limit: Duration| limit.saturating_sub(since.elapsed());
        let limits = [(self.touched, self.times.lock), (self.looked, self.times.look)];
        let next = limits.into_iter().filter(|(_, limit)| !limit.is_zero());
        let next = next.map(|(since, limit)| left(since, limit)).min().unwrap_or(LONGEST);
        next.clamp(SHORTEST, LONGEST)
    }
}

/// A limit of zero is none.
fn is_past(since: Moment, limit: Duration) -> bool {
    !limit.is_zero() && since.elapsed() >= limit
}
