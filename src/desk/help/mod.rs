//! Help of the command line: the verbs in groups, each in the person's language, and below them examples
//! and where things stand.

mod dutch;
mod groups;
mod usage;

use clap::Command;

use zegel_core::i18n::Language;

pub use dutch::state as dutch_state;
pub use usage::in_dutch as usage_in_dutch;

/// The command line as a person of this language uses it. The Dutch names of the daily verbs are known in
/// either language.
pub fn spoken(command: Command, language: Language) -> Command {
    let command = dutch::with_names(command);
    let command = if language == Language::DUTCH { dutch::translated(command) } else { command };
    groups::listed(command, language)
}

/// The verbs by their groups, each a heading and the verbs below it.
pub fn verbs_by_group(command: Command, language: Language) -> Vec<(String, String)> {
    groups::names(&spoken(command, language), language)
}

/// What has no group or no Dutch words.
pub fn gaps(command: &Command) -> Vec<String> {
    let mut gaps = groups::gaps(command);
    gaps.extend(dutch::gaps(command));
    gaps
}

/// What stands below the verbs.
pub const EXAMPLES: &str = "\
Examples:
  zegel setup                     the first day, step by step
  zegel guide                     two pages: a day's work, and what never to do
  zegel                           on a terminal: one screen for all, ? for help
  zegel keygen anna               make a key; its public lines go to the server
  zegel --server http://127.0.0.1:8601 inbox
  zegel read b7f2                 an id may be cut to its first characters
  zegel reply b7f2 --answer question  a short answer in the reporter's language
  zegel note b7f2                 words after the verb would stay in the history
                                  of your shell; so type them when it asks
  zegel fetch --to /media/desk    for a computer without a network; there:
  zegel --folder /media/desk read b7f2       and reply, and note; then here:
  zegel send --from /media/desk
  zegel export b7f2 --receiver CoMensha --to b7f2.age
  zegel recipients                compare the fingerprint with paper
  zegel doctor                    is all as it should be?
  zegel lock                      close the key when you leave
  zegel stats 2026-Q2             a quarter in numbers, for the desk
  zegel backup-key | lp           the key on three pages, two suffice
  zegel backup-check FILE --identity backup.key
                                  does the server's backup open, whole?
  zegel verify https://HOST/      what a visitor gets: this release, these keys?
  zegel poster --lang nl --url https://HOST/ --place hotel --out poster.html

The desk's listener is reached at the server's own port (HOST:8602), on this
computer, where an SSH or WireGuard tunnel ends, or at an onion address with
--proxy socks5h://127.0.0.1:9050.

Environment:
  ZEGEL_SERVER, ZEGEL_FOLDER, ZEGEL_IDENTITY, ZEGEL_PASSPHRASE_FILE
                                  as the options
  LANGUAGE, LC_ALL, LC_MESSAGES, LANG
                                  nl... for Dutch, all else is English

Files (zegel doctor says in which folders):
  config.toml                     server, other_servers, tunnel, identity,
                                  proxy, fingerprint, language (nl or en),
                                  agent, agent_idle, agent_limit,
                                  passphrase_command, organisation, telephone,
                                  translator
  receivers.toml                  to whom you hand reports on
  identity.txt                    the key, made by zegel keygen
  ID.json                         pinned keys of a server, and what was seen
  ID.sealed                       what was fetched, sealed; not with --no-cache

Exit status:
  0  done
  1  not done; a fact and an advice say why
  2  wrong usage
  3  the server or site cannot be reached: try again later
  4  something is not as it should be: other keys than pinned, a server or a
     site that is not believed. Look before you try again";
