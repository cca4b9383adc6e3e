//! Wrong usage, told in Dutch: what clap says in English only.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::dutch;
use zegel_core::i18n::interpolate;

/// The fact and the advice. None for what is no mistake, such as `--help`.
#[expect(clippy::wildcard_enum_match_arm, reason = "clap may add kinds, and what is left has one sentence")]
pub fn in_dutch(error: &Error) -> Option<String> {
    let words = dutch::usage();
    let value = found(error, ContextKind::InvalidValue);
    let (fact, what) = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidSubcommand => (&words.verb, found(error, ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => (&words.option, found(error, ContextKind::InvalidArg)),
        ErrorKind::InvalidValue if value.is_empty() => {
            (&words.no_value, found(error, ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            (&words.value, found(error, ContextKind::InvalidArg))
        }
        ErrorKind::MissingRequiredArgument => (&words.missing, found(error, ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict => (&words.conflict, found(error, ContextKind::InvalidArg)),
        _ => (&words.other, String::new()),
    };
    let other = found(error, ContextKind::PriorArg);
    let mut lines =
        vec![interpolate(fact, &[("what", what.as_str()), ("value", value.as_str()), ("other", &other)])];
    let with = |sentence: &str, text: &str| interpolate(sentence, &[("text", text)]);
    let choice = found(error, ContextKind::ValidValue);
    if !choice.is_empty() {
        lines.push(with(&words.choice, &choice));
    }
    let similar = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(similar) = similar.into_iter().map(|kind| found(error, kind)).find(|text| !text.is_empty()) {
        lines.push(with(&words.similar, &similar));
    }
    let usage = found(error, ContextKind::Usage);
    if let Some((_, usage)) = usage.split_once(": ") {
        lines.push(with(&words.so, &dutch::in_dutch(usage.trim())));
    }
    lines.push(words.more.clone());
    Some(lines.join("\n"))
}

/// What clap knows of this kind, as one text.
fn found(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => dutch::states(texts).join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}
