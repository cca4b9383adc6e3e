//! Which reports share something. Enter opens one of them, and leaving it leads back here.

use std::sync::Arc;

use super::body::Row;
use super::flow::{Turn, turn_to};
use super::page::{Given, Page, Subject};
use super::running::Running;
use crate::case::Case;
use crate::case::link::groups;
use crate::screen::actions;
use crate::screen::effects::Next;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::texts::Texts;
use crate::view::links;
use zegel_core::id::ThreadId;

/// Groups of reports.
struct Links {
    groups: Vec<(String, Vec<(ThreadId, String)>)>,
    is_ready: bool,
}

/// Compares all reports, on the thread that has the time. From an open report: only with that one.
pub fn open(screen: &mut Screen) -> Next {
    let only = screen.thread.as_ref().map(|thread| thread.id);
    let texts = screen.texts;
    let short = screen.list.short;
    let items = screen.list.items().iter().filter(|item| !item.row.withdrawn);
    let (cases, lines): (Vec<Arc<Case>>, Vec<(ThreadId, String)>) = items
        .map(|item| (Arc::clone(&item.case), (item.row.id, links::line(&item.row, short, texts))))
        .unzip();
    let running = Arc::new(Running::default());
    let waiting = Box::new(Links { groups: Vec::new(), is_ready: false });
    screen.page = Some(Page::waiting(waiting, Arc::clone(&running), texts));
    Next::Work(Work::new(move |_| {
        let cases: Vec<&Case> = cases.iter().map(AsRef::as_ref).collect();
        let mut found = Vec::new();
        for group in groups(&cases) {
            let reports: Vec<(ThreadId, String)> =
                group.places.iter().map(|place| lines[*place].clone()).collect();
            if only.is_none_or(|only| reports.iter().any(|(id, _)| *id == only)) {
                found.push((links::heading(&group, texts), reports));
            }
        }
        move |screen: &mut Screen| {
            turn_to(screen, &running, Box::new(Links { groups: found, is_ready: true }));
            Ok(())
        }
    }))
}

impl Links {
    fn reports(&self) -> impl Iterator<Item = &(ThreadId, String)> {
        self.groups.iter().flat_map(|(_, reports)| reports)
    }
}

impl Subject<Screen> for Links {
    fn title(&self, texts: Texts) -> String {
        texts.desk.pages.links_title.clone()
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.finding;
        if !self.is_ready {
            return Vec::new();
        }
        if self.groups.is_empty() {
            return vec![Row::text(&words.nothing_shared)];
        }
        let mut rows = Vec::new();
        for (heading, reports) in &self.groups {
            rows.push(Row::text(heading));
            rows.extend(reports.iter().map(|(_, line)| Row::choice(line)));
            rows.push(Row::blank());
        }
        rows.push(Row::text(&words.no_proof));
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_links
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let Some((id, _)) = self.reports().nth(given.at) else { return Turn::Close };
        let work = match actions::open_one(screen, *id) {
            Next::Work(work) => Some(work),
            Next::Stay | Next::Leave | Next::Send(_) | Next::GiveUp | Next::Editor | Next::Unlock => None,
        };
        Turn::Below(work)
    }
}
