//! The two programs as cargo builds them, and where the repository is.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The folder of the whole repository.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The server.
pub fn zegeld_path() -> &'static str {
    static PATH: LazyLock<String> = LazyLock::new(|| built("zegeld"));
    &PATH
}

/// The caseworkers' program.
pub fn zegel_path() -> &'static str {
    static PATH: LazyLock<String> = LazyLock::new(|| built("zegel"));
    &PATH
}

fn built(name: &str) -> String {
    folder().join(name).into_os_string().into_string().unwrap()
}

/// Where cargo puts programs. It builds those of other packages when they are first asked for: for its own tests
/// it would build this package's alone.
fn folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        build(&["--workspace", "--bins"]);
        Path::new(env!("CARGO_BIN_EXE_zegeld-unwiped")).parent().unwrap().to_owned()
    });
    &FOLDER
}

/// `cargo build` as these tests themselves were built.
fn build(arguments: &[&str]) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--manifest-path"]).arg(Path::new(ROOT).join("Cargo.toml"));
    cargo.args(arguments).args((!cfg!(debug_assertions)).then_some("--release"));
    // What cargo tells a test of its package would make build scripts run again.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_")) {
        cargo.env_remove(name);
    }
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_MANIFEST_LINKS", "CARGO_PRIMARY_PACKAGE"]
    {
        cargo.env_remove(name);
    }
    assert!(cargo.status().unwrap().success(), "the programs could not be built");
}
