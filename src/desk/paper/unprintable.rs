//! Why nothing is printed.

/// Why nothing is printed.
#[derive(Debug)]
pub enum Unprintable {
    /// Not even the smallest size leaves room for all of it.
    Full,
    /// The typefaces lack a character.
    Character(char),
}
