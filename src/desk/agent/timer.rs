//! For how long a key stays open.

use std::time::Duration;

/// How long an agent holds a key at most.
#[derive(Clone, Copy)]
pub struct Limits {
    /// After the last request.
    pub idle: Duration,
    /// In all.
    pub whole: Duration,
}

/// What is left of the limits. It counts the time in which the computer sleeps, and is moved by nobody
/// who sets the clock.
#[cfg(target_os = "linux")]
pub struct Timer {
    limits: Limits,
    begun: Duration,
    used: Duration,
}

#[cfg(target_os = "linux")]
impl Timer {
    /// From now on.
    pub fn new(limits: Limits) -> Self {
        let now = since_boot();
        Self { limits, begun: now, used: now }
    }

    /// Begins the idle time anew.
    pub fn renew(&mut self) {
        self.used = since_boot();
    }

    /// Whether one of the limits is reached.
    pub fn is_over(&self) -> bool {
        let now = since_boot();
        now.saturating_sub(self.used) >= self.limits.idle
            || now.saturating_sub(self.begun) >= self.limits.whole
    }
}

/// Since the computer was switched on, with the time it slept.
#[cfg(target_os = "linux")]
fn since_boot() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::try_from(now).unwrap_or(Duration::MAX)
}
