//! The server without the allocator that wipes: the memory test must find in it what it does not
//! find in `zegeld`, else it would show nothing.

use std::process::ExitCode;

fn main() -> ExitCode {
    zegeld::admin::run()
}
