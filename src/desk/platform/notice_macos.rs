//! A notice on a desktop of macOS, by its own `osascript`.

use std::io::Result;
use std::process::Command;

use super::command::run;

/// What shows the two words behind it.
const SCRIPT: &str = "on run argv
display notification (item 2 of argv) with title (item 1 of argv)
end run";

/// Shows a notice, or says why nobody shows it.
pub fn show_notice(title: &str, text: &str) -> Result<()> {
    run(Command::new("osascript").args(["-e", SCRIPT, title, text])).map(drop)
}
