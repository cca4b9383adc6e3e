//! Fixed time: the answer to a code leaves so long after its request was whole, whatever was found. The
//! work differs by what there is: to open a reply takes a third of a millisecond, to remove a report a
//! write to the disk. Whoever watches the line would see by the time that somebody was answered.

use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;

/// More than looking up or withdrawing takes, as long as nothing else keeps the server busy: a person
/// does not notice it. What takes longer waits for the next multiple.
const STEP: Duration = Duration::from_millis(25);

/// Does the work, and waits until a whole number of steps is over since it began.
pub(super) async fn fixed_time<T>(work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let done = work.await;
    let mut leaves = began + STEP;
    while leaves < Instant::now() {
        leaves += STEP;
    }
    // By the kernel's own clock. The runtime's counts whole milliseconds from when it is asked, which is when
    // the work was done: what is behind them would still be seen.
    let _ =
        spawn_blocking(move || std::thread::sleep(leaves.saturating_duration_since(Instant::now()))).await;
    done
}
