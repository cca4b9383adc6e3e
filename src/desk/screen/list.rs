//! All cases, those that are shown of them, and the one that is selected.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::case::Case;
use crate::case::link::likenesses;
use crate::case::order;
use crate::case::search::Query;
use crate::case::triage::Row;
use crate::screen::filter::{Filter, Narrowed, Only};
use crate::screen::item::Item;
use crate::view::table;
use zegel_core::id::ThreadId;
use zegel_core::wire::ThreadHead;

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
    /// By what they are narrowed besides.
    narrowed: Narrowed,
    /// What is searched for, and as it was typed.
    query: Query,
    searched: String,
    /// So many are hidden by the filter alone.
    pub beyond: usize,
    /// Whether the first words of each stand below it.
    pub shows_words: bool,
    /// When they were fetched.
    pub fetched: Instant,
    /// So many characters of an id tell every two apart.
    pub short: usize,
}

impl Default for List {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            shown: Vec::new(),
            at: 0,
            top: 0,
            page: 1,
            filter: Filter::default(),
            narrowed: Narrowed::default(),
            query: Query::new(""),
            searched: String::new(),
            beyond: 0,
            shows_words: false,
            fetched: Instant::now(),
            short: 0,
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
        let likenesses = likenesses(&cases);
        for item in &mut self.items {
            item.like = likenesses.get(&item.row.id).copied();
        }
    }

    /// Takes one case in, in its place: the order stays as it is until all are fetched anew, and what no
    /// longer fits the filter stays until then too.
    pub fn meet_one(&mut self, item: Item) {
        match self.items.iter_mut().find(|known| known.row.id == item.row.id) {
            Some(known) => {
                let like = known.like;
                *known = item;
                known.like = like;
            }
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
        self.select(selected);
    }

    fn select(&mut self, id: Option<ThreadId>) {
        let place = self.shown.iter().position(|at| Some(self.items[*at].row.id) == id);
        self.at = place.unwrap_or(self.at);
    }

    /// Shows what another filter lets through.
    pub fn filter(&mut self, filter: Filter, me: &str) {
        self.filter = filter;
        self.choose(me);
    }

    /// Shows what holds all of these words; without words, everything. Who goes on typing stays where
    /// they are as long as that is found.
    pub fn search(&mut self, typed: &str, me: &str) {
        let selected = self.selected().map(|item| item.row.id);
        self.query = Query::new(typed);
        self.searched = typed.trim().to_owned();
        self.choose(me);
        self.select(selected);
    }

    /// Narrows by this too.
    pub fn narrow(&mut self, only: Only, me: &str) {
        self.narrowed.add(only);
        self.choose(me);
    }

    /// Shows again what is hidden by words, status, label or colleague.
    pub fn widen(&mut self, me: &str) {
        self.narrowed = Narrowed::default();
        self.search("", me);
    }

    fn choose(&mut self, me: &str) {
        let is_found = |item: &Item| self.narrowed.wants(&item.row) && item.is_found_by(&self.query);
        let mut found: Vec<usize> = (0..self.items.len()).filter(|at| is_found(&self.items[*at])).collect();
        let count = found.len();
        found.retain(|at| self.filter.wants(&self.items[*at].row, me));
        self.beyond = count - found.len();
        self.shown = found;
        (self.at, self.top) = (0, 0);
    }

    /// The words that are searched for, as they were typed.
    pub fn searched(&self) -> &str {
        &self.searched
    }

    /// What is searched for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// By what the list is narrowed besides.
    pub fn narrowed(&self) -> &Narrowed {
        &self.narrowed
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
