//! The sources of these tests, for documents that name a test.

use std::path::Path;

/// The source of a module of these tests, in whichever folder it stands.
pub fn module_source(module: &str) -> Option<String> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("it").read_dir().unwrap();
    let files = folders.map(|folder| folder.unwrap().path().join(format!("{module}.rs")));
    files.filter(|file| file.is_file()).find_map(|file| std::fs::read_to_string(file).ok())
}
