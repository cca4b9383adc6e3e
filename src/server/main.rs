//! The program `zegeld`, whose command line stands in [`zegeld::admin`].

use std::process::ExitCode;

/// An allocator that wipes what is freed: words and tokens pass through buffers that libraries allocate.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    zegeld::admin::run()
}
