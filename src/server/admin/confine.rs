//! What the kernel keeps the serving process to, whatever happens in it: its own files, no program
//! to run, and no connection to anywhere.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
    RulesetStatus, path_beneath_rules,
};

use super::KeeperError;
use crate::config::{Address, Config};
use crate::event::{Event, say};

/// What every start needs beside the configuration: the time zone, and SQLite's randomness.
const SYSTEM: [&str; 4] = ["/usr/share/zoneinfo", "/etc/localtime", "/etc/timezone", "/dev/urandom"];

/// For this thread and all that it starts: so before any other. An older kernel knows less or
/// nothing of this, and that is said.
pub(super) fn confine(file: &Path, config: &Config) -> Result<(), KeeperError> {
    let certificate = config.tls.iter().flat_map(|tls| [tls.certificate.as_path(), &tls.key]);
    let read = [file, &config.recipients].into_iter().chain(certificate).map(folder);
    let read = read.chain(SYSTEM.map(PathBuf::from));
    match restrict(read.collect(), folder(&config.database), sockets(config)) {
        Ok(RulesetStatus::FullyEnforced) => Ok(()),
        Ok(_) => {
            say(Event::Unconfined);
            Ok(())
        }
        Err(error) => Err(KeeperError::Protection(std::io::Error::other(error))),
    }
}

/// Where a file really lies. It may be replaced by another beside it.
fn folder(file: &Path) -> PathBuf {
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// Where socket files are made.
fn sockets(config: &Config) -> Vec<PathBuf> {
    let onion = config.onion.as_ref().and_then(|onion| onion.listen.as_ref());
    let addresses = [&config.listen, &config.desk.listen].into_iter().chain(onion);
    let files = addresses.filter_map(|address| match address {
        Address::Unix(path) => Some(folder(path)),
        Address::Network(_) | Address::Systemd(_) => None,
    });
    files.collect()
}

fn restrict(
    read: Vec<PathBuf>,
    write: PathBuf,
    sockets: Vec<PathBuf>,
) -> Result<RulesetStatus, RulesetError> {
    let reading: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    let writing = AccessFs::WriteFile | AccessFs::MakeReg | AccessFs::RemoveFile | AccessFs::Truncate;
    let restricted = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))?
        .handle_access(AccessNet::ConnectTcp)?
        .create()?
        .add_rules(path_beneath_rules(read, reading))?
        .add_rules(path_beneath_rules([write], reading | writing))?
        .add_rules(path_beneath_rules(sockets, AccessFs::MakeSock | AccessFs::RemoveFile))?
        .restrict_self()?;
    Ok(restricted.ruleset)
}
