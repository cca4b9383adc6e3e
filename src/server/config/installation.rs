//! Installation: which of the organisations on this machine a configuration belongs to, and what its
//! folders and units are called.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The installation of this process, once its configuration is known.
static OWN: OnceLock<Installation> = OnceLock::new();

/// The folder of the package's configuration. Those of further organisations stand in folders below it.
const FOLDER: &str = "/etc/zegel";

/// The most letters in the name of an organisation. With `zegel-` before it, it is the name of a user too.
const LONGEST: usize = 20;

/// An installation: the package's only one, or that of one of several organisations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installation {
    /// What stands behind the `@` in the names of its units.
    instance: Option<String>,
}

impl Installation {
    /// The installation of an organisation; nothing for a name that a unit, a user or a folder cannot have.
    pub fn of_instance(name: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
        let fits = begins && !name.ends_with('-') && name.len() <= LONGEST && name.chars().all(allowed);
        if fits { Some(Self { instance: Some(name.to_owned()) }) } else { None }
    }

    /// The installation whose configuration this is, by the folder in which it stands.
    pub fn of_config(file: &Path) -> Self {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let Some(folder) = file.parent() else { return Self::default() };
        if folder.parent() != Some(Path::new(FOLDER)) {
            return Self::default();
        }
        let name = folder.file_name().and_then(|name| name.to_str());
        name.and_then(Self::of_instance).unwrap_or_default()
    }

    /// Makes it that of this process: from now on the commands that its sentences name are for this one.
    pub fn become_own(self) {
        // The first one stays: a process has one configuration.
        let _ = OWN.set(self);
    }

    /// The installation of this process; the package's only one while none was named.
    pub fn own() -> Self {
        OWN.get().cloned().unwrap_or_default()
    }

    /// The name of its user, its group and its journal, and of its folders elsewhere: `zegel` or `zegel-NAME`.
    pub fn user(&self) -> String {
        self.instance.as_ref().map_or("zegel".to_owned(), |name| format!("zegel-{name}"))
    }

    /// The folder of its configuration.
    pub fn config_folder(&self) -> PathBuf {
        let folder = Path::new(FOLDER);
        self.instance.as_ref().map_or(folder.to_owned(), |name| folder.join(name))
    }

    /// The folder of its database.
    pub fn state_folder(&self) -> PathBuf {
        Path::new("/var/lib").join(self.user())
    }

    /// The file of a socket that systemd opens under this name.
    pub fn socket_file(&self, name: &str) -> PathBuf {
        Path::new("/run").join(self.user()).join(format!("{name}.sock"))
    }

    /// One of its units: `zegeld-backup.timer` or `zegeld-backup@NAME.timer`.
    pub fn unit(&self, name: &str, kind: &str) -> String {
        self.instance
            .as_ref()
            .map_or(format!("{name}.{kind}"), |instance| format!("{name}@{instance}.{kind}"))
    }

    /// The unit of its server, as it is given to `systemctl`.
    pub fn service(&self) -> String {
        self.instance.as_ref().map_or("zegeld".to_owned(), |instance| format!("zegeld@{instance}"))
    }

    /// The control group of its server below `system.slice`. systemd puts all units of one template into
    /// a slice of their own.
    pub fn control_group(&self) -> String {
        let slice = if self.instance.is_some() { "system-zegeld.slice/" } else { "" };
        format!("{slice}{}", self.unit("zegeld", "service"))
    }

    /// A command of `zegeld` for this installation, as an administrator types it.
    pub fn command(&self, verb: &str) -> String {
        let file = self.config_folder().join("zegeld.toml");
        self.instance
            .as_ref()
            .map_or(format!("zegeld {verb}"), |_| format!("zegeld {verb} --config {}", file.display()))
    }
}
