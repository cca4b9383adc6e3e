//! Dutch help: the words of every verb and option, put into the command line when it is used in Dutch.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::builder::{PossibleValue, Resettable, StyledStr};
use clap::{Arg, ArgAction, Command};
use serde::Deserialize;

#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("nl.toml")).expect("the file is part of the program, and a test reads it")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    about: String,
    examples: String,
    frame: Frame,
    usage: Usage,
    /// The states of a case, as they are typed.
    states: BTreeMap<String, String>,
    /// Arguments that mean the same wherever they are.
    args: BTreeMap<String, String>,
    /// By the words of the verb.
    verbs: BTreeMap<String, Verb>,
}

/// Headings of the help.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Before how a verb is called.
    pub usage: String,
    /// Over the arguments of a verb.
    pub arguments: String,
    /// Over its options.
    pub options: String,
    /// Over those that every verb has.
    pub options_of_all: String,
    /// Over the verbs of a verb.
    pub verbs: String,
    /// What stands for options in how a verb is called.
    pub options_called: String,
    /// What stands for a verb there.
    pub verb_called: String,
    /// What `--help` does.
    pub help: String,
    /// What `--version` does.
    pub version: String,
    /// Before what may be chosen.
    pub choice: String,
    /// Before what holds where nothing is given.
    pub otherwise: String,
    /// The groups of the verbs.
    pub groups: BTreeMap<String, String>,
}

/// Wrong usage: a fact, and what to do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    /// A verb that there is not.
    pub verb: String,
    /// An option that there is not.
    pub option: String,
    /// An option without its value.
    pub no_value: String,
    /// A value that cannot be.
    pub value: String,
    /// What is missing.
    pub missing: String,
    /// Two that exclude each other.
    pub conflict: String,
    /// Anything else.
    pub other: String,
    /// What may be meant.
    pub similar: String,
    /// What may be chosen.
    pub choice: String,
    /// How it is called.
    pub so: String,
    /// Where to read on.
    pub more: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verb {
    about: String,
    more: Option<String>,
    /// Dutch names of the verb.
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    args: BTreeMap<String, String>,
}

/// The headings.
pub fn frame() -> &'static Frame {
    &WORDS.frame
}

/// The sentences about wrong usage.
pub fn usage() -> &'static Usage {
    &WORDS.usage
}

/// A state of a case as it is typed in Dutch.
pub fn state(name: &str) -> Option<&'static str> {
    WORDS.states.get(name).map(String::as_str)
}

/// These names in Dutch if they are states of a case.
pub fn states(names: &[String]) -> Vec<String> {
    let dutch: Option<Vec<String>> = names.iter().map(|name| state(name).map(str::to_owned)).collect();
    dutch.unwrap_or_else(|| names.to_vec())
}

/// The command with the Dutch names of its verbs, which no help shows in English.
pub fn with_names(command: Command) -> Command {
    command.mut_subcommands(|verb| {
        let names = WORDS.verbs.get(verb.get_name()).map_or(&[][..], |words| &words.names);
        verb.aliases(names.iter().map(String::as_str))
    })
}

/// The command and all its verbs in Dutch. What has no words stays English.
pub fn translated(command: Command) -> Command {
    let command = command.about(WORDS.about.as_str()).disable_help_flag(true).disable_version_flag(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = command.arg(help_option()).arg(version.help(WORDS.frame.version.as_str()));
    let command = command.after_help(WORDS.examples.as_str()).mut_args(|arg| argument(arg, ""));
    let of_all: Vec<Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    command.mut_subcommands(|verb| {
        let name = verb.get_name().to_owned();
        of_verb(verb, &name, &of_all)
    })
}

/// How a verb is called, with Dutch words for what clap names in English.
pub fn called(mut verb: Command) -> String {
    let usage = verb.render_usage().ansi().to_string();
    let called = usage.split_once(' ').map_or(usage.as_str(), |(_, called)| called);
    in_dutch(called)
}

/// What clap names in English in how a verb is called.
pub fn in_dutch(called: &str) -> String {
    let Frame { options_called, verb_called, .. } = &WORDS.frame;
    called.replace("[OPTIONS]", options_called).replace("[COMMAND]", verb_called)
}

fn help_option() -> Arg {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    help.help(WORDS.frame.help.as_str())
}

/// A verb, by its words, and the verbs below it.
fn of_verb(mut verb: Command, words: &str, of_all: &[Arg]) -> Command {
    if let Some(known) = WORDS.verbs.get(words) {
        verb = verb.about(known.about.as_str());
        if let Some(more) = &known.more {
            let whole = format!("{}\n\n{}", known.about, unbroken(more));
            verb = verb.long_about(StyledStr::from(whole)).after_long_help(Resettable::Reset);
        }
    }
    let style = *verb.get_styles().get_header();
    let usage = &WORDS.frame.usage;
    verb = verb.subcommand_help_heading(WORDS.frame.verbs.as_str());
    verb = verb.disable_help_flag(true).disable_help_subcommand(true);
    verb = verb.mut_args(|arg| argument(arg, words)).arg(help_option());
    verb = verb.mut_args(under_heading);
    let called = called(verb.clone().args(of_all).bin_name(format!("zegel {words}")));
    let template =
        format!("{{about-with-newline}}\n{style}{usage}:{style:#} {called}\n\n{{all-args}}{{after-help}}");
    verb = verb.help_template(StyledStr::from(template));
    let words = words.to_owned();
    verb.mut_subcommands(move |below| {
        let words = format!("{words} {}", below.get_name());
        of_verb(below, &words, of_all)
    })
}

/// An argument with its words, and what may be chosen behind them.
fn argument(arg: Arg, verb: &str) -> Arg {
    let Some(words) = words_of(&arg, verb) else { return arg };
    let choices: Vec<String> = choices(&arg);
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let takes_value = arg.get_action().takes_values();
    let mut text = words.to_owned();
    if takes_value && !choices.is_empty() {
        text += &format!(" [{}: {}]", WORDS.frame.choice, choices.join(", "));
    }
    if takes_value && !defaults.is_empty() {
        text += &format!(" [{}: {}]", WORDS.frame.otherwise, defaults.join(", "));
    }
    let arg = arg.help(text).long_help(Resettable::Reset);
    if takes_value { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
}

fn choices(arg: &Arg) -> Vec<String> {
    let values = arg.get_possible_values();
    let name = |value: &PossibleValue| {
        let name = value.get_name();
        let dutch = state(name).filter(|_| arg.get_id() == "state");
        dutch.unwrap_or(name).to_owned()
    };
    values.iter().map(name).collect()
}

fn words_of(arg: &Arg, verb: &str) -> Option<&'static str> {
    let id = arg.get_id().as_str();
    let own = WORDS.verbs.get(verb).and_then(|words| words.args.get(id));
    own.or_else(|| WORDS.args.get(id)).map(String::as_str)
}

/// A text whose lines the terminal's width decides, but for those that are set in.
fn unbroken(text: &str) -> String {
    let paragraphs = text.trim_end().split("\n\n");
    let whole = |part: &str| if part.starts_with(' ') { part.to_owned() } else { part.replace('\n', " ") };
    let paragraphs: Vec<String> = paragraphs.map(whole).collect();
    paragraphs.join("\n\n")
}

fn under_heading(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { &WORDS.frame.arguments } else { &WORDS.frame.options };
    arg.help_heading(heading.as_str())
}

/// Verbs and arguments without Dutch words.
pub fn gaps(command: &Command) -> Vec<String> {
    let mut gaps = Vec::new();
    gaps_of_args(command, "", &mut gaps);
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        gaps_of_verb(verb, verb.get_name(), &mut gaps);
    }
    gaps
}

fn gaps_of_verb(verb: &Command, words: &str, gaps: &mut Vec<String>) {
    match WORDS.verbs.get(words) {
        None => gaps.push(format!("{words}: no Dutch words")),
        Some(known) if known.more.is_none() && has_more(verb) => {
            gaps.push(format!("{words}: no Dutch words for the long help"));
        }
        Some(_) => {}
    }
    gaps_of_args(verb, words, gaps);
    for below in verb.get_subcommands() {
        gaps_of_verb(below, &format!("{words} {}", below.get_name()), gaps);
    }
}

fn has_more(verb: &Command) -> bool {
    verb.get_long_about().is_some() || verb.get_after_long_help().is_some()
}

fn gaps_of_args(verb: &Command, words: &str, gaps: &mut Vec<String>) {
    for arg in verb.get_arguments().filter(|arg| words_of(arg, words).is_none()) {
        gaps.push(format!("{words} {}: no Dutch words", arg.get_id()));
    }
}
