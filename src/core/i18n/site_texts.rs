//! Texts of one site: its languages, its telephone numbers, and the organisation's own texts over ours.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::{Table, Value};

use super::check::{COUNTS, is_plain, is_whole, same_shape, under};
use super::helplines::{Availability, Helpline, OURS, parse};
use super::{FILES, FromTexts, Language, LanguageTexts, WORDS};
use crate::opening_hours::TimeOfWeek;

/// The texts and telephone numbers of a site, in the languages that it offers.
pub struct SiteTexts {
    languages: Vec<Language>,
    words: BTreeMap<Language, Arc<LanguageTexts>>,
    helplines: Vec<Helpline>,
}

/// The program's own texts and numbers, in all its languages.
impl Default for SiteTexts {
    fn default() -> Self {
        let words = Language::ALL.into_iter().map(|language| (language, WORDS[language.0].clone()));
        Self { languages: Language::ALL.to_vec(), words: words.collect(), helplines: OURS.clone() }
    }
}

impl SiteTexts {
    /// Makes the texts of a site in these languages, in this order. The strings that `own` has for a
    /// language replace ours, and a file of helplines replaces our numbers.
    pub fn new(
        languages: Vec<Language>,
        own: &BTreeMap<Language, String>,
        helplines: Option<&str>,
    ) -> Result<Self, String> {
        let helplines = match helplines {
            Some(file) => parse(file).map_err(under("helplines"))?,
            None => OURS.clone(),
        };
        let mut words = BTreeMap::new();
        for language in &languages {
            let code = language.code();
            let spoken = match own.get(language) {
                Some(own) => Arc::new(merge(*language, own).map_err(under(code))?),
                None => WORDS[language.0].clone(),
            };
            is_whole(*language, &spoken, &helplines).map_err(under(code))?;
            words.insert(*language, spoken);
        }
        Ok(Self { languages, words, helplines })
    }

    /// The languages that the page offers, in its order.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The offered language of a code in an address, if there is one.
    pub fn language(&self, code: &str) -> Option<Language> {
        self.languages.iter().copied().find(|language| language.code() == code)
    }

    /// The language for a browser that asks for none of them: English, or the first.
    pub fn fallback(&self) -> Language {
        let english = self.languages.contains(&Language::ENGLISH);
        if english { Language::ENGLISH } else { self.languages[0] }
    }

    /// The texts of an offered language.
    pub fn words(&self, language: Language) -> &LanguageTexts {
        self.words.get(&language).unwrap_or(&WORDS[language.0])
    }

    /// All helplines, in the order of every list: danger first.
    pub fn helplines(&self) -> &[Helpline] {
        &self.helplines
    }

    /// All helplines in the order in which they are shown at this time: danger first, then those who answer
    /// now, then those whose hours nobody knows, then those who are closed.
    pub fn helplines_at(&self, time: TimeOfWeek) -> Vec<(&Helpline, Availability)> {
        let mut shown = with_availability(&self.helplines, time);
        // A stable sort keeps the order of the file within each.
        if let Some((_danger, others)) = shown.split_first_mut() {
            others.sort_by_key(|(_, availability)| *availability);
        }
        shown
    }

    /// The helplines for the person it happens to, in the order of their place on that page.
    pub fn for_me(&self, time: TimeOfWeek) -> Vec<(&Helpline, Availability)> {
        let mut shown = with_availability(&self.helplines, time);
        shown.retain(|(helpline, _)| helpline.about_me.is_some());
        shown.sort_by_key(|(helpline, _)| helpline.about_me);
        shown
    }
}

fn with_availability(helplines: &[Helpline], time: TimeOfWeek) -> Vec<(&Helpline, Availability)> {
    helplines.iter().map(|helpline| (helpline, helpline.availability(time))).collect()
}

/// Merges an organisation's own texts over those of a language.
fn merge(language: Language, own: &str) -> Result<LanguageTexts, String> {
    let read = |text: &str| toml::from_str::<Table>(text).map_err(|error| error.to_string());
    let mut ours = read(FILES[language.0].2)?;
    let mut merged = ours.clone();
    let own = read(own)?;
    is_plain(&Value::Table(own.clone()))?;
    merge_tables(&mut merged, own);
    let mut shape = merged.clone();
    // The organisation chooses its own numbers: `is_whole` compares their texts with these.
    // `is_whole` compares the plural forms with the language's rules.
    for heading in ["helplines", COUNTS] {
        ours.remove(heading);
        shape.remove(heading);
    }
    same_shape(&Value::Table(ours), &Value::Table(shape))?;
    LanguageTexts::from_texts(Some(Value::Table(merged)))
}

fn merge_tables(ours: &mut Table, own: Table) {
    for (key, value) in own {
        match (ours.get_mut(&key), value) {
            (Some(Value::Table(ours)), Value::Table(own)) => merge_tables(ours, own),
            (_, value) => {
                ours.insert(key, value);
            }
        }
    }
}
