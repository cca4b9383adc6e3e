//! Reading a file of texts into the structs of its headings, one text after the other.
//!
//! It is not derived by serde: a struct of a hundred texts would become a machine for reading texts of any
//! format in any order, and all of them together a tenth of the program.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::check::under;

/// What a text, a heading or a whole file is read into.
pub trait FromTexts: Sized {
    /// Reads what was found at its place. The error says what is wrong there.
    fn from_texts(found: Option<Value>) -> Result<Self, String>;
}

/// Reads a file of texts. The error says which text is missing, or is one too many.
pub fn read<T: FromTexts>(file: &str) -> Result<T, String> {
    let table: Table = toml::from_str(file).map_err(|error| error.to_string())?;
    T::from_texts(Some(Value::Table(table)))
}

/// The texts below one heading that were not read yet.
pub struct Heading(Table);

impl Heading {
    /// The heading that was found at this place.
    pub fn new(found: Option<Value>) -> Result<Self, String> {
        match found {
            Some(Value::Table(table)) => Ok(Self(table)),
            Some(_) => Err("is no heading".to_owned()),
            None => Err("is missing".to_owned()),
        }
    }

    /// Reads one of them.
    pub fn take<T: FromTexts>(&mut self, name: &str) -> Result<T, String> {
        T::from_texts(self.0.remove(name)).map_err(under(name))
    }

    /// Refuses texts that nothing has read.
    pub fn end(self) -> Result<(), String> {
        self.0.keys().next().map_or(Ok(()), |name| Err(format!("{name}: nothing says this")))
    }
}

impl FromTexts for String {
    fn from_texts(found: Option<Value>) -> Result<Self, String> {
        match found {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err("is no text".to_owned()),
            None => Err("is missing".to_owned()),
        }
    }
}

impl<T: FromTexts> FromTexts for Option<T> {
    fn from_texts(found: Option<Value>) -> Result<Self, String> {
        found.map(|found| T::from_texts(Some(found))).transpose()
    }
}

/// Texts by an id.
impl<T: FromTexts> FromTexts for BTreeMap<String, T> {
    fn from_texts(found: Option<Value>) -> Result<Self, String> {
        let Heading(table) = Heading::new(found)?;
        let mut texts = Self::new();
        for (id, value) in table {
            let text = T::from_texts(Some(value)).map_err(under(&id))?;
            texts.insert(id, text);
        }
        Ok(texts)
    }
}

/// Declares structs that are read from texts, each field from the text or heading of its name.
#[macro_export]
macro_rules! texts {
    ($($(#[$doc:meta])* pub struct $name:ident { $($(#[$field_doc:meta])* pub $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $crate::i18n::FromTexts for $name {
            fn from_texts(found: Option<::toml::Value>) -> Result<Self, String> {
                let mut heading = $crate::i18n::Heading::new(found)?;
                let read = Self { $($field: heading.take(stringify!($field))?,)* };
                heading.end()?;
                Ok(read)
            }
        }
    )*};
}

/// Declares a struct for each heading of a file of texts. All fields are strings, save those after a
/// semicolon, which are texts by id.
#[macro_export(local_inner_macros)]
macro_rules! headings {
    ($($(#[$doc:meta])* $heading:ident { $($text:ident),* $(,)? $(; $map:ident)? })*) => {
        texts! {$(
            $(#[$doc])*
            pub struct $heading {
                $(pub $text: String,)*
                $(pub $map: std::collections::BTreeMap<String, String>,)?
            }
        )*}
    };
}
