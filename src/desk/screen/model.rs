//! What the screen shows: the cases, the open thread, what is being written, and what was said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::Receiver;

use crate::case::Case;
use crate::case::triage::{Row, Viewer};
use crate::config::Settings;
use crate::error::DeskError;
use crate::notice::{Noted, Notices};
use crate::screen::dialog::{Dialog, Sheet};
use crate::screen::item::Item;
use crate::screen::list::List;
use crate::screen::pages::page::{DraftKey, Page};
use crate::screen::thread::Thread;
use crate::screen::worker::{Done, Waiting};
use crate::session::Session;
use crate::terminal::clean;
use crate::texts::Texts;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;
use zegel_core::wire::{Alarm, ThreadHead};

/// All of it.
pub struct Screen {
    /// The texts of who sits before it.
    pub texts: Texts,
    /// What this computer is set up for.
    pub settings: Settings,
    /// Who sits before it.
    pub me: String,
    /// Everybody in the pinned set.
    pub desks: Vec<String>,
    /// The cases.
    pub list: List,
    /// The case that is open.
    pub thread: Option<Thread>,
    /// What a page says and asks.
    pub page: Option<Page<Self>>,
    /// Pages that were left with something typed on them.
    pub left_pages: BTreeMap<DraftKey, Page<Self>>,
    /// The marked reports.
    pub marked: BTreeSet<ThreadId>,
    /// What is asked or written.
    pub dialog: Option<Dialog>,
    /// A fact and an advice, over everything until it is read.
    pub told: Option<String>,
    /// What was just done.
    pub notice: String,
    /// What is wrong with the server, for as long as it says so.
    pub alarms: Vec<Alarm>,
    /// What was written and not sent.
    pub drafts: BTreeMap<(ThreadId, &'static str), String>,
    /// So many threads have something on the server that is not here yet.
    pub news: usize,
    /// Whether nothing is shown until somebody unlocks it.
    pub is_locked: bool,
    /// Why it was not unlocked.
    pub lock_notice: String,
    /// How it stands with what the server was asked for.
    pub waiting: Waiting,
    /// Whether something that was written here is on its way.
    pub is_sending: bool,
    /// Whether what the server was asked for was given up, and has not ended yet.
    pub gave_up: bool,
    /// The cases of which a note that they were read is on its way.
    pub being_marked: BTreeSet<ThreadId>,
    /// Whether it was said that something was not sent, and the next key to leave is meant.
    pub is_leaving: bool,
    plugins: Receiver<String>,
    viewer: Viewer,
}

impl Screen {
    /// The first picture. What a plugin's program says from now on comes from `plugins`.
    pub fn new(session: &Session, settings: &Settings, plugins: Receiver<String>, texts: Texts) -> Self {
        Self {
            texts,
            settings: settings.clone(),
            plugins,
            me: session.name().to_owned(),
            desks: session.caseworkers(),
            list: List::default(),
            thread: None,
            page: None,
            left_pages: BTreeMap::new(),
            marked: BTreeSet::new(),
            dialog: None,
            told: None,
            notice: String::new(),
            alarms: session.client.session().alarms.clone(),
            drafts: BTreeMap::new(),
            news: 0,
            is_locked: false,
            lock_notice: String::new(),
            waiting: Waiting::Idle,
            is_sending: false,
            gave_up: false,
            being_marked: BTreeSet::new(),
            is_leaving: false,
            viewer: session.viewer(),
        }
    }

    /// Lays the notices of a call out, and gives the result of the call.
    pub fn take<T>(&mut self, noted: Noted<T>) -> Result<T, DeskError> {
        let (result, notices) = noted.into_parts();
        self.lay_out(&notices);
        result
    }

    /// Puts notices over everything, after what a plugin's program said meanwhile.
    pub fn lay_out(&mut self, notices: &Notices) {
        self.hear_plugins();
        for line in notices.lines(self.texts) {
            self.tell(&line);
        }
    }

    /// Puts what a plugin's program said over everything.
    pub fn hear_plugins(&mut self) {
        while let Ok(text) = self.plugins.try_recv() {
            self.tell(&text);
        }
    }

    /// What follows of work that is done.
    pub fn apply(&mut self, done: Done<Self>) {
        match done(self) {
            Err(_) if self.gave_up => self.notice.clone_from(&self.texts.desk.waiting.given_up),
            Err(error) => self.tell(&error.text(self.texts.desk)),
            Ok(()) => {}
        }
    }

    /// What stands at the foot: how the server stands, or else what was just done.
    pub fn at_foot(&self) -> String {
        let words = &self.texts.desk.waiting;
        match self.waiting {
            Waiting::Silent(seconds) => interpolate(&words.silent, &[("seconds", &seconds.to_string())]),
            Waiting::Ending => words.ending.clone(),
            Waiting::Busy if self.notice.is_empty() => self.texts.desk.screen.busy.clone(),
            Waiting::Busy | Waiting::Idle => self.notice.clone(),
        }
    }

    /// All cases, as they were just fetched.
    pub fn meet(&mut self, cases: Vec<(ThreadHead, Case)>) {
        let items = cases.into_iter().map(|(head, case)| self.item(&head, case)).collect();
        self.list.meet(items, &self.me);
        self.news = 0;
        self.marked.retain(|id| self.list.find(*id).is_some());
        self.thread = self.thread.take().and_then(|thread| {
            let item = self.list.find(thread.id)?;
            Some(thread.renewed(item, self.texts))
        });
    }

    /// Marks the selected report, or no longer, and goes on to the next.
    pub fn mark(&mut self) {
        let Some(id) = self.list.selected().map(|item| item.row.id) else { return };
        if !self.marked.remove(&id) {
            self.marked.insert(id);
        }
        self.list.go(1);
        let count = self.marked.len().to_string();
        self.notice = interpolate(&self.texts.desk.pages.marked, &[("count", &count)]);
    }

    /// Whether a page has the keys.
    pub fn has_page_on_top(&self) -> bool {
        let is_over = |page: &Page<Self>| !page.is_below || self.thread.is_none();
        self.dialog.is_none() && self.page.as_ref().is_some_and(is_over)
    }

    /// Whether the lines of what is shown are broken for its place in the picture.
    pub fn is_laid_out(&self) -> bool {
        let thread = self.thread.as_ref().is_none_or(Thread::is_laid_out);
        thread && self.page.as_ref().is_none_or(|page| page.body.is_laid_out())
    }

    /// Takes deleted reports out.
    pub fn forget(&mut self, threads: &[ThreadId]) {
        self.list.forget(threads, &self.me);
        self.marked.retain(|id| !threads.contains(id));
        self.thread.take_if(|thread| threads.contains(&thread.id));
    }

    /// One case, as it was just fetched.
    pub fn meet_one(&mut self, head: &ThreadHead, case: Case) {
        let item = self.item(head, case);
        let id = item.row.id;
        self.list.meet_one(item);
        if let (Some(thread), Some(item)) =
            (self.thread.take_if(|thread| thread.id == id), self.list.find(id))
        {
            self.thread = Some(thread.renewed(item, self.texts));
        }
    }

    fn item(&self, head: &ThreadHead, case: Case) -> Item {
        let row = Row::new(head, &case, &self.viewer);
        Item::new(row, case, head.entries.len())
    }

    /// Puts a fact and an advice over everything, below what stands there already.
    pub fn tell(&mut self, text: &str) {
        let text = clean(text);
        self.told = Some(match self.told.take() {
            Some(before) => format!("{before}\n\n{text}"),
            None => text,
        });
    }

    /// The case that an act is about: the open one, or the selected one of the list.
    pub fn target(&self) -> Option<&Item> {
        match &self.thread {
            Some(thread) => self.list.find(thread.id),
            None => self.list.selected(),
        }
    }

    /// The text that is being written.
    pub fn sheet(&mut self) -> Option<&mut Sheet> {
        match &mut self.dialog {
            Some(Dialog::Sheet(sheet)) => Some(sheet),
            _ => None,
        }
    }

    /// Puts the text that is being written away; it is there again when it is written on.
    pub fn put_away(&mut self, sheet: &Sheet) {
        self.is_leaving = false;
        let key = (sheet.thread, sheet.purpose.key());
        match sheet.editor.text() {
            text if text.trim().is_empty() => self.drafts.remove(&key),
            text => self.drafts.insert(key, text),
        };
    }
}
