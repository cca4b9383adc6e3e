//! Errors of a recipients file, each with its line.

use super::MOST;
use crate::text_file::NotText;

/// Why a set of recipients is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipientsError {
    /// A report could not be read by anybody.
    #[error("there is no recipient")]
    Empty,
    /// The file is no text.
    #[error("{0}")]
    NotText(#[from] NotText),
    /// A private key, which is never echoed.
    #[error(
        "line {0}: this is a private key. It stands where others read it, so it is burnt: remove the file, make a new key with `zegel keygen`, and put only the lines that it prints here"
    )]
    PrivateKey(usize),
    /// A key of which the rest is missing, or on the next line.
    #[error(
        "line {0}: this key breaks off after {1} of 1,959 characters. A mail program cut it: put it on one line, or ask for it in a file"
    )]
    BreaksOff(usize, usize),
    /// A line as a mail program quotes it.
    #[error("line {0}: this line begins with the `>` of a quoted mail: take that out")]
    Quoted(usize),
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
