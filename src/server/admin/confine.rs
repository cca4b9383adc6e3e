//! Confinement: has the kernel (Landlock) limit the serving process to its own files, with no program
//! to run and no outgoing connection.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
    RulesetStatus, path_beneath_rules,
};

use super::AdminError;
use crate::config::{Address, Config};
use crate::event::{Event, say};
use crate::store;

/// Files that the process reads beside its own: the time zone, and SQLite's randomness.
const SYSTEM: [&str; 4] = ["/usr/share/zoneinfo", "/etc/localtime", "/etc/timezone", "/dev/urandom"];

/// Confines this thread and all that it starts, so it is called before any other thread exists. An
/// older kernel supports less of this or nothing, which is logged.
pub(super) fn confine(file: &Path, config: &Config) -> Result<(), AdminError> {
    let certificate = config.tls.iter().flat_map(|tls| [tls.certificate.as_path(), &tls.key]);
    let desk_key = config.desk.key.as_deref();
    let read = [file, &config.recipients].into_iter().chain(certificate).chain(desk_key).map(folder);
    let read = read.chain(SYSTEM.map(PathBuf::from));
    match restrict(read.collect(), folder(&config.database), socket_folders(config)) {
        Ok(RulesetStatus::FullyEnforced) => Ok(()),
        Ok(_) => {
            say(Event::Unconfined);
            Ok(())
        }
        Err(error) => Err(AdminError::Protection(std::io::Error::other(error))),
    }
}

/// The folder in which a file really lies. The folder and not the file, which may be replaced by
/// another beside it.
fn folder(file: &Path) -> PathBuf {
    store::folder(&store::real_path(file)).to_owned()
}

/// The folders in which socket files are made.
fn socket_folders(config: &Config) -> Vec<PathBuf> {
    let onion = config.onion.as_ref().and_then(|onion| onion.listen.as_ref());
    let addresses = [&config.listen, &config.desk.listen].into_iter().chain(onion).chain(config.http());
    let folders = addresses.filter_map(|address| match address {
        Address::Unix(path) => Some(folder(path)),
        Address::Network(_) | Address::Systemd(_) => None,
    });
    folders.collect()
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
