//! Wiping the stack: zeros go over what the making of an answer leaves below the stack's top. The
//! allocator wipes what is freed, but moved values and the inside of hash functions leave copies below the stack's top, and a
//! thread keeps those until something happens to overwrite them.

use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Bytes that are wiped: more than sealing and rendering use, also in a build that is not optimised.
/// Of a thread's two MiB that takes a few microseconds.
const DEPTH: usize = 192 * 1024;

/// A future that wipes the stack below it after each of its steps.
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

/// Overwrites the stack below. Never inlined, so that its frame lies where those of the last step lay.
#[inline(never)]
fn wipe_below() {
    let mut below = [0_u8; DEPTH];
    // Without it the compiler sees that nobody reads the zeros.
    black_box(&mut below);
}
