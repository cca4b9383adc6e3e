//! Moments: when something happened, for limits that go on while the computer sleeps.
//!
//! Linux stops its usual clock in a suspend. A key that must be forgotten after 15 minutes, and a screen
//! that must lock itself after 10, would both outlast a night in a closed laptop.

use std::time::Duration;

/// When something happened. What has passed since then is moved by nobody who sets the clock.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy)]
pub struct Moment(Duration);

#[cfg(target_os = "linux")]
impl Moment {
    /// This one.
    pub fn now() -> Self {
        let since_boot = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Self(Duration::try_from(since_boot).unwrap_or(Duration::MAX))
    }

    /// How long ago it was.
    pub fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

/// When something happened; whether sleep counts depends on the system.
#[cfg(not(target_os = "linux"))]
#[derive(Clone, Copy)]
pub struct Moment(std::time::Instant);

#[cfg(not(target_os = "linux"))]
impl Moment {
    /// This one.
    pub fn now() -> Self {
        Self(std::time::Instant::now())
    }

    /// How long ago it was.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
