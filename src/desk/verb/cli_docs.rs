//! `zegel completions` and `zegel man`: what a shell completes and the man pages, both made from
//! the program's own help.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::roff::{Roff, roman};

use crate::error::{self, DeskError};
use crate::terminal::Terminal;

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

/// Prints a script for the shell.
pub fn completions(asked: &Completions, mut command: Command, terminal: &Terminal) {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut command, "zegel", &mut script);
    terminal.print_exact(&text(&script));
}

/// Prints the page of `zegel`, or writes all pages.
pub fn man(asked: &Man, command: Command, terminal: &Terminal) -> Result<(), DeskError> {
    if let Some(folder) = &asked.dir {
        return write_all(command, folder).map_err(|error| error::files::write(folder, error));
    }
    let page = page(command).map_err(|error| error::files::write(Path::new("-"), error))?;
    terminal.print_exact(&text(&page));
    Ok(())
}

fn write_all(command: Command, folder: &Path) -> io::Result<()> {
    clap_mangen::generate_to(command.clone(), folder)?;
    std::fs::write(folder.join("zegel.1"), page(command)?)
}

/// The page of the program. What stands below its help in parts are sections of the page.
fn page(command: Command) -> io::Result<Vec<u8>> {
    let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    // Of the verb `help` there is no page of its own to lead to.
    let man = clap_mangen::Man::new(command.disable_help_subcommand(true));
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    man.render_subcommands_section(&mut page)?;
    sections(&below).to_writer(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// Each part of the help as a section, in the lines that it has there. A part begins with its name and a colon, and
/// perhaps a remark between brackets.
fn sections(help: &str) -> Roff {
    let mut roff = Roff::new();
    let mut is_open = false;
    for line in help.lines() {
        let Some(heading) = line.strip_suffix(':').filter(|line| !line.starts_with(' ')) else {
            roff.text([roman(line)]);
            continue;
        };
        if is_open {
            roff.control("fi", []);
        }
        let (name, remark) = heading.split_once(" (").unwrap_or((heading, ""));
        roff.control("SH", [name.to_uppercase().as_str()]);
        if let Some(remark) = remark.strip_suffix(')') {
            roff.text([roman(format!("{remark}:"))]);
        }
        roff.control("nf", []);
        is_open = true;
    }
    roff.control("fi", []);
    roff
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
