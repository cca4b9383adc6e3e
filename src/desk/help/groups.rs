//! Groups: the verbs by how often somebody needs them, in the help of the whole program.

use std::collections::BTreeSet;
use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Arg, Command};

use super::dutch;
use zegel_core::i18n::Language;

/// A heading in English, its name among the Dutch words, and its verbs.
type Group = (&'static str, &'static str, &'static [&'static str]);

/// Every verb in the order of the help.
const GROUPS: [Group; 4] = [
    (
        "Every day",
        "daily",
        &[
            "inbox", "read", "reply", "note", "status", "assign", "handover", "label", "urgent", "search",
            "links", "lock",
        ],
    ),
    (
        "Now and then",
        "sometimes",
        &[
            "guide",
            "export",
            "receivers",
            "outcome",
            "keep",
            "delete",
            "stats",
            "watch",
            "settle",
            "fetch",
            "send",
            "open",
            "doctor",
        ],
    ),
    ("Keys", "keys", &["setup", "keygen", "backup-key", "restore-key", "recipients", "attest"]),
    ("Administration", "administration", LAST),
];

/// What is in no group stands here too.
const LAST: &[&str] = &["reseal", "reapply", "backup-check", "verify", "poster", "completions", "man"];

/// The columns of a line, and of the verbs in it.
const WIDTH: usize = 80;
const VERBS: usize = 16;

/// The command with its verbs in groups, and apart from each verb's own options those of all.
pub fn listed(command: Command, language: Language) -> Command {
    let style = *command.get_styles().get_header();
    let heading = |text: &str| format!("{style}{text}:{style:#}");
    let words = dutch::frame();
    let is_dutch = language == Language::DUTCH;
    let usage = if is_dutch { words.usage.as_str() } else { "Usage" };
    let called =
        if is_dutch { dutch::called(command.clone().bin_name("zegel")) } else { "{usage}".to_owned() };
    let options = if is_dutch { words.options_of_all.as_str() } else { "Options of every verb" };
    let mut list = String::new();
    for (english, name, _) in GROUPS {
        let _ = writeln!(list, "{}", heading(title(english, name, language)));
        for verb in verbs_of(&command, name) {
            list.push_str(&line(verb));
        }
        list.push('\n');
    }
    let template = format!(
        "{{about-with-newline}}\n{} {called}\n\n{list}{}\n{{options}}{{after-help}}",
        heading(usage),
        heading(options)
    );
    let apart = move |arg: Arg| if arg.is_global_set() { arg.help_heading(options) } else { arg };
    command.help_template(StyledStr::from(template)).mut_args(apart)
}

/// The heading of a group.
fn title(english: &'static str, name: &str, language: Language) -> &'static str {
    let dutch = dutch::frame().groups.get(name).filter(|_| language == Language::DUTCH);
    dutch.map_or(english, String::as_str)
}

/// The heading of each group, and its verbs.
pub fn names(command: &Command, language: Language) -> Vec<(String, String)> {
    let names = |group| verbs_of(command, group).into_iter().map(Command::get_name).collect::<Vec<_>>();
    let group =
        |(english, name, _): &Group| (format!("{}:", title(english, name, language)), names(name).join(" "));
    GROUPS.iter().map(group).collect()
}

/// The verbs of a group, in its order; those of no group at the end of the last.
fn verbs_of<'a>(command: &'a Command, group: &str) -> Vec<&'a Command> {
    let members = GROUPS.iter().find(|(_, name, _)| *name == group).map_or(LAST, |(_, _, verbs)| *verbs);
    let mut verbs: Vec<&Command> = members.iter().filter_map(|verb| command.find_subcommand(verb)).collect();
    if members == LAST {
        verbs.extend(shown(command).filter(|verb| !is_grouped(verb.get_name())));
    }
    verbs
}

/// Verbs for people.
fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|verb| !verb.is_hide_set())
}

fn is_grouped(verb: &str) -> bool {
    GROUPS.iter().any(|(_, _, verbs)| verbs.contains(&verb))
}

/// A verb and what it does, broken below that.
fn line(verb: &Command) -> String {
    let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
    let mut text = format!("  {:<width$}", verb.get_name(), width = VERBS - 2);
    let mut column = VERBS;
    for word in about.split_whitespace() {
        let length = word.chars().count();
        if column > VERBS && column + length > WIDTH {
            let _ = write!(text, "\n{:VERBS$}", "");
            column = VERBS;
        }
        let _ = write!(text, "{word} ");
        column += length + 1;
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n"))
}

/// Verbs without a group, and groups with verbs that there are not.
pub fn gaps(command: &Command) -> Vec<String> {
    let known: BTreeSet<&str> = shown(command).map(Command::get_name).collect();
    let grouped: BTreeSet<&str> = GROUPS.iter().flat_map(|(_, _, verbs)| verbs.iter().copied()).collect();
    let differing = known.symmetric_difference(&grouped);
    differing.map(|verb| format!("{verb}: in no group of the help, or no verb")).collect()
}
