//! The process itself: what it lets nobody read, and what it leaves behind nowhere.

use crate::{memory_folder, platform, signals};

/// What is opened stays in this memory: a crash writes no file of it, no other program of the same
/// person looks into it, and a signal leaves nothing behind. Best effort, as the system allows;
/// `zegel doctor` says what it does not.
pub fn leave_nothing() {
    platform::forbid_core_dumps();
    platform::forbid_other_programs();
    let _ = signals::listen();
    memory_folder::wipe_left_over();
}
