//! Words of an argument, each of which stands for a value.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What reads one of these words.
pub fn named<T: Clone + Send + Sync + 'static>(
    names: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let parser = PossibleValuesParser::new(names.iter().map(|(name, _)| *name));
    let find = |name: String| names.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    parser.try_map(move |name| find(name).ok_or("no such name"))
}
