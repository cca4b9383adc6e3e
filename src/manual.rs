//! What is written of a command line itself, from its own help: man pages, and what lets a shell
//! complete.

use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

/// The arguments of `completions`.
#[derive(Args)]
pub struct Completions {
    /// The shell that is to complete
    shell: Shell,
}

/// The arguments of `man`.
#[derive(Args)]
pub struct Man {
    /// Write a page for each verb into this folder, over those of another version
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// A page cannot be written there.
#[derive(Debug, thiserror::Error)]
#[error("{0}: {1}")]
pub struct ManualError(pub PathBuf, pub std::io::Error);

impl Completions {
    /// A script for the shell.
    pub fn script(&self, mut command: Command) -> String {
        let name = command.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        text(&script)
    }
}

impl Man {
    /// The program's page; nothing when all pages are written into a folder instead.
    pub fn page(&self, command: Command) -> Result<Option<String>, ManualError> {
        if let Some(folder) = &self.dir {
            let written = clap_mangen::generate_to(command, folder);
            return written.map(|()| None).map_err(|error| ManualError(folder.clone(), error));
        }
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command).render(&mut page);
        rendered.map_err(|error| ManualError(PathBuf::from("-"), error))?;
        Ok(Some(text(&page)))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
