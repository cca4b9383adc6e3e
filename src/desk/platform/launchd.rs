//! What starts when a person logs in to macOS: an agent of launchd.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::run;
use super::job::Job;
use super::xml::escaped;

/// The name of the agent.
const LABEL: &str = "zegel.watch";
/// What asks for a passphrase in a window, as it can stand in `config.toml`.
pub const WINDOW_FOR_A_PASSPHRASE: &str = r#"passphrase_command = ["osascript", "-e", 'text returned of (display dialog "Zegel" default answer "" with hidden answer)']"#;

/// Where the agent is written.
pub fn login_file(home: &Path, _config: &Path) -> PathBuf {
    home.join("Library/LaunchAgents").join(format!("{LABEL}.plist"))
}

/// Whether a word can stand in the agent.
pub fn can_stand_in_login_file(word: &str) -> bool {
    !word.contains(char::is_control)
}

/// The agent, which is started again when it fails. What it prints is not kept.
pub fn login_text(job: &Job) -> Vec<u8> {
    let words: String = job.words().map(|word| format!("    <string>{}</string>\n", escaped(word))).collect();
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- {about} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{LABEL}</string>
  <key>ProgramArguments</key>
  <array>
{words}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>60</integer>
  <key>StandardOutPath</key>
  <string>/dev/null</string>
  <key>Umask</key>
  <integer>63</integer>
</dict>
</plist>
"#,
        about = escaped(&job.about),
    );
    text.into_bytes()
}

/// The same program as a person types it.
pub fn typed(job: &Job) -> String {
    shlex::try_join(job.words()).unwrap_or_default()
}

/// Starts what the file says, now and at each login. One that runs already is replaced.
pub fn begin_at_login(file: &Path) -> Result<()> {
    let _ = run(Command::new("launchctl").arg("bootout").arg(agent()));
    run(Command::new("launchctl").arg("bootstrap").arg(session()).arg(file)).map(drop)
}

/// Ends it, now and for each login. One that was ended by hand is no error.
pub fn end_at_login(file: &Path) -> Result<()> {
    let _ = run(Command::new("launchctl").arg("bootout").arg(agent()));
    fs::remove_file(file)
}

/// The person's desktop, as launchctl names it.
fn session() -> String {
    format!("gui/{}", rustix::process::geteuid().as_raw())
}

fn agent() -> String {
    format!("{}/{LABEL}", session())
}
