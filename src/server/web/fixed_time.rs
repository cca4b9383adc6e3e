//! Fixed time: the answer to a code leaves so long after its request was whole, whatever was found. The
//! work differs by what there is: to open a reply takes a third of a millisecond, to remove a report a
//! write to the disk. Whoever watches the line would see by the time that somebody was answered.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// More than looking up or withdrawing takes, as long as nothing else keeps the server busy: a person
/// does not notice it. What takes longer waits for the next multiple.
pub(super) const STEP: Duration = Duration::from_millis(25);

/// Does the work, and waits until a whole number of steps is over since it began.
pub(super) async fn fixed_time<T>(work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let done = work.await;
    let mut leaves = began + STEP;
    while leaves < Instant::now() {
        leaves += STEP;
    }
    sleep_until(leaves).await;
    done
}
