//! `zegel inbox`: all threads, the urgent first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, stderr};

use indicatif::ProgressBar;
use serde::Serialize;

use super::case::{Opened, seen_by};
use super::config::Settings;
use super::error::DeskError;
use super::login::Desk;
use super::show::Show;
use super::table;
use crate::calendar::Week;
use crate::document::{Answers, Message, Report};
use crate::id::{EntryId, ThreadId};
use crate::wire::ThreadHead;

/// Why a thread deserves a look, the weightiest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Computed: still going on, and about somebody under 18 or about the reporter.
    Danger,
    /// The reporter thinks that somebody is under 18.
    #[serde(rename = "under-18")]
    Under18,
    /// The reporter thinks that somebody may be.
    #[serde(rename = "maybe-under-18")]
    MaybeUnder18,
    /// The reporter chose "it is still going on".
    StillGoingOn,
    /// The reporter chose "it is about me".
    AboutMe,
    /// There is an unread message.
    WroteBack,
    /// The reporter chose "today or yesterday".
    TodayOrYesterday,
}

/// One line of the list.
#[derive(Serialize)]
pub struct Row {
    /// The thread.
    pub id: ThreadId,
    /// The week of the last words.
    pub week: Week,
    /// Whether there are words that no desk has read.
    pub unread: bool,
    /// Whether the reporter took it back.
    pub withdrawn: bool,
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
    /// Why to look, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// What the list keeps of a thread while the entries go by: no text at all.
#[derive(Default)]
struct Summary {
    facts: Option<Facts>,
    messages: BTreeSet<EntryId>,
    written: BTreeSet<EntryId>,
    seen: BTreeSet<EntryId>,
    language: Option<String>,
    entries: usize,
    junk: usize,
}

struct Facts {
    under_18: Option<String>,
    place: Option<String>,
    when: Option<String>,
    about_me: bool,
}

/// Fetches, folds and shows.
pub fn run(settings: &Settings, show: &Show) -> Result<(), DeskError> {
    let mut desk = Desk::enter(settings, show)?;
    let mut heads = desk.client.threads()?;
    let mut summaries: BTreeMap<ThreadId, Summary> = BTreeMap::new();
    let bar = progress(&heads, show);
    desk.fetch(&mut heads, None, |thread, id, opened| {
        bar.inc(1);
        summaries.entry(thread).or_default().add(id, opened);
    })?;
    bar.finish_and_clear();
    let mut rows: Vec<Row> =
        heads.iter().map(|head| summaries.remove(&head.id).unwrap_or_default().into_row(head)).collect();
    rows.sort_by_key(Row::rank);
    match show.is_json() {
        true => show.json(&rows),
        false => table::show(&rows, show),
    }
    Ok(())
}

/// On standard error, and only for a person.
fn progress(heads: &[ThreadHead], show: &Show) -> ProgressBar {
    let total = heads.iter().map(|head| u64::from(head.entries)).sum();
    let bar = if stderr().is_terminal() { ProgressBar::new(total) } else { ProgressBar::hidden() };
    bar.set_message(show.desk().fetching.as_str());
    bar
}

impl Summary {
    fn add(&mut self, id: EntryId, opened: Opened) {
        self.entries += 1;
        match opened {
            Opened::Report(report) => self.add_report(id, &report),
            Opened::Message(message) => self.add_message(id, &message),
            Opened::Note(note) => self.seen.extend(seen_by(&note)),
            Opened::Answer => {}
            Opened::Junk(_) => self.junk += 1,
        }
    }

    fn add_report(&mut self, id: EntryId, report: &Report) {
        self.written.insert(id);
        self.language = Some(report.writing.language.chars().take(12).collect());
        self.facts = Some(Facts::of(&report.writing.answers));
    }

    fn add_message(&mut self, id: EntryId, message: &Message) {
        self.written.insert(id);
        self.messages.insert(id);
        let language = &message.writing.language;
        self.language.get_or_insert_with(|| language.chars().take(12).collect());
    }

    fn into_row(self, head: &ThreadHead) -> Row {
        let unread = |ids: &BTreeSet<EntryId>| ids.iter().any(|id| !self.seen.contains(id));
        let (is_unread, wrote_back) = (unread(&self.written), unread(&self.messages));
        let reasons = self.facts.as_ref().map(Facts::reasons).unwrap_or_default();
        let mut reasons: BTreeSet<Reason> = reasons.into_iter().collect();
        if wrote_back {
            reasons.insert(Reason::WroteBack);
        }
        let facts = self.facts.unwrap_or(Facts { under_18: None, place: None, when: None, about_me: false });
        let Facts { under_18, place, when, about_me } = facts;
        Row {
            id: head.id,
            week: head.week,
            unread: is_unread && !head.withdrawn,
            withdrawn: head.withdrawn,
            under_18,
            place,
            when,
            about_me,
            language: self.language,
            entries: self.entries,
            junk: self.junk,
            reasons: reasons.into_iter().collect(),
        }
    }
}

impl Facts {
    fn of(answers: &Answers) -> Self {
        // Only choices that the form has: the rest of a document is text of somebody.
        let choice = |question: &str| {
            let asked = crate::questionnaire::questionnaire().get(question)?;
            let chosen = answers.get(question)?.values().next()?;
            asked.allows(chosen).then(|| chosen.to_owned())
        };
        let about_me = choice("role").as_deref() == Some("role-me");
        Self { under_18: choice("minor"), place: choice("place"), when: choice("when"), about_me }
    }

    fn reasons(&self) -> Vec<Reason> {
        let now = self.when.as_deref() == Some("when-now");
        let (minor, maybe) =
            (self.under_18.as_deref() == Some("yes"), self.under_18.as_deref() == Some("maybe"));
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

impl Row {
    /// Withdrawn ones last; then by the weightiest reason, the unread first, the newest first.
    fn rank(&self) -> (bool, u8, bool, std::cmp::Reverse<Week>, ThreadId) {
        let urgency = match self.reasons.first() {
            Some(Reason::Danger) => 0,
            Some(Reason::Under18 | Reason::MaybeUnder18) => 1,
            Some(Reason::StillGoingOn) => 2,
            Some(Reason::AboutMe) => 3,
            _ => 4,
        };
        (self.withdrawn, urgency, !self.unread, std::cmp::Reverse(self.week), self.id)
    }
}
