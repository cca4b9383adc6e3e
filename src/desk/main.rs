//! The caseworker's command line.

use std::process::ExitCode;

/// Wipes what is freed: what was opened and typed passes through buffers that libraries allocate.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    zegel::run()
}
