//! Heavy work: what keeps a processor busy for a millisecond or more. One processor is left to the pages of others.

use std::thread::available_parallelism;

use tokio::sync::Semaphore;

/// The limit on heavy work: fewer pieces at once than there are threads that serve requests, where there are two.
pub(super) struct HeavyWork(Semaphore);

impl HeavyWork {
    pub(super) fn new() -> Self {
        // As many threads as the runtime starts.
        let threads = available_parallelism().map_or(1, usize::from);
        Self(Semaphore::new((threads - 1).max(1)))
    }

    /// Does a piece of work here and now, once its turn has come. It moves to no other thread: the stack on which
    /// words were is wiped with the answer, and each thread more would hold half a megabyte.
    pub(super) async fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        // Nobody closes it, so that waiting for it cannot fail.
        let _permit = self.0.acquire().await;
        work()
    }
}
