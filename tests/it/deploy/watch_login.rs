//! The watch that a caseworker's computer starts by itself, with the systemd of that person on a computer of
//! its own.

use std::fs;

use crate::support::computer::Computer;
use crate::support::program::copy_program;
use crate::support::programs::zegel_path;

/// A folder with all that a unit could take for something else.
const FOLDER: &str = "/home/anna/Zoë's 100% %h $HOME \"tools\" \\x20";
const UNIT: &str = "/home/anna/.config/systemd/user/zegel-watch.service";

/// Somebody with a key and the program in that folder.
struct Person(Computer);

impl Person {
    fn new() -> Self {
        let computer = Computer::boot();
        computer.run("useradd --create-home --shell /bin/sh anna");
        fs::create_dir(computer.path(FOLDER)).unwrap();
        copy_program(zegel_path(), &computer.path(FOLDER).join("zegel"));
        // What libpam-systemd would say, which is not in the smallest Debian.
        let folder = "/etc/systemd/system/user@.service.d";
        fs::create_dir(computer.path(folder)).unwrap();
        let said = "[Service]\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\n";
        fs::write(computer.path(folder).join("run.conf"), said).unwrap();
        computer.run("systemctl daemon-reload");
        computer.run("chown -R anna /home/anna && loginctl enable-linger anna");
        computer.wait_until("test -S /run/user/$(id -u anna)/systemd/private");
        let person = Self(computer);
        person.run("zegel keygen anna --no-passphrase && mv ~/.config/zegel/identity.txt 'my key'");
        person
    }

    /// A line of shell as that person types it there.
    fn line(&self, line: &str) -> String {
        let folder = FOLDER.replace('\'', r"'\''");
        let typed = format!("cd '{folder}' && PATH=\".:$PATH\" && {line}");
        let typed = typed.replace('\'', r"'\''");
        format!("XDG_RUNTIME_DIR=/run/user/$(id -u anna) HOME=/home/anna runuser -u anna -- sh -c '{typed}'")
    }

    fn run(&self, line: &str) -> String {
        self.0.run(&self.line(line))
    }

    fn is_running(&self) -> bool {
        self.0.does(&self.line("systemctl --user --quiet is-active zegel-watch"))
    }

    fn waits_until_it_runs(&self) {
        self.0.wait_until(&self.line("systemctl --user --quiet is-active zegel-watch"));
    }

    fn property(&self, name: &str) -> String {
        self.run(&format!("systemctl --user show --property={name} --value zegel-watch")).trim().to_owned()
    }

    /// The words with which the watch runs.
    fn words(&self) -> Vec<String> {
        let pid = self.property("MainPID");
        let words = self.0.run(&format!("cat /proc/{pid}/cmdline"));
        words.trim_end_matches('\0').split('\0').map(str::to_owned).collect()
    }
}

const INSTALL: &str = "zegel watch --install --server http://127.0.0.1:1 --identity 'my key' --heartbeat 'a \"b\" %n $HOME' --run 'sh -c \"true \\$HOME; %i\"'";

#[test]
fn a_watch_that_is_installed_runs_with_the_words_that_were_given_and_again_after_each_login() {
    let anna = Person::new();
    assert!(anna.run("zegel watch --uninstall").contains("No watch is installed"));
    let said = anna.run(&format!("{INSTALL} --every 2m"));
    assert!(said.contains("The watch has begun") && said.contains("zegel-watch.service"), "{said}");
    // There is no desktop here.
    assert!(said.contains("This desktop shows no notice"), "{said}");
    anna.0.run(&anna.line(&format!("systemd-analyze --user verify {UNIT}")));

    let program = format!("{FOLDER}/zegel");
    let identity = format!("{FOLDER}/my key");
    let heart = format!("{FOLDER}/a \"b\" %n $HOME");
    let expected = |every: &str| {
        [
            &program,
            "--server",
            "http://127.0.0.1:1",
            "--identity",
            &identity,
            "--no-agent",
            "watch",
            "--notice",
            "--every",
            every,
            "--run",
            "sh -c 'true $HOME; %i'",
            "--heartbeat",
            &heart,
        ]
        .map(str::to_owned)
    };
    assert_eq!(anna.words(), expected("120s"));
    // When a report came is kept nowhere; that it failed makes it start again.
    assert_eq!(anna.property("StandardOutput"), "null");
    assert_eq!(anna.property("Restart"), "on-failure");

    anna.run(&format!("{INSTALL} --every 3m"));
    assert_eq!(anna.words(), expected("180s"));
    let units = anna.run("systemctl --user --no-legend list-unit-files 'zegel*'");
    assert_eq!(units.lines().count(), 1, "{units}");

    // Out, and in again.
    anna.0.run("systemctl stop user@$(id -u anna)");
    anna.0.wait_until("! pgrep -u anna zegel");
    anna.0.run("systemctl start user@$(id -u anna)");
    anna.waits_until_it_runs();
    assert_eq!(anna.words(), expected("180s"));

    assert!(anna.run("zegel watch --uninstall").contains("begins no more"));
    assert!(!anna.is_running() && !anna.0.does("pgrep -u anna zegel"));
    let left = anna.0.run("find /home/anna/.config/systemd -not -type d");
    assert_eq!(left, "");
    assert!(anna.run("zegel watch --uninstall").contains("No watch is installed"));
}

#[test]
fn what_was_installed_goes_also_when_the_systemd_of_the_person_has_gone() {
    let anna = Person::new();
    anna.run(INSTALL);
    anna.0.run("systemctl stop user@$(id -u anna)");
    let said = anna.0.try_run(&anna.line("zegel watch --uninstall"));
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stderr).contains("did not say that the watch has ended"));
    anna.0.run("systemctl start user@$(id -u anna)");
    anna.0.wait_until("test -S /run/user/$(id -u anna)/systemd/private");
    assert!(!anna.is_running());
    assert!(anna.run("zegel watch --uninstall").contains("No watch is installed"));
}
