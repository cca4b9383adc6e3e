//! The caseworker's command line: fetches what is sealed, opens it here, and answers.
//!
//! Three rules hold in every verb. Nothing that was opened goes back to the server unsealed. What
//! is sealed here is sealed for the pinned recipients only, whatever the server says. And nothing
//! that was written elsewhere reaches the terminal but through [`show`].

pub mod error;
pub mod show;
mod text;
mod config;
mod keys;
mod server;
mod case;
mod verb;
mod screen;
pub mod site;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use config::Settings;
use error::DeskError;
use keys::keygen;
use show::Show;
use site::{poster, verify};
use verb::{delete, inbox, note, open, read, recipients, reply};

const EXAMPLES: &str = "\
Examples:
  zegel                           on a terminal: a screen with all of it, help on ?
  zegel keygen anna               make a key; its two lines go to the server
  zegel --server http://127.0.0.1:8601 inbox
  zegel read b7f2                 an id may be cut to its first characters
  zegel reply b7f2 --answer question --text 'On which floor was it?'
  zegel note b7f2 --text 'Called the hotel: no.'
  zegel recipients                compare the fingerprint with paper
  zegel verify https://HOST/      what a visitor gets: this release, these keys?
  zegel poster --lang nl --url https://HOST/ --place hotel --out poster.pdf

Environment:
  ZEGEL_SERVER, ZEGEL_IDENTITY, ZEGEL_PASSPHRASE_FILE    as the options
  LC_ALL, LC_MESSAGES, LANG       nl... for Dutch, all else is English

Files (XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_CACHE_HOME are followed):
  ~/.config/zegel/config.toml     server, identity, proxy, fingerprint
  ~/.config/zegel/identity.txt    the key, made by zegel keygen
  ~/.local/state/zegel/ID.json    pinned recipients of a server, and what was seen
  ~/.cache/zegel/ID/              what was fetched, sealed; not with --no-cache

The desk's listener is reached on this computer, where an SSH or WireGuard
tunnel ends, or at an onion address with --proxy socks5h://127.0.0.1:9050.
Exit status: 0 done, 1 not done (a fact and an advice say why), 2 wrong usage.";

/// Read and answer the sealed reports of an anonymous tip service.
#[derive(Parser)]
#[command(name = "zegel", version, after_help = EXAMPLES, max_term_width = 80)]
pub struct Cli {
    /// The desk's listener, such as http://127.0.0.1:8601
    #[arg(long, global = true, value_name = "URL", env = "ZEGEL_SERVER", hide_env_values = true)]
    server: Option<String>,
    /// Your key, as zegel keygen made it
    #[arg(long, global = true, value_name = "FILE", env = "ZEGEL_IDENTITY", hide_env_values = true)]
    identity: Option<PathBuf>,
    /// A file whose first line is the passphrase of the key
    #[arg(long, global = true, value_name = "FILE", env = "ZEGEL_PASSPHRASE_FILE", hide_env_values = true)]
    passphrase_file: Option<PathBuf>,
    /// Insist on recipients with this fingerprint
    #[arg(long, global = true, value_name = "FINGERPRINT")]
    fingerprint: Option<String>,
    /// The way to an onion address, and for verify to any: socks5h://HOST:PORT
    #[arg(long, global = true, value_name = "URL")]
    proxy: Option<String>,
    /// Keep nothing that was fetched, not even sealed
    #[arg(long, global = true)]
    no_cache: bool,
    /// JSON on standard output
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a key, and print its two lines for the server's recipients file
    Keygen(keygen::Keygen),
    /// List the reports, what there is to do first
    Inbox(inbox::Inbox),
    /// Open a report and all that was written about it
    Read(read::Read),
    /// Answer a reporter
    Reply(reply::Reply),
    /// Keep a note for colleagues with a report
    Note(note::Note),
    /// Delete a report from the server, for everyone
    Delete(delete::Delete),
    /// Open a sealed file, without a server
    Open(open::Open),
    /// Show for whom reports are sealed, or accept a new set
    Recipients(recipients::Recipients),
    /// Compare what a visitor of the public site gets with this release
    ///
    /// Compared are the policy for the browser, the style, the script and its file, all other
    /// markup that could act, and the keys for which reports are sealed: with those pinned on this
    /// computer, or with --fingerprint. Neither --server nor --identity is needed, and nothing is
    /// pinned. --proxy is used for any host but this computer.
    ///
    /// It sees what one visitor gets at that moment. That is no proof: a server can give another
    /// page to somebody else, or later. Run it from different networks, and through Tor too. It
    /// does not compare the words, links and telephone numbers of the page: read those yourself.
    Verify(verify::Verify),
    /// Make a poster and cards that lead to the public site
    ///
    /// A PDF of two pages of A4: a poster, and the same as a card of A6, four times, to cut apart.
    /// It holds the address and its code, the telephone numbers, the fingerprint of the keys and
    /// the day on which they were compared, which is today.
    ///
    /// The site is visited first, as zegel verify does. What verify refuses is not printed, nor is
    /// a practice page, nor an address that only this computer reaches.
    Poster(poster::Poster),
}

/// Reads the command line and does what it asks.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    insist_on_a_verb(&cli);
    leave_no_core();
    let show = Show::new(config::language(), cli.json);
    match perform(&cli, &show) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            show.error(&error);
            ExitCode::FAILURE
        }
    }
}

/// Without a terminal there is no screen, and no verb is wrong usage.
fn insist_on_a_verb(cli: &Cli) {
    if cli.verb.is_none() && (cli.json || !screen::is_possible()) {
        Cli::command().subcommand_required(true).arg_required_else_help(true).get_matches();
    }
}

/// What is opened stays in memory: a crash writes no file of it. Best effort, as the system allows.
fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

fn perform(cli: &Cli, show: &Show) -> Result<(), DeskError> {
    let settings = Settings::read(cli)?;
    let Some(verb) = &cli.verb else { return screen::run(&settings, show) };
    match verb {
        Verb::Keygen(verb) => verb.run(&settings, show),
        Verb::Inbox(verb) => verb.run(&settings, show),
        Verb::Read(verb) => verb.run(&settings, show),
        Verb::Reply(verb) => verb.run(&settings, show),
        Verb::Note(verb) => verb.run(&settings, show),
        Verb::Delete(verb) => verb.run(&settings, show),
        Verb::Open(verb) => verb.run(&settings, show),
        Verb::Recipients(verb) => verb.run(&settings, show),
        Verb::Verify(verb) => verb.run(&settings, show),
        Verb::Poster(verb) => verb.run(&settings, show),
    }
}
