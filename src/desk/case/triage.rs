//! Which case first, and why, in words that a list has room for.

use std::collections::BTreeSet;

use serde::Serialize;

use super::age::names_minor;
use super::{Case, Presence};
use crate::trust::rejected::Rejected;
use zegel_core::calendar::Week;
use zegel_core::document::{Answers, Received, Status};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::questionnaire::questionnaire;
use zegel_core::wire::ThreadHead;

/// After so many weeks without a word a case has gone silent.
pub const SILENT_WEEKS: i32 = 3;
/// So many weeks before a case is erased, the list says so.
pub const WARNING_WEEKS: i32 = 4;

/// Why a case deserves a look, the weightiest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A document of it is another one than somebody read.
    OtherDocument,
    /// Something in it does not open, or is no document that this program knows. It may be the worst of
    /// all, so it stands first until somebody has looked.
    NotUnderstood,
    /// It is erased within [`WARNING_WEEKS`] unless somebody keeps it longer.
    ExpiresSoon,
    /// Computed: still going on, and about somebody under 18 or about the reporter.
    Danger,
    /// A caseworker put it first.
    ByHand,
    /// The reporter chose "it is about me".
    AboutMe,
    /// A colleague asked for a second look before it is handed on, and nobody has agreed yet.
    SecondLook,
    /// A colleague handed it over to who asks, who has done nothing with it yet.
    HandedOver,
    /// The reporter thinks that somebody is under 18.
    #[serde(rename = "under-18")]
    Under18,
    /// The reporter thinks that somebody may be.
    #[serde(rename = "maybe-under-18")]
    MaybeUnder18,
    /// The reporter's own words name an age under 18, and the form's question was not answered with no.
    #[serde(rename = "age-in-words")]
    AgeInWords,
    /// The reporter chose "it is still going on".
    StillGoingOn,
    /// Unread words hold a question mark.
    AsksQuestion,
    /// The reporter wanted to be asked before it is passed on, and has answered.
    WishAnswered,
    /// There is an unread message.
    WroteBack,
    /// The reporter chose "today or yesterday".
    TodayOrYesterday,
    /// A field beside the answers is not as the page writes it.
    OddField,
}

/// What there is to do, the first first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Todo {
    /// Words that no colleague has read.
    Unread,
    /// It is assigned to who asks, or a colleague waits for their eyes.
    Yours,
    /// Nobody has said anything for weeks.
    Silent,
    /// The rest of what is not done.
    Open,
    /// Nothing: forwarded, closed, or nothing to be done with.
    Done,
    /// Nothing but deleting copies.
    Withdrawn,
}

/// One line of the list.
#[derive(Serialize)]
pub struct Row {
    /// The thread.
    pub id: ThreadId,
    /// The week of the last words.
    pub week: Week,
    /// What there is to do.
    pub todo: Todo,
    /// Whether there are words that no desk has read, or something that may hold some.
    pub unread: bool,
    /// Whether the reporter took it back, and proved it.
    pub withdrawn: bool,
    /// Whether the server says so and proves nothing.
    pub said_withdrawn: bool,
    /// How many weeks are left until it is erased, where something is still to be done with it.
    pub weeks_left: Option<i32>,
    /// As a caseworker set it.
    pub status: Option<Status>,
    /// Who has it.
    pub assigned: Option<String>,
    /// How the team sorts it.
    pub labels: Vec<String>,
    /// `yes`, `maybe`, `no`, `unknown`, or nothing.
    pub under_18: Option<String>,
    /// The choice of the form.
    pub place: Option<String>,
    /// The choice of the form.
    pub when: Option<String>,
    /// Whether the reporter chose "it is about me".
    pub about_me: bool,
    /// The code of the form's language.
    pub language: Option<String>,
    /// How many entries there are.
    pub entries: usize,
    /// How many of them do not count.
    pub junk: usize,
    /// How many fields are odd in what the reporter wrote.
    pub odd: usize,
    /// Why to look, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// What the form's choices say.
#[derive(Default)]
struct Facts {
    under_18: Option<String>,
    place: Option<String>,
    when: Option<String>,
    about_me: bool,
    ask_first: bool,
}

/// For whom a list is made, and when.
pub struct Viewer {
    /// The pseudonym.
    pub me: String,
    /// This week.
    pub now: Week,
    /// For how many weeks a case is kept after its last words.
    pub retention: u16,
}

impl Row {
    /// A line for each case, in the same order.
    pub fn all(cases: &[(ThreadHead, Case)], viewer: &Viewer) -> Vec<Self> {
        cases.iter().map(|(head, case)| Self::new(head, case, viewer)).collect()
    }

    /// The line of a case.
    pub fn new(head: &ThreadHead, case: &Case, viewer: &Viewer) -> Self {
        let state = case.state();
        let facts = case.reports().next().map(|(_, report)| Facts::new(&report.writing.answers));
        let facts = facts.unwrap_or_default();
        let unread: BTreeSet<EntryId> = case.unread().into_iter().collect();
        let mut reasons = facts.reasons();
        reasons.extend(case.reasons_of_unread(&unread, facts.ask_first));
        if state.urgent {
            reasons.insert(Reason::ByHand);
        }
        if !case.disputes.is_empty() {
            reasons.insert(Reason::OtherDocument);
        }
        let is_unclear = case.is_unclear(&unread, state.is_done());
        if is_unclear {
            reasons.insert(Reason::NotUnderstood);
        }
        let is_answered = matches!(facts.under_18.as_deref(), Some("yes" | "maybe" | "no"));
        if !is_answered && case.reporters_texts().iter().any(|text| names_minor(text)) {
            reasons.insert(Reason::AgeInWords);
        }
        let second_look = case.asks_second_look(&viewer.me);
        if second_look {
            reasons.insert(Reason::SecondLook);
        }
        if case.is_handed_over_to(&viewer.me) {
            reasons.insert(Reason::HandedOver);
        }
        let odd = case.odd_fields();
        if odd > 0 {
            reasons.insert(Reason::OddField);
        }
        let is_withdrawn = case.is_withdrawn(head);
        let silent = viewer.now.since(head.week);
        let todo = if is_withdrawn {
            Todo::Withdrawn
        } else if case.has_words_among(&unread) {
            Todo::Unread
        } else if second_look {
            Todo::Yours
        } else if state.is_done() && !is_unclear {
            Todo::Done
        } else if state.assigned == Some(&viewer.me) {
            Todo::Yours
        } else if silent >= SILENT_WEEKS {
            Todo::Silent
        } else {
            Todo::Open
        };
        let is_over = matches!(todo, Todo::Withdrawn | Todo::Done);
        let weeks_left = (!is_over).then(|| (i32::from(viewer.retention) - silent).max(0));
        if weeks_left.is_some_and(|weeks| weeks <= WARNING_WEEKS) {
            reasons.insert(Reason::ExpiresSoon);
        }
        let language = case.main_writing().and_then(|writing| writing.language.clone());
        let Facts { under_18, place, when, about_me, .. } = facts;
        Self {
            id: head.id,
            week: head.week,
            todo,
            unread: todo == Todo::Unread || (is_unclear && !is_withdrawn),
            withdrawn: is_withdrawn,
            said_withdrawn: case.presence == Presence::SaidWithdrawn,
            weeks_left,
            status: state.status,
            assigned: state.assigned.map(str::to_owned),
            labels: state.labels.iter().map(|label| (*label).to_owned()).collect(),
            under_18,
            place,
            when,
            about_me,
            language,
            entries: case.entries.len(),
            junk: case.rejected().count(),
            odd,
            reasons: reasons.into_iter().collect(),
        }
    }

    /// Whether there are entries, and nothing in any of them can be read.
    pub fn is_junk(&self) -> bool {
        self.entries > 0 && self.junk == self.entries
    }
}

impl Case {
    /// Whether nobody can say yet what something in it is. What is no document that is known counts until
    /// a colleague has looked at it; what does not open, until somebody has said that the case is done.
    fn is_unclear(&self, unread: &BTreeSet<EntryId>, is_done: bool) -> bool {
        let is_new =
            |(id, rejected): (EntryId, Rejected)| rejected == Rejected::Unknown && unread.contains(&id);
        self.rejected().any(is_new) || (self.has_closed() && !is_done)
    }

    fn has_words_among(&self, entries: &BTreeSet<EntryId>) -> bool {
        self.entries.iter().any(|entry| entries.contains(&entry.id) && entry.opened.writing().is_some())
    }

    fn odd_fields(&self) -> usize {
        self.entries.iter().filter_map(|entry| Some(entry.opened.writing()?.odd.len())).sum()
    }

    fn reasons_of_unread(&self, unread: &BTreeSet<EntryId>, ask_first: bool) -> BTreeSet<Reason> {
        let messages: Vec<_> = self.messages().filter(|(id, _)| unread.contains(id)).collect();
        let asks =
            |writing: &Received| writing.answers.iter().any(|(_, a)| a.values().any(|v| v.contains('?')));
        let mut written = self.entries.iter().filter(|entry| unread.contains(&entry.id));
        let holds = [
            (written.any(|entry| entry.opened.writing().is_some_and(asks)), Reason::AsksQuestion),
            (
                ask_first && messages.iter().any(|(_, message)| message.position.after > 0),
                Reason::WishAnswered,
            ),
            (!messages.is_empty(), Reason::WroteBack),
        ];
        holds.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect()
    }
}

impl Facts {
    fn new(answers: &Answers) -> Self {
        // Only choices that the form has: the rest of a document is text of somebody.
        let choice = |question: &str| {
            let asked = questionnaire().get(question)?;
            let chosen = answers.get(question)?.values().next()?;
            asked.allows(chosen).then(|| chosen.to_owned())
        };
        let about_me = choice("role").as_deref() == Some("role-me");
        let ask_first = choice("pass").as_deref() == Some("pass-ask");
        Self { under_18: choice("minor"), place: choice("place"), when: choice("when"), about_me, ask_first }
    }

    fn reasons(&self) -> BTreeSet<Reason> {
        let now = self.when.as_deref() == Some("when-now");
        let minor = self.under_18.as_deref() == Some("yes");
        let maybe = self.under_18.as_deref() == Some("maybe");
        let holds = [
            (now && (minor || maybe || self.about_me), Reason::Danger),
            (minor, Reason::Under18),
            (maybe, Reason::MaybeUnder18),
            (now, Reason::StillGoingOn),
            (self.about_me, Reason::AboutMe),
            (self.when.as_deref() == Some("when-today"), Reason::TodayOrYesterday),
        ];
        holds.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect()
    }
}
