//! Counts: a number with its noun, in the form that the language has for it, and with its digits
//! grouped.

use std::collections::{BTreeMap, BTreeSet};

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

use super::{Language, interpolate};

/// From here on digits are grouped by three.
const GROUPED: usize = 10_000;
/// Fewer seconds than this are *a few*: nobody counts them.
const FEW_SECONDS: usize = 5;
/// Up to here, and at a million, each form of a language occurs.
const SAMPLES: usize = 200;

texts! {
    /// The numbers that sentences hold, with their nouns.
    pub struct Counts {
        /// What stands between groups of three digits.
        pub group: String,
        /// The phrase for a few seconds.
        pub soon: String,
        pub weeks: Forms,
        pub seconds: Forms,
        pub characters: Forms,
    }
}

/// A phrase such as `{ $n } weeks` for each plural category (CLDR) of the language.
pub type Forms = BTreeMap<String, String>;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Weeks,
    Seconds,
    Characters,
}

impl Counts {
    /// A number with its noun.
    pub fn phrase(&self, language: Language, unit: Unit, number: usize) -> String {
        if unit == Unit::Seconds && number < FEW_SECONDS {
            return self.soon.clone();
        }
        let forms = match unit {
            Unit::Weeks => &self.weeks,
            Unit::Seconds => &self.seconds,
            Unit::Characters => &self.characters,
        };
        // `check` has seen to it that the form is there.
        let form = forms.get(category(rules(language).as_ref(), number)).map_or("{ $n }", String::as_str);
        interpolate(form, &[("n", &self.digits(number))])
    }

    /// The digits of a number, in groups of three where it is long.
    fn digits(&self, number: usize) -> String {
        let digits = number.to_string();
        if number < GROUPED {
            return digits;
        }
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push_str(&self.group);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// Checks that there is a phrase with its number for each form that the language has, and no other.
    pub(super) fn check(&self, language: Language) -> Result<(), String> {
        let wanted = categories(language);
        for (name, forms) in
            [("weeks", &self.weeks), ("seconds", &self.seconds), ("characters", &self.characters)]
        {
            let found: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
            if found != wanted {
                return Err(format!("counts: {name}: expected the forms {wanted:?}"));
            }
            if forms.values().any(|form| !form.contains("{ $n }")) {
                return Err(format!("counts: {name}: a form lacks {{ $n }}"));
            }
        }
        Ok(())
    }
}

/// The plural categories that the whole numbers of a language have.
pub fn categories(language: Language) -> BTreeSet<&'static str> {
    let rules = rules(language);
    (0..=SAMPLES).chain([1_000_000]).map(|number| category(rules.as_ref(), number)).collect()
}

fn rules(language: Language) -> Option<PluralRules> {
    let locales = PluralRules::get_locales(PluralRuleType::CARDINAL);
    let locale = locales.into_iter().find(|locale| *locale == language.code())?;
    PluralRules::create(locale, PluralRuleType::CARDINAL).ok()
}

/// The plural category of a number. A language without rules has one form.
fn category(rules: Option<&PluralRules>, number: usize) -> &'static str {
    match rules.and_then(|rules| rules.select(number).ok()) {
        Some(PluralCategory::ZERO) => "zero",
        Some(PluralCategory::ONE) => "one",
        Some(PluralCategory::TWO) => "two",
        Some(PluralCategory::FEW) => "few",
        Some(PluralCategory::MANY) => "many",
        Some(PluralCategory::OTHER) | None => "other",
    }
}
