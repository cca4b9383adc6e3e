//! A notice on a desktop of Linux, by the message bus of the session: `busctl` comes with systemd.

use std::io::Result;
use std::process::Command;

use super::command::run;

/// The interface of the Desktop Notifications Specification.
const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Shows a notice, or says why nobody shows it.
pub fn show_notice(title: &str, text: &str) -> Result<()> {
    let mut busctl = Command::new("busctl");
    busctl.args(["--user", "--quiet", "--timeout=5", "--", "call", NOTIFICATIONS, PATH, NOTIFICATIONS]);
    // The program, none that it replaces, no picture, the words, no buttons, no hints, as long as usual.
    busctl.args(["Notify", "susssasa{sv}i", "zegel", "0", "", title, text, "0", "0", "-1"]);
    run(&mut busctl).map(drop)
}
