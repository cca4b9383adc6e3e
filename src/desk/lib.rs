//! The caseworker's command line: fetches what is sealed, opens it here, and answers.
//!
//! Three rules hold in every verb. Nothing that was opened goes back to the server unsealed. What
//! is sealed here is sealed for the pinned recipients only, whatever the server says. And nothing
//! that was written elsewhere reaches the terminal but through [`terminal`].
//!
//! # Layers
//!
//! From the ground up; a module imports only from those before it, and no files import each other in a
//! ring (the table in `tests/it/repository/layout/table.rs`).
//!
//! - Ground: [`identity`] opens, [`texts`] is every sentence, `help` teaches, `text` cleans and wraps, `files`,
//!   `platform`, `signals`, `memory_folder`, `process` and `agent` are the computer; `printable` makes pages that a browser
//!   prints; [`error`], `exit_code`, [`terminal`] and its `pager`.
//! - `server`: a transport. Where sealed entries come from, the server or an offline folder.
//! - `config` and `trust`: what this computer is set up for, and what it believes of what it is shown.
//! - `case`: a thread, opened. `keys`: identity files, passphrases, shares on paper.
//! - `session`: joins the transport, what is trusted and the cases; returns them with notices.
//! - [`view`] makes text of cases, and prints none. `act` is what a caseworker does with one.
//! - [`site`] visits the public page, `export` hands a case on.
//! - `verb` and `screen`, the two faces: a file for each verb, and the full-screen view; `launch` chooses.

pub mod identity;
pub mod texts;
mod text;
mod platform;
mod files;
mod signals;
mod memory_folder;
mod process;
mod agent;
mod help;
mod printable;
pub mod error;
mod exit_code;
pub mod terminal;
mod pager;
mod progress;
mod server;
mod config;
mod trust;
mod notice;
mod case;
mod keys;
mod session;
pub mod view;
mod act;
pub mod site;
mod export;
mod verb;
mod screen;
mod cli;
mod launch;

pub use case::call_name::call_name;
pub use case::search::Query;
pub use case::triage::{Row, Viewer};
pub use case::{Case, age, indicator, order, suppress};
pub use cli::Cli;
pub use export::pointing;
pub use export::redact::Redactor;
pub use export::verify;
pub use launch::gaps_of_help;
pub use server::lines;
pub use text::folding;
pub use trust::authority;
pub use trust::opening::Opener;
pub use trust::pins::Pins;

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::CommandFactory;

use cli::Verb;
use config::Settings;
use error::DeskError;
use export::receivers;
use terminal::Terminal;
use verb::{cli_docs, doctor, guide, lock, reseal, setup};

/// Reads the command line and does what it asks.
pub fn run() -> ExitCode {
    let language = config::language();
    let cli: Cli = match launch::parsed(language) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    process::leave_nothing();
    let terminal = Terminal::new(language, cli.options.json);
    match perform(&cli, &terminal).and_then(|()| insist_on_output(&cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.print_error(&error);
            ExitCode::from(error.code())
        }
    }
}

/// What could not be printed is an error. A reader that had enough is none, where what is printed is all
/// that a verb does.
fn insist_on_output(cli: &Cli) -> Result<(), DeskError> {
    match terminal::taken() {
        Err(why) if why.kind() == ErrorKind::BrokenPipe && only_prints(cli.verb.as_ref()) => Ok(()),
        taken => taken.map_err(error::output::not_printed),
    }
}

fn only_prints(verb: Option<&Verb>) -> bool {
    matches!(
        verb,
        Some(
            Verb::Inbox(_)
                | Verb::Read(_)
                | Verb::Search(_)
                | Verb::Links(_)
                | Verb::Stats(_)
                | Verb::Open(_)
                | Verb::Recipients(_)
                | Verb::Receivers(_)
                | Verb::Verify(_)
                | Verb::Doctor(_)
                | Verb::Completions(_)
                | Verb::Man(_)
                | Verb::Guide(_)
        )
    )
}

fn perform(cli: &Cli, terminal: &Terminal) -> Result<(), DeskError> {
    match &cli.verb {
        Some(Verb::Completions(asked)) => {
            cli_docs::completions(asked, Cli::command(), terminal);
            return Ok(());
        }
        Some(Verb::Man(asked)) => return cli_docs::man(asked, Cli::command(), terminal),
        Some(Verb::Lock(_)) => return lock::Lock::run(terminal),
        Some(Verb::Guide(_)) => {
            guide::Guide::run(terminal);
            return Ok(());
        }
        Some(Verb::Doctor(_)) => return doctor::Doctor::run(&cli.options, terminal),
        _ => {}
    }
    let settings = Settings::read(&cli.options)?;
    let Some(verb) = &cli.verb else {
        return launch::without_verb(settings, Cli::command(), &cli.options, terminal);
    };
    match verb {
        Verb::Completions(_) | Verb::Man(_) | Verb::Guide(_) | Verb::Lock(_) | Verb::Doctor(_) => Ok(()),
        Verb::Keygen(verb) => verb.run(&settings, terminal),
        Verb::Setup(_) => setup::Setup::run(settings, terminal),
        Verb::Agent(verb) => verb.run(&settings),
        Verb::BackupKey(verb) => verb.run(&settings, terminal),
        Verb::RestoreKey(verb) => verb.run(&settings, terminal),
        Verb::BackupCheck(verb) => verb.run(&settings, terminal),
        Verb::Inbox(verb) => verb.run(&settings, terminal),
        Verb::Read(verb) => verb.run(&settings, terminal),
        Verb::Reply(verb) => verb.run(&settings, terminal),
        Verb::Note(verb) => verb.run(&settings, terminal),
        Verb::Status(verb) => verb.run(&settings, terminal),
        Verb::Assign(verb) => verb.run(&settings, terminal),
        Verb::Handover(verb) => verb.run(&settings, terminal),
        Verb::Label(verb) => verb.run(&settings, terminal),
        Verb::Urgent(verb) => verb.run(&settings, terminal),
        Verb::Keep(verb) => verb.run(&settings, terminal),
        Verb::Settle(verb) => verb.run(&settings, terminal),
        Verb::Attest(verb) => verb.run(&settings, terminal),
        Verb::Reapply(verb) => verb.run(&settings, terminal),
        Verb::Reseal(_) => reseal::Reseal::run(&settings, terminal),
        Verb::Export(verb) => verb.run(&settings, terminal),
        Verb::Outcome(verb) => verb.run(&settings, terminal),
        Verb::Receivers(_) => receivers::List::run(&settings, terminal),
        Verb::Delete(verb) => verb.run(&settings, terminal),
        Verb::Fetch(verb) => verb.run(&settings, terminal),
        Verb::Send(verb) => verb.run(&settings, terminal),
        Verb::Search(verb) => verb.run(&settings, terminal),
        Verb::Links(verb) => verb.run(&settings, terminal),
        Verb::Stats(verb) => verb.run(&settings, terminal),
        Verb::Watch(verb) => verb.run(&cli.options, &settings, terminal),
        Verb::Open(verb) => verb.run(&settings, terminal),
        Verb::Recipients(verb) => verb.run(&settings, terminal),
        Verb::Verify(verb) => verb.run(&settings, terminal),
        Verb::Poster(verb) => verb.run(&settings, terminal),
    }
}
