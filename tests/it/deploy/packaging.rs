//! The Debian packages as files: what is in them, and who gives them out. Nothing is installed here.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::installed::{MAINTAINER, SECURITY_CONTACT, packages};
use crate::support::programs::ROOT;

/// The two packages of this version.
fn both() -> [PathBuf; 2] {
    ["zegeld", "zegel"].map(|name| {
        let files = fs::read_dir(packages()).unwrap().map(|file| file.unwrap().path());
        let start = packages().join(format!("{name}_0"));
        files.into_iter().find(|file| file.to_str().unwrap().starts_with(start.to_str().unwrap())).unwrap()
    })
}

fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

fn unpacked(package: &Path) -> TempDir {
    let folder = TempDir::new().unwrap();
    printed(Command::new("dpkg-deb").arg("--extract").arg(package).arg(folder.path()));
    folder
}

/// Starts `deploy/package` where these programs are and no others.
fn packaging_with(programs: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    for program in programs {
        let found = printed(Command::new("sh").args(["-c", "command -v \"$0\"", program]));
        symlink(found.trim(), folder.path().join(program)).unwrap();
    }
    let package = Path::new(ROOT).join("deploy/package");
    Command::new("/bin/bash").arg(package).env("PATH", folder.path()).output().unwrap()
}

#[test]
fn all_tools_are_looked_for_before_anything_is_built_and_each_that_is_missing_is_named() {
    let ended = packaging_with(&["dirname", "git", "grep"]);
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("apt-get install gcc binutils dpkg-dev"), "{said}");
    assert!(said.contains("rustup"), "{said}");
}

#[test]
fn one_version_of_cargo_deb_is_named_where_it_is_used_and_where_it_is_installed() {
    let package = fs::read_to_string(Path::new(ROOT).join("deploy/package")).unwrap();
    let version = package.lines().find_map(|line| line.strip_prefix("cargo_deb=")).unwrap();
    let tests = fs::read_to_string(Path::new(ROOT).join("tests/run")).unwrap();
    assert!(tests.contains(&format!("tool cargo-deb {version}\n")), "{version}");
}

#[test]
fn debian_s_own_checker_finds_no_error_and_warns_of_nothing() {
    let mut lintian = Command::new("lintian");
    lintian.args(["--fail-on", "error,warning", "--allow-root", "--tag-display-limit", "0"]);
    // Dutch is no wrong English, and takes as long as all the rest.
    lintian.args(["--dont-check-part", "binaries/spelling"]);
    assert_eq!(printed(lintian.args(both())), "");
}

#[test]
fn the_packages_name_who_gives_them_out_and_the_version_of_their_newest_change() {
    let changelog = fs::read_to_string(Path::new(ROOT).join("deploy/debian/changelog")).unwrap();
    for package in both() {
        let field = |name| printed(Command::new("dpkg-deb").arg("--field").arg(&package).arg(name));
        assert_eq!(field("Maintainer").trim(), MAINTAINER);
        let newest = format!("zegel ({}) ", field("Version").trim());
        assert!(changelog.starts_with(&newest), "{newest} is not the first line of the changelog");
    }
}

#[test]
fn the_packages_say_where_a_hole_in_them_can_be_reported() {
    for package in both() {
        let folder = unpacked(&package);
        let name = package.file_name().unwrap().to_str().unwrap().split('_').next().unwrap().to_owned();
        let file = folder.path().join(format!("usr/share/doc/{name}/SECURITY.md"));
        let text = printed(Command::new("sh").args(["-c", "zcat --force \"$0\"*"]).arg(&file));
        assert!(text.contains(&format!("\nThe address of these packages: {SECURITY_CONTACT}\n")), "{name}");
    }
}

#[test]
fn every_link_in_the_installed_documents_leads_to_a_file_that_is_there() {
    for package in both() {
        let folder = unpacked(&package);
        let documents = markdown(folder.path());
        assert!(documents.len() > 5, "{documents:?}");
        let links = documents.iter().flat_map(|document| links(document)).collect::<BTreeSet<_>>();
        assert!(links.len() > 6, "{links:?}");
        let missing: Vec<_> = links.iter().filter(|link| !link.exists()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

#[test]
fn every_manual_page_that_a_unit_names_is_there() {
    let [server, _] = both();
    let folder = unpacked(&server);
    let units = fs::read_dir(folder.path().join("usr/lib/systemd/system")).unwrap();
    let text: String = units.map(|unit| fs::read_to_string(unit.unwrap().path()).unwrap()).collect();
    let pages: BTreeSet<_> = text.split("man:").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(pages.len() > 2, "{pages:?}");
    for (name, section) in pages.iter().map(|page| page.split_once('(').unwrap()) {
        let page = format!("usr/share/man/man{section}/{name}.{section}.gz");
        assert!(folder.path().join(&page).exists(), "{page}");
    }
}

/// All documents below a folder.
fn markdown(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(markdown(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            found.push(entry);
        }
    }
    found
}

/// Where the relative links of a document lead.
fn links(document: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(document).unwrap();
    let targets = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
    let relative = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    let files = relative.map(|target| target.split('#').next().unwrap());
    files.map(|file| document.parent().unwrap().join(file)).collect()
}
