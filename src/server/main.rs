//! The server.

use std::process::ExitCode;

/// Wipes what is freed: words and tokens pass through buffers that libraries allocate.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    zegeld::admin::run()
}
