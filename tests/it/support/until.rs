//! Waiting for a condition.

use std::time::{Duration, Instant};

/// Far above anything that is awaited.
const DEADLINE: Duration = Duration::from_secs(90);

/// Looks until something is as it should be.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < end, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
