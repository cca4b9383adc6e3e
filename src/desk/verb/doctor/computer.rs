//! This computer, as the doctor sees it: where words could be left behind.

use std::io::{IsTerminal, stderr};
use std::path::Path;

use ratatui::crossterm::terminal;

use super::findings::{Findings, of_file};
use crate::config::Settings;
use crate::files::private_folder;
use crate::platform;
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
        Ok(Some(folder)) if private_folder(&folder).is_err() || !platform::is_writable(&folder) => {
            findings.look("cache", &of_file(&words.cache_not, &folder));
        }
        Ok(Some(folder)) if platform::is_private(&folder) == Some(false) => {
            findings.wrong("cache", &of_file(&words.cache_open_to, &folder));
        }
        Ok(Some(folder)) => findings.ok("cache", &of_file(&words.cache, &folder)),
    }
    if let Ok(Some(folder)) = settings.cache() {
        cloud("cache", &folder, findings);
    }
}

/// Whether a file or folder is copied to a cloud, where others may have it too.
pub fn cloud(what: &'static str, path: &Path, findings: &mut Findings<'_>) {
    if platform::is_synchronised(path) {
        findings.wrong(what, &of_file(&findings.terminal.texts.desk.platform.cloud, path));
    }
}

fn memory_files(findings: &mut Findings<'_>) {
    let words = findings.words();
    let mut folders = platform::memory_folders().into_iter();
    match folders.find(|folder| platform::is_memory(folder) && platform::is_writable(folder)) {
        Some(folder) => findings.ok("memory_files", &of_file(&words.memory_files, &folder)),
        None => findings.look("memory_files", &words.memory_files_none),
    }
}

fn swap(findings: &mut Findings<'_>) {
    let words = findings.words();
    let Some(table) = platform::swaps() else {
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
    match platform::has_no_core_dumps() {
        Some(true) => findings.ok("core", &words.core_none),
        Some(false) => findings.look("core", &words.core),
        None => findings.look("core", &findings.terminal.texts.desk.platform.core_unknown),
    }
}

/// Whether another program of the same person may look into ours.
fn memory(findings: &mut Findings<'_>) {
    let words = findings.words();
    if platform::is_guarded() {
        findings.ok("memory", &words.memory);
    } else {
        findings.look("memory", &words.memory_open);
    }
}

fn locale(findings: &mut Findings<'_>) {
    let words = findings.words();
    if platform::shows_every_letter() {
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
