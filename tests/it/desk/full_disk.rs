//! A disk of the caseworker's that is full, or can only be read: she still reads, and is told what her
//! computer could not remember. The disks are mounts in a namespace that ends with the program: that
//! needs root.

use std::process::{Command, Output, Stdio};

use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, only, two_desks};

/// The state folder on a disk without room, with what stood in it.
const FULL: &str = "cp -a \"$XDG_STATE_HOME\" /tmp/before.$$; mount -t tmpfs -o size=64k none \"$XDG_STATE_HOME\"; \
                    cp -a /tmp/before.$$/. \"$XDG_STATE_HOME\"; rm -r /tmp/before.$$; \
                    cat /dev/zero > \"$XDG_STATE_HOME/rest\" 2>/dev/null || true; exec \"$@\"";
/// The whole home folder on a disk that can only be read.
const READ_ONLY: &str =
    "mount --bind \"$HOME\" \"$HOME\"; mount -o remount,bind,ro \"$HOME\"; cd \"$HOME\"; exec \"$@\"";

fn on(disk: &str, desk: &Caseworker, arguments: &[&str]) -> (Option<i32>, String, String) {
    let inner = desk.session(&["--wait"], arguments);
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-ec", disk, "sh"]).arg(inner.get_program()).args(inner.get_args());
    command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr).split_whitespace().collect::<Vec<_>>().join(" "))
}

fn a_report() -> (Practice, Caseworker, String) {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&anna);
    // One that this computer has not seen yet.
    site.report("nl", &[("story", "Nog een verhaal.")]);
    (site, anna, id)
}

#[test]
fn on_a_full_disk_the_list_and_a_case_are_shown_with_a_warning_and_its_advice() {
    let (_site, anna, id) = a_report();
    let (code, out, said) = on(FULL, &anna, &["inbox"]);
    assert_eq!(code, Some(0), "{out}{said}");
    assert!(out.contains("zegel read"), "{out}");
    assert!(said.contains("could not be remembered"), "{said}");
    assert!(said.contains("the disk is full") && said.contains("Make room"), "{said}");
    let (code, out, said) = on(FULL, &anna, &["read", &id]);
    assert_eq!(code, Some(0), "{out}{said}");
    assert!(out.contains("Een verhaal."), "{out}");
    assert!(said.contains("could not be remembered"), "{said}");
}

#[test]
fn on_a_disk_that_can_only_be_read_the_list_and_a_case_are_shown() {
    let (_site, anna, id) = a_report();
    for arguments in [vec!["inbox"], vec!["inbox", "--no-cache"], vec!["read", &id]] {
        let (code, out, said) = on(READ_ONLY, &anna, &arguments);
        assert_eq!(code, Some(0), "{arguments:?} {out}{said}");
        assert!(out.contains("zegel re"), "{out}");
        assert!(said.contains("can only be read"), "{said}");
    }
}

#[test]
fn a_key_that_could_not_be_written_whole_is_not_left_half() {
    let anna = Caseworker::new();
    anna.file("state/x", "");
    let file = anna.home().join("state/identity.txt");
    let keygen = ["keygen", "anna", "--no-passphrase", "--out", file.to_str().unwrap()];
    let (code, _, said) = on(FULL, &anna, &keygen);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the disk is full"), "{said}");
    let then = FULL.replace("exec \"$@\"", "\"$@\" || true; test ! -e \"$XDG_STATE_HOME/identity.txt\"");
    let (code, _, said) = on(&then, &anna, &keygen);
    assert_eq!(code, Some(0), "a file was left: {said}");
}
