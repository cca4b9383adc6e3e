//! The options that were given, for the same program when it is started elsewhere.

use std::ffi::OsString;
use std::io::Result;
use std::path::{Path, absolute};

use super::Options;

impl Options {
    /// What of them has to do with the server and the key, as words of a command line that mean the same
    /// in any folder.
    pub fn words(&self) -> Result<Vec<OsString>> {
        let texts =
            [("--server", &self.server), ("--fingerprint", &self.fingerprint), ("--proxy", &self.proxy)];
        let paths = [("--identity", &self.identity), ("--passphrase-file", &self.passphrase_file)];
        let mut words = Vec::new();
        for (name, text) in texts {
            words.extend(text.iter().flat_map(|text| [OsString::from(name), OsString::from(text)]));
        }
        for (name, path) in paths {
            let path = path.as_deref().map(whole).transpose()?;
            words.extend(path.into_iter().flat_map(|path| [OsString::from(name), path]));
        }
        Ok(words)
    }
}

/// A path from the root on.
pub fn whole(path: &Path) -> Result<OsString> {
    absolute(path).map(OsString::from)
}
