//! Errors of a recipients file, each with its line.

use super::MOST;

/// Why a set of recipients is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipientsError {
    /// A report could not be read by anybody.
    #[error("there is no recipient")]
    Empty,
    /// More than sixteen.
    #[error("line {0}: there are more than {MOST} recipients")]
    TooMany(usize),
    /// This line is no key of a kind that is accepted.
    #[error("line {0}: not a recipient (age1pq1…, age1…, age1tag1… or age1tagpq1…)")]
    Unknown(usize),
    /// Plugins would run a program for each report, and no browser can seal to them.
    #[error("line {0}: a plugin's recipient is not accepted here")]
    Plugin(usize),
    /// The comment line of ours is not `# desk NAME ed25519:BASE64`.
    #[error("line {0}: expected `# desk NAME ed25519:BASE64`")]
    DeskLine(usize),
    /// The comment line of ours is not `# former NAME ed25519:BASE64`.
    #[error("line {0}: expected `# former NAME ed25519:BASE64`")]
    FormerLine(usize),
    /// The same key or the same name twice.
    #[error("line {0}: this name or key stands there twice")]
    Twice(usize),
    /// Who has left would be let in, or who is here would not be believed.
    #[error("line {0}: this key stands there as a present and as a former caseworker's; keep one of the two")]
    PresentAndFormer(usize),
    /// Reports would go on being sealed for somebody who has left.
    #[error(
        "line {0}: a recipient directly below a former caseworker: take it out, or leave a line free if it is a recovery key"
    )]
    BelowFormer(usize),
    /// age refuses to seal for the set, because post-quantum and classical keys are mixed.
    #[error("line {0}: post-quantum and classical recipients may not be mixed")]
    Mixed(usize),
}
