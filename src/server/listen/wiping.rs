//! Wiping the stack: zeros go over what the making of an answer leaves below the stack's top. The
//! allocator wipes what is freed, but moved values and the inside of hash functions leave copies below the stack's top, and a
//! thread keeps those until something happens to overwrite them.

use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::Response;
use hyper::body::Body;

use super::peers::Turn;

/// Bytes that are wiped: more than sealing and rendering use, also in a build that is not optimised.
/// Of a thread's two MiB that takes a few microseconds.
const DEPTH: usize = 192 * 1024;

/// The making of an answer, which wipes the stack below it after each of its steps.
pub(super) struct Wiping<F> {
    answer: Pin<Box<F>>,
    turn: Turn,
}

impl<F> Wiping<F> {
    /// Makes an answer in this turn, which ends with it.
    pub(super) fn new(answer: F, turn: Turn) -> Self {
        Self { answer: Box::pin(answer), turn }
    }
}

impl<B: Body, E, F: Future<Output = Result<Response<B>, E>>> Future for Wiping<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let poll = self.answer.as_mut().poll(context);
        wipe_below();
        if let Poll::Ready(Ok(answer)) = &poll {
            self.turn.answer(answer.body().size_hint().lower());
        }
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
