//! The units in `deploy/systemd/`, as systemd's own tools judge them and against the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::programs::zegeld_path;

/// The program's place once it is installed.
const INSTALLED: &str = "/usr/bin/zegeld";

/// The most that a service may be exposed, in tenths of systemd's scale from 0 to 10.
const EXPOSURE: &str = "--threshold=2";
const EXPOSURE_WITH_NETWORK: &str = "--threshold=11";

fn units() -> Vec<PathBuf> {
    let folder = Path::new(crate::support::programs::ROOT).join("deploy/systemd");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut units: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|kind| kind != "conf")).collect();
    units.sort();
    // Thirteen, and each once more for further organisations.
    assert_eq!(units.len(), 26, "{units:?}");
    units
}

fn services() -> Vec<PathBuf> {
    units().into_iter().filter(|unit| unit.extension().is_some_and(|kind| kind == "service")).collect()
}

fn analyze(arguments: &[&str], of: &[PathBuf]) -> Output {
    let mut command = Command::new("systemd-analyze");
    let output = command.env("SYSTEMD_PAGER", "").args(arguments).args(of).output();
    output.expect("systemd-analyze is there (Debian: systemd)")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The command lines of the program in a unit, as words.
fn commands(unit: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(unit).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("ExecStart="));
    lines
        .map(|line| line.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .inspect(|words| assert_eq!(words[0], INSTALLED, "{}", unit.display()))
        .collect()
}

#[test]
fn systemd_understands_every_line_of_each_unit() {
    // The program is installed elsewhere, so only its place differs in what is verified.
    let folder = TempDir::new().unwrap();
    let copied: Vec<_> = units().iter().map(|unit| with_program_of_this_build(unit, &folder)).collect();
    let output = analyze(&["verify", "--man=no", "--recursive-errors=one"], &copied);
    assert!(output.status.success() && said(&output).is_empty(), "{}", said(&output));
}

/// They are for a maintainer's own computer: the packages take all that is in `deploy/systemd`.
#[test]
fn systemd_understands_the_units_of_a_maintainer_and_no_package_has_them() {
    let root = Path::new(crate::support::programs::ROOT);
    let files = fs::read_dir(root.join("deploy/maintainer")).unwrap().map(|entry| entry.unwrap().path());
    let units: Vec<_> = files.filter(|file| file.extension().is_some_and(|kind| kind != "md")).collect();
    assert_eq!(units.len(), 3, "{units:?}");
    let output = analyze(&["verify", "--man=no", "--recursive-errors=one"], &units);
    assert!(output.status.success() && said(&output).is_empty(), "{}", said(&output));
    for program in ["server", "desk"] {
        let manifest = fs::read_to_string(root.join(format!("src/{program}/Cargo.toml"))).unwrap();
        assert!(!manifest.contains("deploy/maintainer"), "{program}");
    }
}

fn with_program_of_this_build(unit: &Path, folder: &TempDir) -> PathBuf {
    let text = fs::read_to_string(unit).unwrap().replace(INSTALLED, zegeld_path());
    let copied = folder.path().join(unit.file_name().unwrap());
    fs::write(&copied, text).unwrap();
    copied
}

#[test]
fn no_service_is_exposed_more_than_two_tenths_and_the_one_that_visits_the_site_not_much_more() {
    for service in services() {
        let visits =
            ["zegeld-doctor.service", "zegeld-doctor@.service"].iter().any(|unit| service.ends_with(unit));
        let most = if visits { EXPOSURE_WITH_NETWORK } else { EXPOSURE };
        let output = analyze(&["security", "--offline=true", "--no-pager", most], &[service]);
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn each_verb_and_option_in_a_unit_is_one_of_the_program() {
    for service in services() {
        for words in commands(&service) {
            let help = Command::new(zegeld_path()).args([&words[1], "--help"]).output().unwrap();
            let help = said(&help);
            assert!(help.contains(&format!("Usage: zegeld {}", words[1])), "{}: {help}", service.display());
            for option in words.iter().filter(|word| word.starts_with("--")) {
                let takes_a_value =
                    [" <", " [<"].iter().any(|value| help.contains(&format!("{option}{value}")));
                assert!(takes_a_value, "{}: no {option}", service.display());
            }
        }
    }
}

/// The names of the single installation, and those of a further organisation.
const NAMES: [(&str, &str); 14] = [
    ("zegeld.service", "zegeld@%i.service"),
    ("zegeld.socket", "zegeld@%i.socket"),
    ("zegeld-desk.", "zegeld-desk@%i."),
    ("zegeld-desk-tls.", "zegeld-desk-tls@%i."),
    ("zegeld-onion.", "zegeld-onion@%i."),
    ("zegeld-http.", "zegeld-http@%i."),
    ("zegeld-https.", "zegeld-https@%i."),
    ("zegeld-doctor.", "zegeld-doctor@%i."),
    ("zegeld-backup.", "zegeld-backup@%i."),
    ("zegeld-selftest.", "zegeld-selftest@%i."),
    ("/etc/zegel/", "/etc/zegel/%i/"),
    ("/var/lib/zegel", "/var/lib/zegel-%i"),
    ("/var/backups/zegel", "/var/backups/zegel-%i"),
    ("/run/zegel", "/run/zegel-%i"),
];

/// A port, which no two organisations have in common.
const PORT: &str = "ListenStream=127.0.0.1:8601";

/// The lines of a unit without its comments.
fn lines(unit: &Path) -> Vec<String> {
    let text = fs::read_to_string(unit).unwrap();
    let says = |line: &&str| !line.is_empty() && !line.starts_with('#');
    text.lines().filter(says).map(str::to_owned).collect()
}

/// A line of a single unit with the names of a further organisation.
fn renamed(line: &str) -> String {
    let mut line = line.to_owned();
    for (single, further) in NAMES {
        line = line.replace(single, further);
    }
    if line.starts_with("Description=") {
        line.push_str(" (%i)");
    }
    // The user, the group, the folder and the journal.
    if line.ends_with("=zegel") {
        line.push_str("-%i");
    }
    line
}

#[test]
fn a_further_organisation_has_every_line_of_the_single_one_but_for_the_names() {
    let is_single = |unit: &&PathBuf| !unit.display().to_string().contains('@');
    let units = units();
    for single in units.iter().filter(is_single) {
        let name = single.file_name().unwrap().to_str().unwrap();
        let template = single.with_file_name(name.replace('.', "@."));
        let expected: Vec<_> =
            lines(single).iter().filter(|line| *line != PORT).map(|line| renamed(line)).collect();
        assert_eq!(lines(&template), expected, "{}", template.display());
    }
}
