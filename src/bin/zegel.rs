//! The caseworker's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    zegel::desk::run()
}
