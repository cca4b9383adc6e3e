//! For how long a key stays open.

use std::time::Duration;

use crate::platform::Moment;

/// How long an agent holds a key at most.
#[derive(Clone, Copy)]
pub struct Limits {
    /// After the last request.
    pub idle: Duration,
    /// In all.
    pub whole: Duration,
}

/// What is left of the limits.
pub struct Timer {
    limits: Limits,
    begun: Moment,
    used: Moment,
}

impl Timer {
    /// From now on.
    pub fn new(limits: Limits) -> Self {
        let now = Moment::now();
        Self { limits, begun: now, used: now }
    }

    /// Begins the idle time anew.
    pub fn renew(&mut self) {
        self.used = Moment::now();
    }

    /// How much is left of each limit.
    pub fn left(&self) -> Limits {
        let idle = self.limits.idle.saturating_sub(self.used.elapsed());
        let whole = self.limits.whole.saturating_sub(self.begun.elapsed());
        Limits { idle, whole }
    }

    /// Whether one of the limits is reached.
    pub fn is_over(&self) -> bool {
        let left = self.left();
        left.idle.is_zero() || left.whole.is_zero()
    }
}
