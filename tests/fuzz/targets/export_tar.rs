//! The tar of an export: what is unpacked lies in one folder under plain names, is no more than the archive, and is
//! the same when packed again.

use zegel::verify::{Files, MOST_FILES, unpacked};

/// Asserts what must hold of an archive.
pub fn run(bytes: &[u8]) {
    let Some(files) = unpacked(bytes) else { return };
    assert!(files.len() <= MOST_FILES);
    let size: usize = files.values().map(|file| file.as_bytes().len()).sum();
    assert!(size <= bytes.len(), "{size} bytes out of {}", bytes.len());
    for name in files.keys() {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        assert!(!name.is_empty() && !name.starts_with('.') && name.chars().all(is_plain), "{name:?}");
    }
    let again = unpacked(&packed(&files)).unwrap();
    assert!(again.keys().eq(files.keys()));
    assert!(again.values().map(|file| file.as_bytes()).eq(files.values().map(|file| file.as_bytes())));
}

fn packed(files: &Files) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, file) in files {
        let mut header = tar::Header::new_ustar();
        header.set_path(format!("melding/{name}")).unwrap();
        header.set_size(file.as_bytes().len() as u64);
        header.set_mode(0o600);
        header.set_cksum();
        archive.append(&header, file.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap()
}
