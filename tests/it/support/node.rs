//! The small Node projects under `tests/`, and the page's script, installed when they are first
//! needed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Projects this process has seen installed; held while one installs, so that no two do.
static READY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The folder `tests/{dir}` with its packages installed, exactly those of its lock file.
pub fn project(dir: &str) -> PathBuf {
    let project = Path::new(crate::support::programs::ROOT).join("tests").join(dir);
    ready(project, |_| ())
}

/// A copy of a folder's files, and of more, with its packages installed. The sources stay as they
/// are: what npm and esbuild write is in cargo's folder.
pub fn copy(name: &str, folder: &str, more: &[&str]) -> PathBuf {
    let root = Path::new(crate::support::programs::ROOT);
    ready(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), |project| {
        let files = root.join(folder).read_dir().unwrap().map(|entry| entry.unwrap().path());
        let files: Vec<PathBuf> = files.chain(more.iter().map(|file| root.join(file))).collect();
        fs::create_dir_all(project).unwrap();
        remove_others(project, &files);
        files.iter().filter(|file| file.is_file()).for_each(|file| copy_changed(file, project));
    })
}

/// Files of an earlier copy that are no longer there.
fn remove_others(project: &Path, files: &[PathBuf]) {
    for entry in project.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && !files.iter().any(|file| file.file_name() == path.file_name()) {
            fs::remove_file(path).unwrap();
        }
    }
}

/// A file that is the same keeps its time, so that nothing is installed again for it.
fn copy_changed(file: &Path, project: &Path) {
    let copied = project.join(file.file_name().unwrap());
    let content = fs::read(file).unwrap();
    if fs::read(&copied).ok().as_ref() != Some(&content) {
        fs::write(copied, content).unwrap();
    }
}

fn ready(project: PathBuf, prepare: impl FnOnce(&Path)) -> PathBuf {
    let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    if !ready.contains(&project) {
        prepare(&project);
        if !is_installed(&project) {
            install(&project);
        }
        ready.insert(project.clone());
    }
    project
}

/// npm writes its own list last, so that one tells of a whole and present installation.
fn is_installed(project: &Path) -> bool {
    let changed = |file: &str| project.join(file).metadata().and_then(|meta| meta.modified()).ok();
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

fn install(project: &Path) {
    let npm = Command::new("npm").args(["ci", "--ignore-scripts"]).current_dir(project).output();
    let npm = npm.expect("npm is there (Debian: npm)");
    assert!(npm.status.success(), "npm ci: {}", String::from_utf8_lossy(&npm.stderr));
}

/// What a program answers to an input, or what it said on standard error when it failed.
pub fn run(command: &mut Command, input: &[u8]) -> Result<Vec<u8>, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_vec();
    // A program that fails early closes its end; its exit code then tells.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    writer.join().map_err(|_| "the writer failed".to_owned())?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
