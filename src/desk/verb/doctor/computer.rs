//! This computer, as the doctor sees it: where words could be left behind.

use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use ratatui::crossterm::terminal;

use super::findings::{Findings, of_file};
use crate::config::Settings;
use crate::files::private_folder;
use crate::memory_folder;
use zegel_core::doctor::swaps_on_disk;
use zegel_core::i18n::interpolate;

/// Columns and rows that the screen needs.
const SCREEN: (u16, u16) = (80, 24);

/// All that does not depend on settings.
pub fn look(findings: &mut Findings<'_>) {
    memory_files(findings);
    swap(findings);
    core(findings);
    memory(findings);
    locale(findings);
    size(findings);
}

/// The folder of sealed copies.
pub fn cache(settings: &Settings, findings: &mut Findings<'_>) {
    let words = findings.words();
    match settings.cache() {
        Ok(None) => findings.ok("cache", &words.cache_none),
        Err(error) => findings.error("cache", &error),
        Ok(Some(folder)) if private_folder(&folder).is_err() || !is_ours(&folder) => {
            findings.look("cache", &of_file(&words.cache_not, &folder));
        }
        Ok(Some(folder)) if !is_private(&folder) => {
            findings.wrong("cache", &of_file(&words.cache_open_to, &folder));
        }
        Ok(Some(folder)) => findings.ok("cache", &of_file(&words.cache, &folder)),
    }
}

/// Whether nobody else may look into a file or folder.
#[cfg(unix)]
pub fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 == 0)
}

/// Whether nobody else may look into a file or folder, which cannot be asked here.
#[cfg(not(unix))]
pub fn is_private(_: &Path) -> bool {
    true
}

/// Whether a file can be made in a folder.
fn is_ours(folder: &Path) -> bool {
    #[cfg(unix)]
    return rustix::fs::access(folder, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_ok();
    #[cfg(not(unix))]
    return fs::metadata(folder).is_ok_and(|data| !data.permissions().readonly());
}

fn memory_files(findings: &mut Findings<'_>) {
    let words = findings.words();
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let mut folders = runtime.into_iter().chain([PathBuf::from("/dev/shm")]);
    match folders.find(|folder| memory_folder::is_memory(folder) && is_ours(folder)) {
        Some(folder) => findings.ok("memory_files", &of_file(&words.memory_files, &folder)),
        None => findings.look("memory_files", &words.memory_files_none),
    }
}

fn swap(findings: &mut Findings<'_>) {
    let words = findings.words();
    let Ok(table) = fs::read_to_string("/proc/swaps") else {
        return findings.look("swap", &words.swap_unknown);
    };
    let names = swaps_on_disk(&table);
    if names.is_empty() {
        findings.ok("swap", &words.swap_none);
    } else {
        findings.look("swap", &interpolate(&words.swap, &[("file", &names.join(", "))]));
    }
}

fn core(findings: &mut Findings<'_>) {
    let words = findings.words();
    #[cfg(unix)]
    let none =
        rustix::process::getrlimit(rustix::process::Resource::Core).current.is_some_and(|most| most == 0);
    #[cfg(not(unix))]
    let none = false;
    if none { findings.ok("core", &words.core_none) } else { findings.look("core", &words.core) }
}

/// Whether another program of the same person may look into ours.
fn memory(findings: &mut Findings<'_>) {
    let words = findings.words();
    #[cfg(target_os = "linux")]
    let guarded = rustix::process::dumpable_behavior()
        .is_ok_and(|behavior| behavior == rustix::process::DumpableBehavior::NotDumpable);
    #[cfg(not(target_os = "linux"))]
    let guarded = false;
    if guarded {
        findings.ok("memory", &words.memory);
    } else {
        findings.look("memory", &words.memory_open);
    }
}

fn locale(findings: &mut Findings<'_>) {
    let words = findings.words();
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let plain = locale.to_ascii_lowercase().replace('-', "");
    if plain.contains("utf8") {
        findings.ok("locale", &words.locale)
    } else {
        findings.look("locale", &words.locale_not)
    }
}

fn size(findings: &mut Findings<'_>) {
    let words = findings.words();
    let Some((columns, rows)) = stderr().is_terminal().then(|| terminal::size().ok()).flatten() else {
        return findings.look("terminal", &words.terminal_none);
    };
    let facts = [("columns", columns.to_string()), ("rows", rows.to_string())];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    if columns >= SCREEN.0 && rows >= SCREEN.1 {
        findings.ok("terminal", &interpolate(&words.terminal, &facts))
    } else {
        findings.look("terminal", &interpolate(&words.terminal_small, &facts))
    }
}
