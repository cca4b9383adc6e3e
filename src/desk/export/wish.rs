//! The reporter's wish, held against what the receiver is: obeyed, changed by a later message of the
//! same reporter, or overridden for one of three grounds that the form names to the reporter.

use crate::case::Case;
use crate::error::{self, DeskError};
use crate::terminal::clean;
use zegel_core::document::{AgainstWish, EntryDigest, Ground, MESSAGE, ReceivedMessage, ReceiverKind};
use zegel_core::id::EntryId;

/// So many characters of a message are shown where one is to be chosen.
const SHOWN: usize = 60;

/// What the caseworker says about it.
pub struct Said<'a> {
    /// What the receiver is.
    pub kind: ReceiverKind,
    /// The message in which the reporter says yes, by the first characters of its id.
    pub agreed: Option<&'a str>,
    /// A ground on which the wish does not hold, and the reason.
    pub against: Option<(Ground, &'a str)>,
}

/// A wish of a reporter about handing on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Wish {
    /// It may go, to the police too; or the desk decides.
    Any,
    /// Only to those who help.
    HelpOnly,
    /// The reporter wants to be asked first.
    Ask,
    /// Something that this program does not know: nobody can say whom it lets have it.
    Unknown,
}

impl Wish {
    /// Whether it lets a receiver of this kind have the report, with no more said.
    pub fn allows(self, kind: ReceiverKind) -> bool {
        match self {
            Self::Any => true,
            Self::HelpOnly => kind == ReceiverKind::Help,
            Self::Ask | Self::Unknown => false,
        }
    }
}

/// On what ground it may go.
#[derive(Default)]
pub struct Permission {
    /// The wish that lets it go; nothing if the reporter had none.
    pub wish: Option<Wish>,
    /// The message that the reporter changed the wish with.
    pub agreed: Option<EntryDigest>,
    /// Why it goes against the wish.
    pub against_wish: Option<AgainstWish>,
}

/// Whether it may go to this kind of receiver, and on what ground.
pub fn allows(case: &Case, said: &Said<'_>) -> Result<Permission, DeskError> {
    let Some(wish) = find(case) else { return Ok(Permission::default()) };
    if wish.allows(said.kind) {
        return Ok(Permission { wish: Some(wish), ..Permission::default() });
    }
    if let Some((ground, reason)) = said.against {
        return against(ground, reason.trim());
    }
    let Some(typed) = said.agreed.filter(|_| wish != Wish::Unknown) else {
        return Err(refused(case, wish));
    };
    let agreed = Some(agreement(case, wish, typed)?);
    Ok(Permission { agreed, ..Permission::default() })
}

fn against(ground: Ground, reason: &str) -> Result<Permission, DeskError> {
    if reason.is_empty() {
        return Err(error::export::reason());
    }
    let against_wish = Some(AgainstWish { ground, reason: reason.to_owned() });
    Ok(Permission { against_wish, ..Permission::default() })
}

fn refused(case: &Case, wish: Wish) -> DeskError {
    let id = case.thread.short();
    let messages = listed(case, wish);
    match wish {
        Wish::Unknown => error::export::wish_unknown(),
        Wish::Ask => error::export::wish_ask(id, messages),
        Wish::HelpOnly | Wish::Any => error::export::wish_help(id, messages),
    }
}

/// The strictest of the case, if there is one.
pub fn find(case: &Case) -> Option<Wish> {
    let answers = case.reports().filter_map(|(_, report)| report.writing.answers.get("pass"));
    let wishes = answers.flat_map(|answer| answer.values()).map(|wish| match wish {
        // Whoever leaves it to the desk has no wish against it.
        "pass-police" | "pass-ours" => Wish::Any,
        "pass-help" => Wish::HelpOnly,
        "pass-ask" => Wish::Ask,
        _ => Wish::Unknown,
    });
    wishes.max()
}

/// The messages that can change a wish: of the proved reporter, and where the reporter is to be asked
/// first, written after a reply. Whether one says yes is for a person to read.
pub fn agreements(case: &Case, wish: Wish) -> Vec<(EntryId, &ReceivedMessage)> {
    let can = |(id, message): &(EntryId, &ReceivedMessage)| {
        case.proves(*id, message) && (wish != Wish::Ask || message.position.after > 0)
    };
    case.messages().filter(can).collect()
}

/// The one message that is meant.
fn agreement(case: &Case, wish: Wish, typed: &str) -> Result<EntryDigest, DeskError> {
    let typed = typed.trim().to_lowercase();
    let all = agreements(case, wish);
    if all.is_empty() {
        return Err(error::export::not_asked(case.thread.short()));
    }
    let named: Vec<EntryId> = all
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| !typed.is_empty() && id.to_string().starts_with(&typed))
        .collect();
    match named.as_slice() {
        [id] => case.digest_of(*id).ok_or_else(|| error::export::no_agreement(listed(case, wish))),
        _ => Err(error::export::no_agreement(listed(case, wish))),
    }
}

/// A line for each message that can change the wish.
fn listed(case: &Case, wish: Wish) -> String {
    let lines: Vec<String> =
        agreements(case, wish).into_iter().map(|(id, message)| line(id, message)).collect();
    if lines.is_empty() { "-".to_owned() } else { lines.join("\n") }
}

fn line(id: EntryId, message: &ReceivedMessage) -> String {
    let id: String = id.to_string().chars().take(8).collect();
    let day = message.writing.day.map_or_else(|| "?".to_owned(), |day| day.to_string());
    let words = words(message).split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = if words.chars().count() > SHOWN { "…" } else { "" };
    let shown: String = words.chars().take(SHOWN).collect();
    format!("{id} · {day} · {shown}{cut}")
}

/// The words of a message, cleaned.
pub fn words(message: &ReceivedMessage) -> String {
    let answer = message.writing.answers.get(MESSAGE);
    let texts = answer.iter().flat_map(|answer| answer.values());
    clean(&texts.collect::<Vec<_>>().join("\n"))
}
