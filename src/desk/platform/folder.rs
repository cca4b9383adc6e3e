//! Which folder of a person is meant.

/// A folder of the person's files of one kind.
#[derive(Clone, Copy)]
pub enum Folder {
    /// What the person chose.
    Config,
    /// What the program remembers.
    State,
    /// What can be fetched again.
    Cache,
}
