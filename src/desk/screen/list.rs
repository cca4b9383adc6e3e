//! All cases, those that are shown of them, and the one that is selected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use crate::case::Case;
use crate::case::indicator::{Indicator, indicators};
use crate::case::link::similar;
use crate::case::order;
use crate::case::search::Searchable;
use crate::case::text::fold;
use crate::case::triage::{Row, Todo};
use crate::text::clean;
use crate::texts::Screen;
use crate::view::table;
use zegel_core::id::ThreadId;
use zegel_core::wire::ThreadHead;

/// A case and its line.
pub struct Item {
    /// The line.
    pub row: Row,
    /// The case.
    pub case: Arc<Case>,
    /// How many entries the server listed.
    listed: usize,
    /// How many signs there are in it by which another can be about the same.
    pub signs: usize,
    /// The first report of those whose words are like these, if that is another.
    pub like: Option<ThreadId>,
    /// All that was written in it.
    text: Searchable,
}

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

/// The cases in the order of what there is to do.
pub struct List {
    items: Vec<Item>,
    shown: Vec<usize>,
    at: usize,
    /// The first case in the picture.
    pub top: usize,
    /// So many cases further is the next page.
    pub page: isize,
    /// Which are shown.
    pub filter: Filter,
    words: Vec<String>,
    /// When they were fetched.
    pub fetched: Instant,
    /// So many characters of an id tell every two apart.
    pub short: usize,
}

impl Default for List {
    fn default() -> Self {
        let items = Vec::new();
        let shown = Vec::new();
        let words = Vec::new();
        let filter = Filter::default();
        let fetched = Instant::now();
        Self { items, shown, at: 0, top: 0, page: 1, filter, words, fetched, short: 0 }
    }
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

    fn wants(self, row: &Row, me: &str) -> bool {
        match self {
            Self::Todo => row.todo != Todo::Done,
            Self::Mine => row.assigned.as_deref() == Some(me),
            Self::Unread => row.unread,
            Self::All => true,
        }
    }
}

impl List {
    /// Takes all cases in.
    pub fn meet(&mut self, items: Vec<Item>, me: &str) {
        let selected = self.selected().map(|item| item.row.id);
        (self.items, self.fetched) = (items, Instant::now());
        self.short = table::shortest_prefix(self.rows());
        self.find_alike();
        self.sort(selected, me);
    }

    /// Says of each case which one it is like.
    fn find_alike(&mut self) {
        let cases: Vec<&Case> = self.items.iter().map(|item| &*item.case).collect();
        for group in similar(&cases) {
            let ids: Vec<ThreadId> = group.iter().map(|place| self.items[*place].row.id).collect();
            for (at, place) in group.iter().enumerate() {
                self.items[*place].like = Some(ids[usize::from(at == 0)]);
            }
        }
    }

    /// Takes one case in, in its place: the order stays as it is until all are fetched anew, and what no
    /// longer fits the filter stays until then too.
    pub fn meet_one(&mut self, item: Item) {
        match self.items.iter_mut().find(|known| known.row.id == item.row.id) {
            Some(known) => *known = Item { like: known.like, ..item },
            None => {
                self.shown.push(self.items.len());
                self.items.push(item);
            }
        }
    }

    /// Selects the next one with words that nobody has read, from the selected one on and then from the
    /// first. Whether there is one.
    pub fn go_to_unread(&mut self) -> bool {
        let count = self.shown.len();
        let places = (1..=count).map(|by| (self.at + by) % count);
        let next = places.into_iter().find(|place| self.shown(*place).is_some_and(|item| item.row.unread));
        if let Some(next) = next {
            self.at = next;
        }
        next.is_some()
    }

    /// Lets a case stand as unread here, or as its notes say again.
    pub fn set_unread(&mut self, id: ThreadId, is_unread: bool) {
        if let Some(item) = self.items.iter_mut().find(|item| item.row.id == id) {
            item.row.unread = is_unread || !item.case.unread().is_empty();
        }
    }

    /// Puts all in order, with the same one selected as before if it is still there. Places of before
    /// lead to other cases by now, or to none.
    fn sort(&mut self, selected: Option<ThreadId>, me: &str) {
        order::sort(&mut self.items, |item| &item.row);
        self.choose(me);
        if let Some(at) = self.shown.iter().position(|at| Some(self.items[*at].row.id) == selected) {
            self.at = at;
        }
    }

    /// Shows what another filter lets through.
    pub fn filter(&mut self, filter: Filter, me: &str) {
        self.filter = filter;
        self.choose(me);
    }

    /// Shows what holds all of these words; without words, everything.
    pub fn search(&mut self, words: &str, me: &str) {
        self.words = fold(words).split_whitespace().map(str::to_owned).collect();
        self.choose(me);
    }

    fn choose(&mut self, me: &str) {
        let shows = |item: &Item| self.filter.wants(&item.row, me) && item.holds(&self.words);
        self.shown = (0..self.items.len()).filter(|at| shows(&self.items[*at])).collect();
        (self.at, self.top) = (0, 0);
    }

    /// The words that are searched for.
    pub fn searched(&self) -> String {
        self.words.join(" ")
    }

    /// All cases, whichever are shown.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Takes deleted cases out; the selected one stays so, or the one in its place.
    pub fn forget(&mut self, threads: &[ThreadId], me: &str) {
        let at = self.at;
        let selected = self.selected().map(|item| item.row.id);
        self.items.retain(|item| !threads.contains(&item.row.id));
        self.sort(selected, me);
        if selected.is_some_and(|id| threads.contains(&id)) {
            self.at = at.min(self.shown.len().saturating_sub(1));
        }
    }

    /// Every case's line.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.items.iter().map(|item| &item.row)
    }

    /// The shown ones, from this place on.
    pub fn shown_from(&self, place: usize) -> impl Iterator<Item = &Item> {
        self.shown.iter().skip(place).map(|at| &self.items[*at])
    }

    /// One of the shown ones.
    pub fn shown(&self, place: usize) -> Option<&Item> {
        self.shown.get(place).map(|at| &self.items[*at])
    }

    /// How many are shown.
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// The place of the selected one.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The selected one.
    pub fn selected(&self) -> Option<&Item> {
        self.shown(self.at)
    }

    /// Selects another, so many further.
    pub fn go(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.shown.len().saturating_sub(1));
    }

    /// How many threads the server lists that are not here, or not all of them.
    pub fn news(&self, heads: &[ThreadHead]) -> usize {
        let known: BTreeMap<ThreadId, usize> =
            self.items.iter().map(|item| (item.row.id, item.listed)).collect();
        let is_known =
            |head: &&ThreadHead| known.get(&head.id).is_some_and(|listed| *listed >= head.entries.len());
        heads.iter().filter(|head| !head.is_withdrawn() && !is_known(head)).count()
    }

    /// The case of a thread.
    pub fn find(&self, id: ThreadId) -> Option<&Item> {
        self.items.iter().find(|item| item.row.id == id)
    }
}

impl Item {
    /// A case that was opened, with its line and how many entries the server listed.
    pub fn new(row: Row, case: Case, listed: usize) -> Self {
        let texts = case.reporters_texts();
        let signs: BTreeSet<Indicator> =
            texts.into_iter().flat_map(|text| indicators(&clean(text), row.language.as_deref())).collect();
        Self {
            listed,
            signs: signs.len(),
            like: None,
            row,
            text: Searchable::new(&case),
            case: Arc::new(case),
        }
    }

    /// The first characters of its id.
    pub fn short_id(&self, length: usize) -> String {
        self.row.id.to_string().chars().take(length).collect()
    }

    /// Whether each of these folded words stands somewhere in it, or begins its id.
    fn holds(&self, words: &[String]) -> bool {
        let id = self.row.id.to_string();
        words.iter().all(|word| id.starts_with(word) || self.text.holds(word))
    }
}
