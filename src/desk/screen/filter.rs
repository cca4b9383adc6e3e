//! What narrows the list: what there is to do, and besides that a status, a label or a colleague.

use std::collections::BTreeMap;

use crate::case::triage::{Row, Todo};
use crate::texts::{Screen, Texts};
use crate::view::answers;
use zegel_core::document::Status;
use zegel_core::i18n::interpolate;

/// Which cases are shown.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// Where there is something to do.
    #[default]
    Todo,
    /// What is assigned to who sits here.
    Mine,
    /// What no colleague has read.
    Unread,
    /// All.
    All,
}

impl Filter {
    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Todo => Self::Mine,
            Self::Mine => Self::Unread,
            Self::Unread => Self::All,
            Self::All => Self::Todo,
        }
    }

    /// Its name.
    pub fn words(self, words: &Screen) -> &str {
        match self {
            Self::Todo => &words.filter_todo,
            Self::Mine => &words.filter_mine,
            Self::Unread => &words.filter_unread,
            Self::All => &words.filter_all,
        }
    }

    /// Whether it lets a case through.
    pub fn wants(self, row: &Row, me: &str) -> bool {
        match self {
            Self::Todo => row.todo != Todo::Done,
            Self::Mine => row.assigned.as_deref() == Some(me),
            Self::Unread => row.unread,
            Self::All => true,
        }
    }
}

/// One of those by which the list can be narrowed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Only {
    /// Cases that stand there.
    Status(Status),
    /// Cases with this label.
    Label(String),
    /// Cases of this colleague, or of nobody.
    Colleague(Option<String>),
}

impl Only {
    /// How it is written.
    pub fn words(&self, texts: Texts) -> String {
        let words = &texts.desk.narrowing;
        match self {
            Self::Status(status) => {
                interpolate(&words.only_status, &[("status", answers::status(*status, texts))])
            }
            Self::Label(label) => format!("#{label}"),
            Self::Colleague(Some(name)) => interpolate(&texts.desk.desk.with, &[("desk", name)]),
            Self::Colleague(None) => texts.desk.screen.with_nobody.clone(),
        }
    }

    fn wants(&self, row: &Row) -> bool {
        match self {
            Self::Status(status) => row.status == Some(*status),
            Self::Label(label) => row.labels.contains(label),
            Self::Colleague(name) => row.assigned == *name,
        }
    }

    /// All that these cases can be narrowed by, with how many that would leave.
    pub fn all<'a>(rows: impl IntoIterator<Item = &'a Row>) -> BTreeMap<Self, usize> {
        let mut all = BTreeMap::new();
        for row in rows {
            let status = row.status.map(Self::Status);
            let labels = row.labels.iter().cloned().map(Self::Label);
            for only in status.into_iter().chain(labels).chain([Self::Colleague(row.assigned.clone())]) {
                *all.entry(only).or_default() += 1;
            }
        }
        all
    }
}

/// By what the list is narrowed: at most one status and one colleague, and any labels.
#[derive(Clone, Default)]
pub struct Narrowed(Vec<Only>);

impl Narrowed {
    /// Narrows by this too; what contradicts it goes.
    pub fn add(&mut self, only: Only) {
        let stays = |other: &Only| match (other, &only) {
            (Only::Status(_), Only::Status(_)) | (Only::Colleague(_), Only::Colleague(_)) => false,
            (other, only) => other != only,
        };
        self.0.retain(stays);
        self.0.push(only);
    }

    /// Whether a case is one of those.
    pub fn wants(&self, row: &Row) -> bool {
        self.0.iter().all(|only| only.wants(row))
    }

    /// How each of them is written.
    pub fn words(&self, texts: Texts) -> Vec<String> {
        self.0.iter().map(|only| only.words(texts)).collect()
    }
}
