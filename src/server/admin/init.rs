//! `zegeld init`: writes an empty database and a configuration to start from, every key with its reason.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{AdminError, instance, print, serve};
use crate::config::{EXAMPLE, Installation};
use crate::store::{Options, Store};
use zegel_core::id::Instance;

/// The recipients file before there is a key.
const RECIPIENTS: &str = "# The lines that `zegel keygen NAME` prints, one caseworker below another.
#
# A recipient (age1...) belongs to the caseworker on the line directly above it, with nothing between.
# One with a blank line or another comment above it belongs to nobody: a recovery key.
# When somebody leaves, take the recipient out and let the line above begin with the word former in
# the place of desk: it lets nobody in, and colleagues still see whose old notes are whose.
";

#[derive(Args)]
pub(super) struct Arguments {
    /// The folder to write to
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Make room for a further organisation on this machine, with a user and folders of its own (as root)
    #[arg(long, value_name = "NAME", conflicts_with = "dir")]
    instance: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    serve::protect()?;
    if let Some(name) = &arguments.instance {
        return instance::make(name);
    }
    let dir = &arguments.dir;
    std::fs::create_dir_all(dir).map_err(|error| AdminError::File(dir.clone(), error))?;
    let config = dir.join("zegeld.toml");
    let recipients = dir.join("recipients.txt");
    let database = dir.join("zegel.db");
    for file in [&config, &recipients, &database] {
        if file.exists() {
            return Err(AdminError::File(file.clone(), ErrorKind::AlreadyExists.into()));
        }
    }
    let instance = make_database(&database)?;
    write_new(&config, example(instance).as_bytes())?;
    write_new(&recipients, no_recipients(&Installation::default()).as_bytes())?;
    print(&format!(
        "Written: {0}, {1} and {2}.\n\n\
         1. Each caseworker runs `zegel keygen NAME` on their own machine and gives you the two lines.\n\
         2. Put them into {1}, the two directly below each other.\n\
         3. Fill in {0}.\n\
         4. zegeld serve --config {0}\n\
         5. A caseworker runs `zegel --server … inbox` once: that proves the key, and the page opens.",
        config.display(),
        recipients.display(),
        database.display()
    ));
    Ok(())
}

/// The recipients file to begin with.
pub(super) fn no_recipients(installation: &Installation) -> String {
    format!("{RECIPIENTS}# Who may do what: {}\n", installation.command("doctor"))
}

/// The configuration to begin with. With the database's number in it, a lost one is never taken for a first
/// start.
pub(super) fn example(instance: Instance) -> String {
    EXAMPLE.replace("# instance = \"…\"", &format!("instance = \"{instance}\""))
}

pub(super) fn make_database(path: &Path) -> Result<Instance, AdminError> {
    let failed = |error| AdminError::Open(path.to_owned(), error);
    let store = Store::open_alone(path, Options::default(), false).map_err(failed)?;
    serve::runtime(async {
        let instance = store.instance().await?;
        store.close().await;
        Ok(instance)
    })
}

/// Writes a file for this user alone, never over another.
pub(super) fn write_new(path: &Path, content: &[u8]) -> Result<(), AdminError> {
    let failed = |error| AdminError::File(path.to_owned(), error);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    file.sync_all().map_err(failed)
}
