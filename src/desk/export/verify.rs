//! `zegel export --verify`: holds a package against its manifest, without a server. Everything is
//! read into memory: nothing is unpacked, so no name in it can lead anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde_json::json;

use super::manifest::{self, Manifest, Named, digest};
use super::sums;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::keys::identity;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;
use zegel_core::seal::{Plain, SealError};

/// Far above any package of ours.
const MOST: usize = 64 * 1024 * 1024;
/// Far above how many files one has.
pub const MOST_FILES: usize = 100;

/// The files of a package, by name.
pub type Files = BTreeMap<String, Plain>;

/// Says of each file whether it is what the manifest says.
pub fn run(path: &Path, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let kind = fs::metadata(path).map_err(|error| error::files::read(path, error))?;
    let files = if kind.is_dir() { folder(path)? } else { sealed(path, settings, terminal)? };
    let refused = || error::export::package(path);
    let written = files.get(manifest::NAME).ok_or_else(refused)?;
    let manifest = Manifest::read(written.as_bytes()).ok_or_else(refused)?;
    let digest = digest(written.as_bytes());
    let lines = compare(&manifest, &digest, &files).ok_or_else(refused)?;
    tell(&lines, &manifest, &digest, terminal);
    match lines.iter().filter(|(_, equal)| !equal).count() {
        0 => Ok(()),
        count => Err(error::export::differs(count, lines.len())),
    }
}

/// Each name with whether it is as it should be; nothing if the manifest names what cannot be.
fn compare(manifest: &Manifest, digest_of_it: &str, files: &Files) -> Option<Vec<(String, bool)>> {
    let mut named = BTreeSet::from([manifest::NAME]);
    let mut lines = Vec::new();
    for Named { name, size, sha256 } in &manifest.items {
        if !is_plain(name) || !named.insert(name) {
            return None;
        }
        let equal = |file: &Plain| file.as_bytes().len() == *size && digest(file.as_bytes()) == *sha256;
        lines.push((name.clone(), files.get(name).is_some_and(equal)));
    }
    if manifest.has_sums() {
        if !named.insert(sums::NAME) {
            return None;
        }
        let sums = sums::lines(&manifest.items, digest_of_it);
        let equal = files.get(sums::NAME).is_some_and(|file| file.as_bytes() == sums.as_bytes());
        lines.push((sums::NAME.to_owned(), equal));
    }
    let extra = files.keys().filter(|name| !named.contains(name.as_str()));
    lines.extend(extra.map(|name| (name.clone(), false)));
    Some(lines)
}

fn tell(lines: &[(String, bool)], manifest: &Manifest, digest: &str, terminal: &Terminal) {
    if terminal.is_json() {
        let files: Vec<_> =
            lines.iter().map(|(name, equal)| json!({ "name": name, "equal": equal })).collect();
        terminal.print_json(&json!({ "number": manifest.number, "manifest": digest, "files": files }));
        return;
    }
    for (name, equal) in lines {
        let line = if *equal {
            &terminal.texts.desk.desk.verify_equal
        } else {
            &terminal.texts.desk.desk.verify_differs
        };
        terminal.print_text(&interpolate(line, &[("what", name)]));
    }
    terminal.print_text(&interpolate(
        &terminal.texts.desk.export.verified,
        &[("number", &manifest.number), ("digest", digest)],
    ));
}

/// A name that can only stand in the folder itself.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (1..=100).contains(&name.len()) && !name.starts_with('.') && name.chars().all(plain)
}

/// What stands in a folder. Links are not followed.
fn folder(path: &Path) -> Result<Files, DeskError> {
    let read = |error| error::files::read(path, error);
    let mut files = Files::new();
    for entry in fs::read_dir(path).map_err(read)? {
        let entry = entry.map_err(read)?;
        let name = entry.file_name().into_string().ok().filter(|name| is_plain(name));
        let is_file = entry.file_type().map_err(read)?.is_file();
        let (Some(name), true, true) = (name, is_file, files.len() < MOST_FILES) else {
            return Err(error::export::package(&entry.path()));
        };
        files.insert(name, bounded(&entry.path())?);
    }
    Ok(files)
}

/// What is in a sealed package, by its receiver's key.
fn sealed(path: &Path, settings: &Settings, terminal: &Terminal) -> Result<Files, DeskError> {
    let sealed = bounded(path)?;
    let identity = identity::read(settings, terminal).print_notices(terminal)?;
    let tar = identity.open_package(sealed.as_bytes(), MOST).map_err(|error| match error {
        SealError::NotAge => error::files::not_age(path),
        SealError::OtherKey => error::files::other_key(path),
        SealError::TooLarge | SealError::NotSealed | SealError::Damaged => error::export::package(path),
    })?;
    unpacked(tar.as_bytes()).ok_or_else(|| error::export::package(path))
}

/// The files of an archive, all in one folder and each there once.
pub fn unpacked(bytes: &[u8]) -> Option<Files> {
    let mut files = Files::new();
    let mut folder = None;
    for entry in tar::Archive::new(bytes).entries().ok()? {
        let mut entry = entry.ok()?;
        let path = String::from_utf8(entry.path_bytes().into_owned()).ok()?;
        let (inside, name) = path.split_once('/')?;
        let same = *folder.get_or_insert_with(|| inside.to_owned()) == inside;
        let plain = is_plain(inside) && is_plain(name) && entry.header().entry_type().is_file();
        if !same || !plain || files.len() >= MOST_FILES {
            return None;
        }
        let mut file = Vec::with_capacity(usize::try_from(entry.size()).ok()?.min(bytes.len()));
        entry.read_to_end(&mut file).ok()?;
        let earlier = files.insert(name.to_owned(), Plain::new(file));
        if earlier.is_some() {
            return None;
        }
    }
    Some(files)
}

fn bounded(path: &Path) -> Result<Plain, DeskError> {
    let read = |error| error::files::read(path, error);
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(read)?.take(MOST as u64 + 1);
    match file.read_to_end(&mut bytes).map_err(read)? {
        length if length <= MOST => Ok(Plain::new(bytes)),
        _ => Err(error::export::package(path)),
    }
}
