//! Heavy work: what keeps a processor busy for a millisecond or more, away from the threads that serve
//! requests, so that a page for somebody else does not wait for it.

use tokio::sync::Semaphore;
use tokio::task::block_in_place;

/// Pieces at once. Sealing all that everybody's budget allows keeps no more than three processors busy,
/// and each piece costs a thread of those that the unit allows.
const MOST: usize = 4;

/// The limit on heavy work.
pub(super) struct HeavyWork(Semaphore);

impl HeavyWork {
    pub(super) fn new() -> Self {
        Self(Semaphore::new(MOST))
    }

    /// Does a piece of work on this thread, whose other tasks go to another one meanwhile. The stack on
    /// which words were is wiped with the answer.
    pub(super) async fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        // Nobody closes it, so that waiting for it cannot fail.
        let _permit = self.0.acquire().await;
        block_in_place(work)
    }
}
