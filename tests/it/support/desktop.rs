//! A desktop without a screen: a message bus of a session, and a program that shows notices (dunst) on a
//! display that nobody sees.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::desk::watch::awaited;

/// A running desktop. It ends when dropped.
pub struct Desktop {
    bus: PathBuf,
    programs: Vec<Child>,
}

impl Desktop {
    /// Begins in the folder of a session, which is where programs look for its bus.
    pub fn begin(session: &Path) -> Self {
        let mut display = Command::new("Xvfb");
        display.args(["-displayfd", "1", "-screen", "0", "640x480x8", "-nolisten", "tcp"]);
        let mut display = quiet(&mut display).stdout(Stdio::piped()).spawn().expect("Xvfb (Debian: xvfb)");
        let mut number = String::new();
        BufReader::new(display.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let mut desktop = Self { bus: session.join("bus"), programs: vec![display] };

        let mut bus = Command::new("dbus-daemon");
        // A folder without services: nothing is started by asking for it.
        bus.args(["--session", "--nofork", "--address"]).arg(format!("unix:path={}", desktop.bus.display()));
        bus.env("XDG_DATA_DIRS", session).env("XDG_DATA_HOME", session);
        desktop.programs.push(quiet(&mut bus).spawn().expect("dbus-daemon (Debian: dbus)"));
        awaited(|| desktop.bus.exists().then_some(()));

        let mut shower = desktop.command("dunst");
        shower.env("DISPLAY", format!(":{}", number.trim())).env("HOME", session);
        desktop.programs.push(quiet(&mut shower).spawn().expect("dunst (Debian: dunst)"));
        awaited(|| desktop.ask(&["status", "org.freedesktop.Notifications"]).then_some(()));
        desktop
    }

    /// The texts of the notices that were shown so far, the newest first, with their titles.
    pub fn notices(&self) -> Vec<(String, String)> {
        let said = |arguments: &[&str]| self.command("dunstctl").args(arguments).output().unwrap().stdout;
        said(&["close-all"]);
        let history: Value = serde_json::from_slice(&said(&["history"])).unwrap();
        let shown = history["data"][0].as_array().unwrap();
        let text = |notice: &Value, name| notice[name]["data"].as_str().unwrap().to_owned();
        shown.iter().map(|notice| (text(notice, "summary"), text(notice, "body"))).collect()
    }

    fn ask(&self, arguments: &[&str]) -> bool {
        let mut busctl = self.command("busctl");
        quiet(busctl.arg("--user").args(arguments)).status().unwrap().success()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", self.bus.display()));
        command
    }
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().rev() {
            drop(program.kill());
            drop(program.wait());
        }
    }
}
