//! Why an identity file is not read.

/// Why an identity file is not read.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file is protected and no passphrase was given.
    #[error("the identity file is protected by a passphrase")]
    Protected,
    /// The passphrase does not open it.
    #[error("this passphrase does not open the identity file")]
    Passphrase,
    /// It asks for more work than is done for any file.
    #[error("the identity file asks for scrypt with factor {asked}, and {most} is the most")]
    Work {
        /// The binary logarithm of scrypt's N in the file.
        asked: u8,
        /// The highest that is accepted.
        most: u8,
    },
    /// There is not enough memory to open it.
    #[error("the identity file asks for {mebibytes} MiB of memory")]
    Memory {
        /// What scrypt needs for it.
        mebibytes: usize,
    },
    /// It is cut off or altered.
    #[error("the identity file is damaged")]
    Damaged,
    /// It is an age file that is locked with something else, or of another version.
    #[error("the identity file is not locked with a passphrase that age v1 knows")]
    Unsupported,
    /// There is no key in it.
    #[error("there is no age identity in this file")]
    NoIdentity,
    /// One line is no key of a known kind.
    #[error("line {0} is not an identity (AGE-SECRET-KEY-PQ-1…, AGE-SECRET-KEY-1… or AGE-PLUGIN-…)")]
    Line(usize),
}
