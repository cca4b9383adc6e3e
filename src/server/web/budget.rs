//! Budgets: a rate with a burst, as one number. It is the generic cell rate algorithm (GCRA) of ATM
//! networks: what is kept of a budget is the moment at which it will be whole again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Rate and burst of a budget.
#[derive(Clone, Copy)]
pub(super) struct Quota {
    /// The time in which one comes back.
    each: Duration,
    burst: u32,
}

impl Quota {
    /// So many in this time, and a burst of so many at once.
    pub(super) fn new(count: u32, per: Duration, burst: u32) -> Self {
        Self { each: per / count.max(1), burst }
    }
}

/// A budget, whole at the start.
#[derive(Default)]
pub(super) struct Budget {
    /// In nanoseconds since the start.
    whole_at: AtomicU64,
}

impl Budget {
    /// Takes so many, or says how long to wait for them. Time counts from the start.
    pub(super) fn take(&self, quota: Quota, count: u32, now: Duration) -> Result<(), Duration> {
        let now = nanoseconds(now);
        let cost = nanoseconds(quota.each * count);
        let most = nanoseconds(quota.each * quota.burst);
        let taken = self.whole_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |whole_at| {
            let after = whole_at.max(now) + cost;
            (after - now <= most).then_some(after)
        });
        taken
            .map(|_| ())
            .map_err(|whole_at| Duration::from_nanos((whole_at + cost).saturating_sub(now + most)))
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX / 4)
}
