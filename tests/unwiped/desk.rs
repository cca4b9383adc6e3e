//! The caseworker's program without the allocator that wipes: the memory test must find in it what it
//! does not find in `zegel`, else it would show nothing.

use std::process::ExitCode;

fn main() -> ExitCode {
    zegel::run()
}
