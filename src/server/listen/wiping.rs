//! What an answer's making leaves on the stack goes with it: the allocator wipes what is freed,
//! but moved values and the inside of hash functions leave copies below the stack's top, and a
//! thread keeps those until something happens to overwrite them.

use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll};

/// More than sealing and rendering use, also in a build that is not optimised; a few microseconds
/// of a thread's two MiB.
const DEPTH: usize = 192 * 1024;

/// A future after each step of which the stack below it is zeros.
pub(super) struct Wiping<F>(Pin<Box<F>>);

impl<F> Wiping<F> {
    pub(super) fn new(inner: F) -> Self {
        Self(Box::pin(inner))
    }
}

impl<F: Future> Future for Wiping<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let poll = self.0.as_mut().poll(context);
        wipe_below();
        poll
    }
}

/// Never inlined, so that its frame lies where those of the last step lay.
#[inline(never)]
fn wipe_below() {
    let mut below = [0_u8; DEPTH];
    // Without it the compiler sees that nobody reads the zeros.
    black_box(&mut below);
}
