//! `zegeld init --instance`: makes room for a further organisation on this machine, with a user, folders,
//! sockets and a journal of its own. It shares the program and the template units with the others, and
//! nothing else.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::init::{example, make_database, no_recipients, write_new};
use super::{AdminError, print};
use crate::config::Installation;
use zegel_core::id::Instance;

/// The user and the folders of the package, which a further organisation has under other names.
const SYSUSERS: &str = include_str!("../../../deploy/debian/sysusers.conf");
const TMPFILES: &str = include_str!("../../../deploy/debian/tmpfiles.conf");

/// A unit that the package brings, for every further organisation.
const TEMPLATE: &str = "/usr/lib/systemd/system/zegeld@.service";
/// The settings of the package's journal: in memory only.
const JOURNAL: &str = "/usr/lib/systemd/journald@zegel.conf.d";

/// The reason why an organisation was not made.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// The name cannot be that of a unit, a user and a folder.
    #[error("{0:?} cannot be a name for --instance")]
    Name(String),
    /// Somebody else than root asked for it.
    #[error("only root can make a user and folders")]
    NotRoot,
    /// The package is not installed.
    #[error("{} is not there", TEMPLATE)]
    NoUnits,
    /// Something of that name is there.
    #[error("{0} is there already, and nothing was made")]
    Exists(PathBuf),
    /// A folder or a link cannot be made.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// A program of systemd refused its work.
    #[error("{0}: {1}")]
    Program(&'static str, String),
}

impl InstanceError {
    /// What to do about it.
    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::Name(_) => {
                "Take 1 to 20 small letters, digits and hyphens; the first is a letter, the last no hyphen."
            }
            Self::NotRoot => "Run it again with sudo.",
            Self::NoUnits => "Install the package zegeld: its units serve every organisation.",
            Self::Exists(_) => {
                "Choose another name. What an earlier organisation left is never written over: move it away first."
            }
            Self::File(..) | Self::Program(..) => {
                "Mend that, remove what was made as /usr/share/doc/zegeld/README.md says it, and run it again."
            }
        }
    }
}

/// Makes all that an organisation of this name needs, and prints what comes next.
pub(super) fn make(name: &str) -> Result<(), AdminError> {
    let new = Installation::of_instance(name).ok_or_else(|| InstanceError::Name(name.to_owned()))?;
    refuse(&new)?;
    run("systemd-sysusers", &["-"], &renamed(SYSUSERS, &new))?;
    write(&new)?;
    hand_over(&new)?;
    print(&next_steps(&new));
    Ok(())
}

/// Refuses before anything was made.
fn refuse(new: &Installation) -> Result<(), InstanceError> {
    if !rustix::process::geteuid().is_root() {
        return Err(InstanceError::NotRoot);
    }
    if !Path::new(TEMPLATE).exists() {
        return Err(InstanceError::NoUnits);
    }
    for path in [new.config_folder(), database(new), tmpfiles(new), journal(new)] {
        // Also a link that leads nowhere.
        if path.symlink_metadata().is_ok() {
            return Err(InstanceError::Exists(path));
        }
    }
    Ok(())
}

/// Writes all files. They are root's until they are whole.
fn write(new: &Installation) -> Result<(), AdminError> {
    let config = new.config_folder();
    fs::create_dir(&config).map_err(|error| InstanceError::File(config.clone(), error))?;
    // It may be a volume that is mounted already.
    let state = new.state_folder();
    fs::create_dir_all(&state).map_err(|error| InstanceError::File(state, error))?;
    let instance = make_database(&database(new))?;
    write_new(&config.join("zegeld.toml"), configuration(new, instance).as_bytes())?;
    write_new(&config.join("recipients.txt"), no_recipients(new).as_bytes())?;
    write_new(&tmpfiles(new), owners(new).as_bytes())?;
    let journal = journal(new);
    symlink(JOURNAL, &journal).map_err(|error| InstanceError::File(journal, error))?;
    Ok(())
}

/// Gives the files to those who need them.
fn hand_over(new: &Installation) -> Result<(), InstanceError> {
    run("systemd-tmpfiles", &["--create", &tmpfiles(new).to_string_lossy()], "")?;
    let folder = new.state_folder();
    give_to_owner(&folder).map_err(|error| InstanceError::File(folder, error))
}

/// Gives the database, and what stands beside it, to the owner of the folder. What else is on the volume stays
/// as it is.
fn give_to_owner(folder: &Path) -> io::Result<()> {
    let owner = folder.metadata()?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("zegel.db") {
            lchown(entry.path(), Some(owner.uid()), Some(owner.gid()))?;
        }
    }
    Ok(())
}

fn database(new: &Installation) -> PathBuf {
    new.state_folder().join("zegel.db")
}

/// The file that says, at each start of the computer, whose the folders are.
fn tmpfiles(new: &Installation) -> PathBuf {
    format!("/etc/tmpfiles.d/{}.conf", new.user()).into()
}

/// The settings of its journal, which are those of the package's.
fn journal(new: &Installation) -> PathBuf {
    format!("/etc/systemd/journald@{}.conf.d", new.user()).into()
}

/// The owners and modes of the package's folders, for these. Its user alone may pass through the folder in which
/// its own stands, and sees nothing else there.
fn owners(new: &Installation) -> String {
    let around = Installation::default().config_folder();
    format!("{}a+ {} - - - - u:{}:--x\n", renamed(TMPFILES, new), around.display(), new.user())
}

/// A file of the package with the names of this organisation.
fn renamed(text: &str, new: &Installation) -> String {
    let user = new.user();
    text.replace("/etc/zegel", &new.config_folder().to_string_lossy())
        .replace("/var/lib/zegel", &format!("/var/lib/{user}"))
        .replace("/var/backups/zegel", &format!("/var/backups/{user}"))
        .replace(" zegel", &format!(" {user}"))
}

/// The configuration to begin with: the package's, with this organisation's database.
fn configuration(new: &Installation, instance: Instance) -> String {
    example(instance)
        .replace("\"127.0.0.1:8600\"", "\"systemd:page\"")
        .replace("\"127.0.0.1:8601\"", "\"systemd:desk\"")
        .replace("\"unix:/run/zegel/onion.sock\"", "\"systemd:onion\"")
        .replace("\"[::]:80\"", "\"systemd:http\"")
        .replace("\"desk.key\"", &format!("\"{}\"", new.state_folder().join("desk.key").display()))
        .replace("\"zegel.db\"", &format!("\"{}\"", database(new).display()))
}

/// Runs a program of systemd, with this on its standard input.
fn run(program: &'static str, arguments: &[&str], input: &str) -> Result<(), InstanceError> {
    let failed = |error: io::Error| InstanceError::Program(program, error.to_string());
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    Err(InstanceError::Program(program, String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

fn next_steps(new: &Installation) -> String {
    format!(
        "Made: the user {user}, {config}, {state} and /var/backups/{user}.\n\n\
         1. Write the organisation's name into {config}/zegeld.toml.\n\
         2. Put the lines of each caseworker's `zegel keygen NAME` into {config}/recipients.txt.\n\
         3. {check}\n\
         4. systemctl enable --now {service}\n\
         5. For the caseworkers, a port that no other organisation has: systemctl edit {desk}\n   \
            with [Socket] and ListenStream=127.0.0.1:PORT; then systemctl restart {desk} {service}\n\n\
         The page answers at {page}, for the proxy. All else: /usr/share/doc/zegeld/",
        user = new.user(),
        config = new.config_folder().display(),
        state = new.state_folder().display(),
        check = new.command("check"),
        service = new.service(),
        desk = new.unit("zegeld-desk", "socket"),
        page = new.socket_file("page").display(),
    )
}
