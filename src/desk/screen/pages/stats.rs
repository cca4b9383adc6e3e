//! How many reports there are of each kind, in full: for caseworkers, not to be published.

use super::body::Row;
use super::flow::Turn;
use super::page::{Given, Page, Subject};
use crate::case::Case;
use crate::case::count::{Table, tables};
use crate::screen::model::Screen;
use crate::texts::Texts;
use crate::view::counts;
use zegel_core::calendar::Clock;
use zegel_core::i18n::Language;

/// All tables.
struct Stats {
    tables: Vec<Table>,
}

/// Counts what is in the list, whatever is shown of it.
pub fn open(screen: &mut Screen) {
    let here = screen.list.items().iter().filter(|item| !item.row.withdrawn);
    let cases: Vec<&Case> = here.map(|item| item.case.as_ref()).collect();
    let languages: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
    let tables = tables(&cases, &languages, Clock::system().day());
    screen.page = Some(Page::new(Box::new(Stats { tables }), screen.texts));
}

impl Subject<Screen> for Stats {
    fn title(&self, texts: Texts) -> String {
        texts.desk.pages.stats_title.clone()
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let mut rows = vec![Row::text(&texts.desk.pages.stats), Row::blank()];
        for table in &self.tables {
            rows.push(Row::text(counts::title(table, texts)));
            rows.extend(counts::in_full(table, texts).iter().map(|line| Row::indented(line)));
            rows.push(Row::blank());
        }
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_read
    }

    fn enter(&self, _given: &Given, _screen: &mut Screen) -> Turn {
        Turn::Close
    }
}
