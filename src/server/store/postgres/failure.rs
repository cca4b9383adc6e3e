//! Failures of PostgreSQL, without its words: they quote the values that it was handling.

use tokio_postgres::Error;

/// The reason why PostgreSQL did not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The connection is lost, or the server takes no writes any more: the same can be tried on another one.
    #[error("PostgreSQL does not answer")]
    Gone,
    /// Its disk is full or failed (SQLSTATE 53100, and class 58).
    #[error("PostgreSQL has no room")]
    Full,
    /// It refused.
    #[error("PostgreSQL refused")]
    Refused,
    /// Two servers take writes: what one of them is told the other does not know.
    #[error("two servers of PostgreSQL take writes")]
    Divided,
    /// It has settings that keep more than is promised.
    #[error("PostgreSQL has settings that keep more than is promised")]
    Unfit,
    /// Another process has the store alone, or another server serves it.
    #[error("another zegeld has the store")]
    Busy,
}

impl From<Error> for Failure {
    /// By the SQLSTATE (PostgreSQL 15, appendix A).
    fn from(error: Error) -> Self {
        let Some(state) = error.code() else { return Self::Gone };
        match state.code() {
            // A transaction that another one stood in the way of, a lock that was waited for too long, a statement
            // that somebody ended, a server that is being stopped, and one that has become a standby.
            "40001" | "40P01" | "55P03" | "57014" | "57P01" | "57P02" | "57P03" | "25006" => Self::Gone,
            code if code.starts_with("08") => Self::Gone,
            code if code == "53100" || code.starts_with("58") => Self::Full,
            _ => Self::Refused,
        }
    }
}
