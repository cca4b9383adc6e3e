//! Calls: method and path of each request of both APIs, and what its refusals mean. Server, desk and
//! tests take them from here.

use crate::id::{EntryId, ThreadId};

/// The HTTP method of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// As it stands in a request, and in the bytes that a desk signs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// One request that an API answers.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub method: Method,
    /// `{id}` stands for a thread, `{entry}` for an entry of it.
    pub path: &'static str,
    /// The reasons for which it may be refused, one for each status.
    pub refusals: &'static [Refusal],
}

impl Call {
    /// A call without a body.
    pub(super) const fn get(path: &'static str, refusals: &'static [Refusal]) -> Self {
        Self { method: Method::Get, path, refusals }
    }

    /// A call with a body, that may come twice.
    pub(super) const fn post(path: &'static str, refusals: &'static [Refusal]) -> Self {
        Self { method: Method::Post, path, refusals }
    }

    /// A call that puts something in the place of what is there.
    pub(super) const fn put(path: &'static str, refusals: &'static [Refusal]) -> Self {
        Self { method: Method::Put, path, refusals }
    }

    /// A call that removes something.
    pub(super) const fn delete(path: &'static str, refusals: &'static [Refusal]) -> Self {
        Self { method: Method::Delete, path, refusals }
    }

    /// The path for a thread.
    pub fn path_to(&self, thread: ThreadId) -> String {
        self.path.replace("{id}", &thread.to_string())
    }

    /// The path for an entry of a thread.
    pub fn path_to_entry(&self, thread: ThreadId, entry: EntryId) -> String {
        self.path_to(thread).replace("{entry}", &entry.to_string())
    }

    /// The meaning of a status for this call, if it is one of its refusals.
    pub fn refusal(&self, status: u16) -> Option<Refusal> {
        self.refusals.iter().copied().find(|refusal| refusal.status() == status)
    }
}

/// The reason why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body or the query does not have the form that it should have.
    Unread,
    /// No such session, or a signature that does not fit the request.
    NotSigned,
    /// The key is in no line of the recipients file.
    UnknownKey,
    /// Only a caseworker whose key opens reports may do this.
    OnlyWhoOpens,
    /// There is no such thread or entry.
    NoThread,
    /// The body broke off, or came too slowly.
    BrokenOff,
    /// Sealed for other recipients than the present ones.
    OtherRecipients,
    /// The proof is for another set of recipients than the present one.
    OtherSet,
    /// What was to be replaced is not what stands there, or the recipients have changed.
    Changed,
    /// The store did not come out of a backup, or too long ago.
    NotRestored,
    /// The reporter has withdrawn this entry before.
    Withdrawn,
    /// The body or the list is too large.
    TooLarge,
    /// The body is of another media type than JSON.
    NotJson,
    /// Not sealed as it has to be.
    NotSealed,
    /// Too many requests.
    Busy,
    /// The store cannot be used, or no reports are accepted.
    Unavailable,
    /// The store is full.
    Full,
}

impl Refusal {
    /// The HTTP status that says so.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unread => 400,
            Self::NotSigned => 401,
            Self::UnknownKey | Self::OnlyWhoOpens => 403,
            Self::NoThread => 404,
            Self::BrokenOff => 408,
            Self::OtherRecipients | Self::OtherSet | Self::Changed | Self::NotRestored => 409,
            Self::Withdrawn => 410,
            Self::TooLarge => 413,
            Self::NotJson => 415,
            Self::NotSealed => 422,
            Self::Busy => 429,
            Self::Unavailable => 503,
            Self::Full => 507,
        }
    }
}
