//! The reporter's wish: obeyed, or overridden for one of three grounds that the form names to the
//! reporter, with the reason written down.

use crate::case::Case;
use crate::error::{self, DeskError};
use zegel_core::document::{AgainstWish, Ground};

/// What the caseworker says about it.
pub struct Said<'a> {
    /// The reporter was asked and wrote yes.
    pub agreed: bool,
    /// A ground on which the wish does not hold, and the reason.
    pub against: Option<(Ground, &'a str)>,
}

/// A wish that does not let it go by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The reporter wants to be asked first.
    Ask,
    /// Only to those who help, or something that this program does not know.
    NotPolice,
}

/// Whether it may go, and if against the wish, why.
pub fn allows(case: &Case, said: &Said<'_>) -> Result<Option<AgainstWish>, DeskError> {
    let Some(wish) = find(case) else { return Ok(None) };
    match said.against.map(|(ground, reason)| (ground, reason.trim())) {
        Some((_, "")) => Err(error::export::reason()),
        Some((ground, reason)) => Ok(Some(AgainstWish { ground, reason: reason.to_owned() })),
        None if wish == Wish::NotPolice => Err(error::export::wish_help()),
        None if !said.agreed => Err(error::export::wish_ask()),
        // Whether it says yes is for a person to read; that there is an answer can be known.
        None if !was_answered(case) => Err(error::export::not_asked()),
        None => Ok(None),
    }
}

/// The strictest of the case, if there is one.
pub fn find(case: &Case) -> Option<Wish> {
    let answers = case.reports().filter_map(|(_, report)| report.writing.answers.get("pass"));
    let wishes = answers.flat_map(|answer| answer.values()).filter_map(|wish| match wish {
        // Whoever leaves it to the desk has no wish against it.
        "pass-police" | "pass-ours" => None,
        "pass-ask" => Some(Wish::Ask),
        _ => Some(Wish::NotPolice),
    });
    wishes.reduce(|strict, other| if other == Wish::NotPolice { other } else { strict })
}

/// Whether the writer of the report wrote after a reply.
fn was_answered(case: &Case) -> bool {
    case.messages().any(|(id, message)| message.after > 0 && case.proves(id, message))
}
