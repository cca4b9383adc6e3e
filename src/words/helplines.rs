//! Whom to call or chat with: one file, `helplines.toml`, for all languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Language;
use super::check::{same_ids, under};

const FILE: &str = include_str!("helplines.toml");

#[expect(clippy::expect_used, reason = "the file is part of the program, and a test and the start read it")]
static HELPLINES: LazyLock<Vec<Helpline>> =
    LazyLock::new(|| parse().expect("the file is part of the program, and a test and the start read it"));

/// All helplines, in the order of every list: danger first.
pub fn helplines() -> &'static [Helpline] {
    &HELPLINES
}

/// Those for the person it happens to, who answers now first.
pub fn for_me() -> impl Iterator<Item = &'static Helpline> {
    let mut shown: Vec<_> = helplines().iter().filter(|helpline| helpline.about_me.is_some()).collect();
    shown.sort_by_key(|helpline| helpline.about_me);
    shown.into_iter()
}

/// One number or chat. A surplus field of the file lands among the languages,
/// where it is no table or no language, and is refused.
#[derive(Deserialize)]
pub struct Helpline {
    /// By which the pages name it.
    pub id: String,
    /// As it is read.
    pub number: String,
    /// As it is opened: `tel:` or `https:`.
    pub link: String,
    /// Its place on the page "is it about you?".
    pub about_me: Option<u8>,
    /// The ISO week in which a person last called it.
    pub checked: Option<String>,
    #[serde(flatten)]
    languages: BTreeMap<String, HelplineWords>,
}

/// What one language says about a helpline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelplineWords {
    /// For lists without room for the text; empty where the number says it.
    pub name: String,
    /// Who answers, for what, when and at what cost.
    pub text: String,
    /// Opening hours, only once somebody has heard them on the telephone.
    pub hours: Option<String>,
}

impl Helpline {
    /// In this language.
    pub fn words(&self, language: Language) -> &HelplineWords {
        &self.languages[language.code()]
    }
}

fn parse() -> Result<Vec<Helpline>, toml::de::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        helpline: Vec<Helpline>,
    }
    toml::from_str(FILE).map(|file: File| file.helpline)
}

/// Refuses a helpline that a language lacks, or that has hours in one only.
pub(super) fn check() -> Result<(), String> {
    for helpline in parse().map_err(|error| error.to_string())? {
        let languages = &helpline.languages;
        same_ids(languages.keys(), Language::ALL.map(Language::code)).map_err(under(&helpline.id))?;
        let told = languages.values().filter(|words| words.hours.is_some());
        if ![0, languages.len()].contains(&told.count()) {
            return Err(format!("{}: has hours in some languages only", helpline.id));
        }
    }
    Ok(())
}
