//! The Python scripts under `tests/interop`, with the packages of their `requirements.txt`, exactly those.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const REQUIREMENTS: &str = include_str!("../../interop/requirements.txt");

/// The interpreter of an environment in cargo's folder, made when it is first needed and when other packages are.
static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-python");
    let python = environment.join("bin/python");
    // Written last, so that it tells of a whole installation.
    let installed = environment.join("requirements.txt");
    if fs::read_to_string(&installed).ok().as_deref() != Some(REQUIREMENTS) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
        let requirements = folder().join("requirements.txt");
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--requirement"]);
        run(pip.arg(requirements));
        fs::write(installed, REQUIREMENTS).unwrap();
    }
    python
});

/// A script, ready to be given arguments.
pub fn script(name: &str) -> Command {
    let mut command = Command::new(&*PYTHON);
    command.arg(folder().join(name));
    command
}

fn folder() -> PathBuf {
    Path::new(crate::support::programs::ROOT).join("tests/interop")
}

fn run(command: &mut Command) {
    let ended = command.output().expect("python3 is there (Debian: python3, python3-venv)");
    let said = [ended.stdout, ended.stderr].concat();
    assert!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
}
