//! The process itself: what it lets nobody read, and what it leaves behind nowhere.

use crate::{memory_folder, signals};

/// What is opened stays in this memory: a crash writes no file of it, no other program of the same
/// person looks into it, and a signal leaves nothing behind. Best effort, as the system allows;
/// `zegel doctor` says what it does not.
pub fn leave_nothing() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
    let _ = signals::listen();
    memory_folder::wipe_left_over();
}
