//! The caseworkers' program, run as a caseworker runs it: how long it took, and its memory at its highest.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::measure::memory;
use super::server::Site;
use super::support::programs::zegel_path;

/// What a verb took.
pub struct Run {
    pub seconds: f64,
    /// In MiB.
    pub peak: f64,
}

/// A verb in a home of its own, with the identity of the site's folder.
pub fn zegel(verb: &[&str], desk: &str, site: &Site, home: &TempDir) -> Run {
    let mut command = Command::new(zegel_path());
    command.args(verb).args(["--json", "--server", desk, "--identity"]);
    command.arg(site.dir().join("identity.txt")).env_clear().env("HOME", home.path());
    run(command.stdout(File::create(home.path().join("out.json")).unwrap()))
}

/// Runs it to its end, which must be a good one.
pub fn run(command: &mut Command) -> Run {
    let began = Instant::now();
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let peak = watched(&mut child);
    let seconds = began.elapsed().as_secs_f64();
    assert!(child.wait().unwrap().success(), "zegel failed");
    Run { seconds, peak }
}

/// Waits for the end, looking at the highest memory so far every few milliseconds.
fn watched(child: &mut Child) -> f64 {
    let mut peak: f64 = 0.0;
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(memory(child.id(), "VmHWM").unwrap_or(0.0));
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}
