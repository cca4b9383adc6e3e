//! How far the work of a page is, shared between the page and the thread that does it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::act::watched::Step;

/// Counts steps, and carries the wish to stop to whoever does them.
#[derive(Default)]
pub struct Running {
    done: AtomicUsize,
    of: AtomicUsize,
    is_stopping: AtomicBool,
}

impl Running {
    /// Takes a step in, and says whether there is to be another one.
    pub fn takes(&self, step: Step) -> ControlFlow<()> {
        self.done.store(step.done, Ordering::SeqCst);
        self.of.store(step.of, Ordering::SeqCst);
        if self.is_stopping() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// How far it is.
    pub fn step(&self) -> Step {
        Step { done: self.done.load(Ordering::SeqCst), of: self.of.load(Ordering::SeqCst) }
    }

    /// Asks for an end between two steps.
    pub fn stop(&self) {
        self.is_stopping.store(true, Ordering::SeqCst);
    }

    /// Whether an end was asked for.
    pub fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::SeqCst)
    }
}
