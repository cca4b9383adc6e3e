//! What is begun where no verb was given, or none that is known.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::{ColorChoice, Command, Parser};

use crate::config::{Options, Settings};
use crate::error::{self, DeskError};
use crate::platform::can_draw;
use crate::terminal::Terminal;
use crate::verb::setup::Setup;
use crate::{exit_code, help, screen};
use zegel_core::i18n::Language;

/// The command line as it was typed, or how the program ends instead.
pub fn parsed<C: Parser>(language: Language) -> Result<C, ExitCode> {
    let matches = coloured(help::spoken(C::command(), language)).try_get_matches();
    matches.and_then(|matches| C::from_arg_matches(&matches)).map_err(|error| wrong_usage(&error, language))
}

/// Without colours where the terminal only prints lines.
fn coloured(command: Command) -> Command {
    if can_draw() { command } else { command.color(ColorChoice::Never) }
}

/// What the help of a command line lacks: verbs without a group, and verbs and options without Dutch
/// words.
pub fn gaps_of_help<C: Parser>() -> Vec<String> {
    help::gaps(&C::command())
}

/// What clap says: the help that was asked for, or what is wrong with the command line.
fn wrong_usage(error: &clap::Error, language: Language) -> ExitCode {
    if !error.use_stderr() {
        return asked_for(error, language);
    }
    match help::usage_in_dutch(error).filter(|_| language == Language::DUTCH) {
        Some(told) => Terminal::new(language, false).inform(&told),
        // What cannot be said on standard error cannot be said anywhere.
        None => drop(error.print()),
    }
    ExitCode::from(exit_code::USAGE)
}

/// Prints the help or the version. Not to be able to is an error; a reader who had enough is none.
fn asked_for(help: &clap::Error, language: Language) -> ExitCode {
    match help.print().and_then(|()| io::stdout().flush()) {
        Err(why) if why.kind() != ErrorKind::BrokenPipe => {
            let error = error::output::not_printed(why);
            Terminal::new(language, false).print_error(&error);
            ExitCode::from(error.code())
        }
        _ => ExitCode::SUCCESS,
    }
}

/// The screen; on a computer that is not set up yet, the set-up. Without a terminal there is neither, and
/// no verb is wrong usage.
pub fn without_verb(
    settings: Settings,
    command: Command,
    options: &Options,
    terminal: &Terminal,
) -> Result<(), DeskError> {
    let is_ready = settings.names_a_source() && !settings.waits_for_comparison();
    if !is_ready && !options.json && terminal.can_ask() {
        return Setup::run(settings, terminal);
    }
    if !settings.names_a_source() {
        return Err(error::server::no_server());
    }
    if options.json || !screen::is_possible() {
        for (group, verbs) in help::verbs_by_group(command, terminal.texts.language) {
            terminal.inform(&group);
            terminal.inform_indented(&verbs);
        }
        return Err(error::setup::no_verb());
    }
    screen::run(&settings, terminal)
}
