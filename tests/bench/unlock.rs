//! A caseworker's second verb with a protected key: the agent holds it, and no passphrase is worked out again.

use std::fs::{Permissions, create_dir_all, set_permissions, write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use zegel::identity::Identity;

use super::desk::{Run, run};
use super::measure::{Figures, median, part};
use super::server::Site;
use super::support::programs::zegel_path;

const ROUNDS: usize = 9;
const WORDS: &str = "a wheel that never stands still";

pub fn measure(figures: &mut Figures) {
    let site = Site::new();
    let mut server = site.serve();
    let desk = server.desk();
    let home = site.dir().join("home");
    protect(&site, &home);
    let inbox = || run(in_home(&home, &["inbox", "--json", "--server", &desk]).stdout(Stdio::null()));
    let first = inbox();
    let mut times = Vec::new();
    let mut peaks = Vec::new();
    for _ in 0..part(ROUNDS) {
        let Run { seconds, peak } = inbox();
        times.push(seconds * 1000.0);
        peaks.push(peak);
    }
    run(&mut in_home(&home, &["lock"]));
    figures.at_most("unlock: second verb with a protected key", median(times), 100.0, "ms");
    figures.at_most("unlock: its memory, of an empty inbox", median(peaks), 40.0, "MiB");
    figures.beside("the first verb", first.seconds * 1000.0, "ms");
    figures.beside("its memory", first.peak, "MiB");
}

/// Puts the key of the first caseworker behind a passphrase that a program gives.
fn protect(site: &Site, home: &Path) {
    let plain = std::fs::read(site.dir().join("identity.txt")).unwrap();
    let identity = Identity::from_file(&plain, None).unwrap();
    let config = home.join(".config/zegel");
    let session = home.join("run");
    create_dir_all(&config).unwrap();
    create_dir_all(&session).unwrap();
    set_permissions(&session, Permissions::from_mode(0o700)).unwrap();
    write(config.join("identity.txt"), identity.to_protected_file(WORDS.to_owned().into()).unwrap()).unwrap();
    let words = home.join("words");
    write(&words, WORDS).unwrap();
    write(config.join("config.toml"), format!("passphrase_command = [\"cat\", {words:?}]\n")).unwrap();
}

fn in_home(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(zegel_path());
    command.args(arguments).env_clear().env("HOME", home).env("XDG_RUNTIME_DIR", home.join("run"));
    command.env("PATH", "/usr/bin:/bin");
    command
}
