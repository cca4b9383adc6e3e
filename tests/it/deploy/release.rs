//! A release, as `deploy/RELEASE.md` says it is made and checked: its command blocks are run in their order.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::programs::ROOT;

/// The command blocks below a heading of the paper.
fn block(heading: &str) -> Vec<String> {
    let paper = fs::read_to_string(Path::new(ROOT).join("deploy/RELEASE.md")).unwrap();
    let (_, below) = paper.split_once(&format!("## {heading}\n")).unwrap();
    let section = below.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.collect()
}

/// Runs commands in a folder; what they print.
fn run(commands: &str, folder: &Path) -> String {
    let ended =
        Command::new("bash").args(["-euo", "pipefail", "-c", commands]).current_dir(folder).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{commands}: {said}");
    said
}

/// A copy of the last commit, and in it the tools that the paper has installed and the key it has made.
fn clone() -> TempDir {
    let folder = TempDir::new().unwrap();
    run(&format!("git clone --quiet {ROOT} zegel && mkdir -p zegel/target"), folder.path());
    let tree = folder.path().join("zegel");
    run(
        &format!("cp -r {ROOT}/target/tools target/ && ssh-keygen -q -t ed25519 -N '' -f zegel-release"),
        &tree,
    );
    run("mv zegel-release zegel-release.pub ..", &tree);
    folder
}

/// Two builds of one commit, in two folders and by two users, give the same bytes; whoever has the key's public half
/// can check them, and finds one byte that was changed.
#[test]
fn two_builds_give_the_same_bytes_and_a_stranger_can_check_them() {
    let folder = clone();
    let tree = folder.path().join("zegel");
    let [_, make] = block("Making one").try_into().unwrap();
    run(&make.replace("--sign zegel-release", "--sign ../zegel-release"), &tree);
    let release = tree.join("target/packages/release");
    let [check, _] = block("Checking one").try_into().unwrap();
    fs::copy(folder.path().join("zegel-release.pub"), release.join("zegel-release.pub")).unwrap();
    let said = run(&check, &release);
    assert!(said.contains("Good \"zegel-release\" signature") && said.contains("zegeld: OK"), "{said}");
    the_packages_hold_the_programs(&release);
    let program = fs::read(release.join("zegel")).unwrap();
    fs::write(release.join("zegel"), [&program[..], b"x"].concat()).unwrap();
    let changed = Command::new("bash").args(["-c", &check]).current_dir(&release).output().unwrap();
    assert!(!changed.status.success());
}

fn the_packages_hold_the_programs(release: &Path) {
    for program in ["zegeld", "zegel"] {
        run(
            &format!("dpkg-deb --extract {program}_*.deb x && cmp {program} x/usr/bin/{program} && rm -r x"),
            release,
        );
        let list = fs::read_to_string(release.join(format!("{program}.cdx.json"))).unwrap();
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        assert_eq!(list["bomFormat"], "CycloneDX");
        assert!(list["components"].as_array().unwrap().len() > 100, "{program}");
    }
}
