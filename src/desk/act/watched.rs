//! Long work in steps: whoever waits for it is told how far it is, and may stop it between two steps.

use std::ops::ControlFlow;

/// How far long work has come.
#[derive(Clone, Copy)]
pub struct Step {
    /// So much is done.
    pub done: usize,
    /// Of so much.
    pub of: usize,
}

/// Who waits: is told of each step, and says whether it goes on.
pub type Watcher<'a> = dyn FnMut(Step) -> ControlFlow<()> + 'a;
