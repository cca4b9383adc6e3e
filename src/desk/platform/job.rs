//! A program that starts by itself when its person logs in.

/// A program of a person, what it is for, and what it is started with.
pub struct Job {
    /// What it is for, in one line.
    pub about: String,
    /// The path of the program, from the root.
    pub program: String,
    /// What it is started with.
    pub arguments: Vec<String>,
}

impl Job {
    /// The program and its arguments.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.program.as_str()).chain(self.arguments.iter().map(String::as_str))
    }
}
