//! `zegeld completions` and `zegeld man`: print shell completions and man pages, made from the program's own
//! help and from the file that `zegeld init` writes.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::roff::{Roff, bold, roman};

use super::startup::off_file;
use super::{AdminError, EXIT_STATUS, config_man, print, signals};
use crate::admin::Arguments as Cli;
use crate::config::Installation;

/// Where the pages of a server stand: system administration.
const SECTION: &str = "8";

/// The arguments of `completions`.
#[derive(Args)]
pub(super) struct Completions {
    /// The shell that is to complete
    shell: Shell,
}

/// The arguments of `man`.
#[derive(Args)]
pub(super) struct Man {
    /// Write a page for each verb and one for zegeld.toml into this folder, over those of another version
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints the completion script of the shell.
pub(super) fn completions(arguments: &Completions) {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "zegeld", &mut script);
    print(&text(&script));
}

/// Prints the page of `zegeld`, or writes all pages.
pub(super) fn man(arguments: &Man) -> Result<(), AdminError> {
    if let Some(folder) = &arguments.dir {
        return write_all(folder).map_err(|error| AdminError::File(folder.clone(), error));
    }
    let page = program_page(Cli::command()).map_err(|error| AdminError::File(PathBuf::from("-"), error))?;
    print(&text(&page));
    Ok(())
}

fn write_all(folder: &Path) -> io::Result<()> {
    let mut program = Cli::command().disable_help_subcommand(true);
    // Names the verbs in full.
    program.build();
    for verb in program.get_subcommands() {
        page_of(verb.clone()).generate_to(folder)?;
    }
    std::fs::write(folder.join("zegeld.8"), program_page(program)?)?;
    std::fs::write(folder.join("zegeld.toml.5"), config_man::page())
}

/// The page of the program: of its help, and of what an administrator looks for in it besides.
fn program_page(command: Command) -> io::Result<Vec<u8>> {
    let man = page_of(command);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    man.render_subcommands_section(&mut page)?;
    let mut more = Roff::new();
    section(&mut more, "SIGNALS", &signals::MEANINGS);
    section(&mut more, "EXIT STATUS", &EXIT_STATUS);
    let files = files(&Installation::default());
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), *text)).collect();
    section(&mut more, "FILES", &files);
    more.control("SH", ["SEE ALSO"]);
    more.text([roman("zegeld.toml(5), zegel(1)")]);
    more.to_writer(&mut page)?;
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// Where the package has everything.
fn files(installed: &Installation) -> Vec<(String, &'static str)> {
    let config = installed.config_folder();
    let database = installed.state_folder().join("zegel.db");
    let further = "/etc/zegel/NAME/zegeld.toml".to_owned();
    let shown = |path: PathBuf| path.display().to_string();
    vec![
        (shown(config.join("zegeld.toml")), "The configuration: zegeld.toml(5)."),
        (further, "That of a further organisation on this machine. NAME stands in its other folders too."),
        (shown(config.join("recipients.txt")), "The keys that reports are sealed for."),
        (
            shown(database.clone()),
            "The sealed reports. Beside it stands what SQLite needs, and what the server remembers of itself.",
        ),
        (shown(off_file(&database)), "There while the site is turned off."),
        (format!("/var/backups/{}", installed.user()), "The sealed backups."),
        (shown(installed.socket_file("page")), "Where a proxy asks for the page."),
        (shown(installed.socket_file("desk")), "Where the self-test and doctor ask on this machine."),
    ]
}

/// A section of terms, each with what it means.
fn section(roff: &mut Roff, name: &str, entries: &[(&str, &str)]) {
    roff.control("SH", [name]);
    for (term, meaning) in entries {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*meaning)]);
    }
}

fn page_of(command: Command) -> clap_mangen::Man {
    clap_mangen::Man::new(command).section(SECTION)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
