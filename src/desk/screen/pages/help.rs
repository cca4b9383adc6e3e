//! All keys, in groups.

use super::body::Row;
use super::flow::Turn;
use super::page::{Given, Page, Subject};
use crate::screen::model::Screen;
use crate::texts::Texts;

/// Two pages on a terminal of 24 lines.
struct Help;

/// Opens it.
pub fn open(screen: &mut Screen) {
    screen.page = Some(Page::new(Box::new(Help), screen.texts));
}

impl Subject<Screen> for Help {
    fn title(&self, texts: Texts) -> String {
        texts.desk.pages.help_title.clone()
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        let mut rows = Vec::new();
        let groups =
            [&words.help_list, &words.help_case, &words.help_pages, &words.help_everywhere, &words.help_rest];
        for group in groups {
            let mut lines = group.lines();
            rows.extend(lines.next().map(Row::text));
            rows.extend(lines.map(Row::indented));
            rows.push(Row::blank());
        }
        rows.pop();
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_help
    }

    fn is_left_by_any_key(&self) -> bool {
        true
    }

    fn enter(&self, _given: &Given, _screen: &mut Screen) -> Turn {
        Turn::Close
    }
}
