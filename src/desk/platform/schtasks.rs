//! What starts when a person logs in to Windows: a task of the scheduler.

use std::env;
use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::run;
use super::job::Job;
use super::xml::escaped;

/// The name of the task.
const TASK: &str = "zegel-watch";
/// What asks for a passphrase in a window, as it can stand in `config.toml`.
pub const WINDOW_FOR_A_PASSPHRASE: &str = r#"passphrase_command = ["powershell", "-NoProfile", "-Command", "(Get-Credential zegel).GetNetworkCredential().Password"]"#;

/// Where the task is written: the scheduler reads it from there, and it says that there is one.
pub fn login_file(_home: &Path, config: &Path) -> PathBuf {
    config.join("watch.xml")
}

/// Whether a word can stand in the task: the scheduler puts variables in the place of `%NAME%`, and knows no
/// way to write a percent sign.
pub fn can_stand_in_login_file(word: &str) -> bool {
    !word.contains(|letter: char| letter.is_control() || letter == '%')
}

/// The task, for this person alone, which needs no administrator. It is started again a minute after it
/// failed, and within a quarter of an hour however it ended; one that runs is left alone.
pub fn login_text(job: &Job) -> Vec<u8> {
    let person = escaped(&person());
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{about}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Repetition>
        <Interval>PT15M</Interval>
      </Repetition>
      <Enabled>true</Enabled>
      <UserId>{person}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{person}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>5</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>conhost.exe</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"#,
        about = escaped(&job.about),
        // Without a window, which somebody would close.
        arguments = escaped(&format!("--headless {}", typed(job))),
    );
    // As the scheduler writes its own: two bytes a letter, and the mark that says so.
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Who is logged in, as Windows names people.
fn person() -> String {
    let variable = |name| env::var(name).unwrap_or_default();
    match variable("USERDOMAIN") {
        domain if domain.is_empty() => variable("USERNAME"),
        domain => format!("{domain}\\{}", variable("USERNAME")),
    }
}

/// The same program as a person types it.
pub fn typed(job: &Job) -> String {
    job.words().map(quoted).collect::<Vec<_>>().join(" ")
}

/// A word as `CommandLineToArgvW` reads it: a backslash means something only before a quotation mark.
fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && !word.contains([' ', '\t', '"']);
    if is_plain {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for letter in word.chars() {
        if letter == '"' {
            quoted.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if letter == '\\' { backslashes + 1 } else { 0 };
        quoted.push(letter);
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

/// Starts what the file says, now and at each login. One that runs already is replaced.
pub fn begin_at_login(file: &Path) -> Result<()> {
    let _ = run(&mut schtasks(&["/end"]));
    run(schtasks(&["/create", "/f"]).arg("/xml").arg(file))?;
    run(&mut schtasks(&["/run"])).map(drop)
}

/// Ends it, now and for each login.
pub fn end_at_login(file: &Path) -> Result<()> {
    let _ = run(&mut schtasks(&["/end"]));
    run(&mut schtasks(&["/delete", "/f"]))?;
    fs::remove_file(file)
}

fn schtasks(arguments: &[&str]) -> Command {
    let mut command = Command::new("schtasks");
    command.args(arguments).args(["/tn", TASK]);
    command
}
