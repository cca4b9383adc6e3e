//! `SHA256SUMS`: the digest of every file of a package, as `sha256sum -c` reads it, for a receiver
//! without this program.

use super::manifest::{self, Named};

/// Its name in a package.
pub const NAME: &str = "SHA256SUMS";

/// Its lines: the files that the manifest names, and the manifest itself.
pub fn lines(items: &[Named], manifest: &str) -> String {
    let mut lines = String::new();
    for Named { name, sha256, .. } in items {
        lines.push_str(&format!("{sha256}  {name}\n"));
    }
    lines.push_str(&format!("{manifest}  {}\n", manifest::NAME));
    lines
}
