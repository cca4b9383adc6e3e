//! A caseworker's build carries no server.
//!
//! Crates of each program: the caseworkers' one has no server in it, the server no terminal.

use std::process::Command;

/// The crates that a program is built of.
fn crates(program: &str) -> Vec<String> {
    within(program, &[])
}

/// The crates that a program names itself, and with that all that its code can name.
fn named_by(program: &str) -> Vec<String> {
    within(program, &["--depth", "1"])
}

fn within(program: &str, depth: &[&str]) -> Vec<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--package", program])
        .args(depth)
        .current_dir(crate::support::programs::ROOT)
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let lines = String::from_utf8(tree.stdout).unwrap();
    lines.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

const SERVER: [&str; 5] = ["axum", "hyper", "rusqlite", "tokio", "tower"];
const DESK: [&str; 6] = ["blahaj", "crossterm", "indicatif", "qrcode", "ratatui", "ureq"];

#[test]
fn a_caseworkers_build_carries_no_server() {
    let crates = crates("zegel");
    assert!(SERVER.iter().all(|name| !crates.iter().any(|found| found == name)), "{crates:?}");
    assert!(DESK.iter().all(|name| crates.iter().any(|found| found == name)), "{crates:?}");
    assert!(!crates.iter().any(|name| name == "pinentry"), "no other program asks for a passphrase");
}

#[test]
fn the_servers_build_carries_no_terminal_and_asks_for_no_passphrase() {
    let crates = crates("zegeld");
    assert!(DESK.iter().all(|name| !crates.iter().any(|found| found == name)), "{crates:?}");
    assert!(SERVER.iter().all(|name| crates.iter().any(|found| found == name)), "{crates:?}");
}

#[test]
fn the_servers_code_can_name_nothing_that_opens_a_report() {
    let named = named_by("zegeld");
    assert!(named.iter().any(|name| name == "zegel-core"), "{named:?}");
    for opens in ["zegel", "age", "age-core"] {
        assert!(!named.iter().any(|name| name == opens), "{named:?}");
    }
}
