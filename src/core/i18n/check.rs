//! Check of the translations: all files have the same texts with the same placeholders, and a text for
//! everything the questionnaire asks.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::{FILES, Helpline, Language, LanguageTexts, SiteTexts, next_placeholder, words};
use crate::questionnaire::{Kind, Part, Question, questionnaire};
use crate::token::ALPHABET;

/// The heading of the numbers with their nouns.
pub(super) const COUNTS: &str = "counts";

/// Checks all files. The error says which language lacks or has too much of what.
pub fn check() -> Result<(), String> {
    check_files(FILES.iter().map(|(code, _, file)| (*code, *file)))?;
    let ours = SiteTexts::default();
    Language::ALL.into_iter().try_for_each(|language| {
        is_whole(language, words(language), ours.helplines()).map_err(under(language.code()))
    })
}

/// Compares files with the first of them: the same texts, the same placeholders.
pub fn check_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), String> {
    let mut files = files.into_iter();
    let Some((first, model)) = files.next() else { return Ok(()) };
    let model = tree(model).map_err(under(first))?;
    files.try_for_each(|(code, file)| same_shape(&model, &tree(file)?).map_err(under(code)))
}

/// Checks that there is a text for everything that is asked and for every number, and each plural form.
pub(super) fn is_whole(
    language: Language,
    words: &LanguageTexts,
    helplines: &[Helpline],
) -> Result<(), String> {
    covers_questionnaire(words)?;
    words.counts.check(language)?;
    let lacking = helplines.iter().find(|line| !words.helplines.contains_key(&line.id));
    lacking.map_or(Ok(()), |line| Err(format!("helplines: {} has no words", line.id)))
}

/// Puts the heading under which something was found before an error.
pub(super) fn under(heading: &str) -> impl Fn(String) -> String {
    move |gap| format!("{heading}: {gap}")
}

fn tree(file: &str) -> Result<Value, String> {
    let mut table: Table = toml::from_str(file).map_err(|error| error.to_string())?;
    // Each language has plural forms of its own: `is_whole` compares them with its rules.
    table.remove(COUNTS);
    Ok(Value::Table(table))
}

fn covers_questionnaire(words: &LanguageTexts) -> Result<(), String> {
    let questions = questionnaire().questions();
    let ids = questions.iter().map(|question| question.id.as_str());
    let options = questions.iter().flat_map(Question::options);
    let groups = questions.iter().flat_map(|question| match &question.kind {
        Kind::Many(groups) => groups.as_slice(),
        Kind::Text | Kind::One(_) => &[],
    });
    let groups = groups.map(|group| group.id.as_str());
    let rows = Part::ROWS.map(Part::id);
    // Each symbol of a code needs a name for reading aloud.
    let symbols: Vec<String> = ALPHABET.iter().map(|symbol| char::from(*symbol).to_string()).collect();

    same_ids(words.questions.keys(), ids).map_err(under("questions"))?;
    same_ids(words.rows.keys(), rows).map_err(under("rows"))?;
    same_ids(words.options.keys(), options).map_err(under("options"))?;
    same_ids(words.groups.keys(), groups).map_err(under("groups"))?;
    same_ids(words.token.names.keys(), symbols.iter().map(String::as_str)).map_err(under("token.names"))
}

pub(super) fn same_ids<'a>(
    found: impl Iterator<Item = &'a String>,
    wanted: impl IntoIterator<Item = &'a str>,
) -> Result<(), String> {
    let found: BTreeSet<&str> = found.map(String::as_str).collect();
    let wanted: BTreeSet<&str> = wanted.into_iter().collect();
    match found.symmetric_difference(&wanted).next() {
        Some(id) if wanted.contains(id) => Err(format!("{id} has no words")),
        Some(id) => Err(format!("nothing asks for {id}")),
        None => Ok(()),
    }
}

/// Checks that two trees have the same keys all the way down, and each string the same placeholders.
pub(super) fn same_shape(model: &Value, other: &Value) -> Result<(), String> {
    match (model, other) {
        (Value::Table(model), Value::Table(other)) => {
            same_ids(other.keys(), model.keys().map(String::as_str))?;
            model.iter().try_for_each(|(key, value)| same_shape(value, &other[key]).map_err(under(key)))
        }
        (Value::String(model), Value::String(other)) if other.trim().is_empty() && !model.is_empty() => {
            Err("is empty".into())
        }
        (Value::String(model), Value::String(other)) if placeholders(model) != placeholders(other) => {
            Err(format!("\"{other}\" does not fill the same as \"{model}\""))
        }
        _ => Ok(()),
    }
}

/// Whether a character changes the direction of the text after it, so that a page would read otherwise
/// than it is written (Unicode Standard Annex 9, section 2).
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Checks that nothing in an organisation's own texts is invisible and acts: characters of control other
/// than the end of a line, and those that turn the text.
pub(super) fn is_plain(value: &Value) -> Result<(), String> {
    if let Some(table) = value.as_table() {
        return table.iter().try_for_each(|(key, value)| is_plain(value).map_err(under(key)));
    }
    let acts = |c: char| (c.is_control() && c != '\n') || turns_text(c);
    if value.as_str().is_some_and(|text| text.contains(acts)) {
        return Err("has a character that is not seen and acts: write it without".into());
    }
    Ok(())
}

fn placeholders(mut text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    while let Some((_, name, after)) = next_placeholder(text) {
        names.insert(name);
        text = after;
    }
    names
}
