//! What starts when a person logs in to Linux: a user unit of systemd.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::run;
use super::job::Job;

/// The name of the unit.
const UNIT: &str = "zegel-watch.service";
/// The folder of links to what starts at each login.
const WANTED: &str = "default.target.wants";
/// What asks for a passphrase in a window, as it can stand in `config.toml`.
pub const WINDOW_FOR_A_PASSPHRASE: &str = r#"passphrase_command = ["zenity", "--password", "--title=Zegel"]"#;

/// Where the unit is written.
pub fn login_file(_home: &Path, config: &Path) -> PathBuf {
    config.with_file_name("systemd").join("user").join(UNIT)
}

/// Whether a word can stand in the unit.
pub fn can_stand_in_login_file(word: &str) -> bool {
    !word.contains(char::is_control)
}

/// The unit. What the program prints is not kept: a journal keeps the hour of each line, and so when a
/// report came. What it says is wrong goes there.
pub fn login_text(job: &Job) -> Vec<u8> {
    let words: Vec<String> = job.words().map(quoted).collect();
    let text = format!(
        "# Written by zegel watch --install, and taken away by zegel watch --uninstall.
[Unit]
Description={}
StartLimitIntervalSec=1h
StartLimitBurst=5

[Service]
Type=exec
# The colon: no word is a variable. The shell: systemd starts no program with a quote in its path.
ExecStart=:/bin/sh -c {} sh {}
Restart=on-failure
RestartSec=1min
StandardOutput=null
UMask=0077

[Install]
WantedBy=default.target
",
        job.about.replace('%', "%%"),
        quoted("exec \"$@\""),
        words.join(" ")
    );
    text.into_bytes()
}

/// A word as a unit has it, in which a percent sign would begin a specifier.
fn quoted(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
    format!("\"{escaped}\"")
}

/// The same program as a person types it.
pub fn typed(job: &Job) -> String {
    shlex::try_join(job.words()).unwrap_or_default()
}

/// Starts what the file says, now and at each login. One that runs already is replaced.
pub fn begin_at_login(_file: &Path) -> Result<()> {
    systemctl(&["daemon-reload"])?;
    systemctl(&["--quiet", "enable", UNIT])?;
    // One that never failed, or is not known yet, has nothing to forget.
    let _ = systemctl(&["reset-failed", UNIT]);
    systemctl(&["restart", UNIT])
}

/// Ends it, now and for each login. The files go also where no systemd hears it.
pub fn end_at_login(file: &Path) -> Result<()> {
    let ended = systemctl(&["--quiet", "disable", "--now", UNIT]);
    let _ = fs::remove_file(file.with_file_name(WANTED).join(UNIT));
    fs::remove_file(file)?;
    ended.and_then(|()| systemctl(&["daemon-reload"]))
}

fn systemctl(arguments: &[&str]) -> Result<()> {
    run(Command::new("systemctl").arg("--user").args(arguments)).map(drop)
}
