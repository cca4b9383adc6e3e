//! Trouble: why a reporter's request was not done, with its status, its sentence and its page.

use axum::http::StatusCode;
use maud::html;

use super::limits::Busy;
use super::page::{Context, Disclosure, Frame, Page, numbers_section, page, problem};
use super::problem::status_of;
use crate::event::{Event, say};
use crate::store::StoreError;
use zegel_core::document::Refused;
use zegel_core::i18n::{Unit, interpolate};
use zegel_core::id::NoRandomness;
use zegel_core::seal::SealError;
use zegel_core::wire::Refusal;

/// The trouble with an act that was not done. Each has its words and its status in one place, here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing was written.
    Empty,
    /// Too much was written.
    TooLong { count: usize, most: usize },
    /// A part of the form could not be read.
    Unread,
    /// Too much at once.
    Busy(Busy),
    /// The store failed.
    Store,
    /// The store is full.
    Full,
    /// Nothing can be sealed now, or nobody has proved to be able to open it.
    Closed,
    /// The report was withdrawn before.
    Withdrawn,
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Empty => Self::Empty,
            Refused::TooLong { count, most } => Self::TooLong { count, most },
            Refused::Unread => Self::Unread,
        }
    }
}

impl From<Busy> for Trouble {
    fn from(busy: Busy) -> Self {
        Self::Busy(busy)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            StoreError::Failed
            | StoreError::NoThread
            | StoreError::Changed
            | StoreError::Clock
            | StoreError::NotRestored => Self::Store,
        }
    }
}

impl From<SealError> for Trouble {
    fn from(_: SealError) -> Self {
        say(Event::SealFailed);
        Self::Closed
    }
}

impl From<NoRandomness> for Trouble {
    fn from(_: NoRandomness) -> Self {
        say(Event::SealFailed);
        Self::Closed
    }
}

impl Trouble {
    /// The HTTP status, which the API gives too.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Empty | Self::TooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unread => status_of(Refusal::Unread),
            Self::Busy(_) => status_of(Refusal::Busy),
            Self::Store | Self::Full | Self::Closed => status_of(Refusal::Unavailable),
            Self::Withdrawn => status_of(Refusal::Withdrawn),
        }
    }

    /// The sentence above the form, which comes back as it was written.
    pub(super) fn sentence(self, context: Context<'_>) -> String {
        let words = context.words;
        let errors = &words.errors;
        match self {
            Self::Empty => errors.empty.clone(),
            Self::TooLong { count, most } => {
                let [count, most] = [count, most].map(|number| context.count(Unit::Characters, number));
                interpolate(&errors.long, &[("count", &count), ("max", &most)])
            }
            Self::Unread => errors.reread.clone(),
            Self::Busy(busy) => busy.sentence(context, &errors.busy),
            Self::Store => errors.store.clone(),
            Self::Full => errors.full.clone(),
            Self::Closed => words.closed.text.clone(),
            Self::Withdrawn => errors.withdrawn.clone(),
        }
    }

    /// Whether the telephone numbers stand open on its page: where the form cannot be sent now. A
    /// mistake that is soon mended does not push the form away.
    pub(super) fn numbers(self) -> Disclosure {
        match self {
            Self::Busy(_) | Self::Store | Self::Full | Self::Closed => Disclosure::Open,
            Self::Empty | Self::TooLong { .. } | Self::Unread | Self::Withdrawn => Disclosure::Closed,
        }
    }

    /// A page with the status of this trouble, and when to come back.
    pub(super) fn on(self, page: Page) -> Page {
        let page = page.with(self.status());
        if let Self::Busy(busy) = self { page.retry(busy.seconds) } else { page }
    }
}

impl Busy {
    /// A sentence about the time to wait.
    pub(super) fn sentence(self, context: Context<'_>, text: &str) -> String {
        let seconds = usize::try_from(self.seconds).unwrap_or(usize::MAX);
        interpolate(text, &[("seconds", &context.count(Unit::Seconds, seconds))])
    }
}

/// The page for a trouble where nothing was typed that could come back.
pub(super) fn failed(context: Context<'_>, trouble: Trouble) -> Page {
    let errors = &context.words.errors;
    let sentence = if trouble == Trouble::Unread { errors.read.clone() } else { trouble.sentence(context) };
    let main = html! {
        (problem(context, &errors.heading, &[sentence], None))
        (numbers_section(context))
    };
    trouble.on(page(context, Frame::Plain, &main))
}
