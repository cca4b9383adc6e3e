//! Fourth step: the lines that stay behind, marked where they stand.

use super::handing::Handing;
use super::look;
use crate::export::lines::{lines, marked};
use crate::export::plan::language_of;
use crate::screen::model::Screen;
use crate::screen::pages::body::Row;
use crate::screen::pages::flow::Turn;
use crate::screen::pages::page::{Given, Subject};
use crate::texts::Texts;

/// Shows all lines that would go.
pub fn turn(handing: Handing, screen: &mut Screen) -> Turn {
    let whole = handing.plan().and_then(|plan| {
        // What is to be left out must stand somewhere: it can still be typed again.
        plan.content(&handing.case)?;
        plan.whole(&handing.case)
    });
    match whole {
        Ok(whole) => {
            let all = lines(&whole).into_iter().map(str::to_owned).collect();
            let shown = marked(&whole, language_of(&handing.case));
            Turn::Page(Box::new(Lines { handing, all, shown }))
        }
        Err(error) => Turn::error(&error, screen.texts),
    }
}

struct Lines {
    handing: Handing,
    all: Vec<String>,
    /// The same with what may point at the reporter between » and «.
    shown: Vec<String>,
}

impl Subject<Screen> for Lines {
    fn title(&self, texts: Texts) -> String {
        self.handing.title(&texts.desk.pages.step_lines, texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let mut rows = vec![Row::text(&texts.desk.pages.lines)];
        if self.shown != self.all {
            rows.push(Row::text(&texts.desk.hand_on.between));
        }
        rows.push(Row::blank());
        rows.extend(self.shown.iter().map(|line| Row::choice(line)));
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_marks
    }

    fn has_marks(&self) -> bool {
        true
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let mut lines: Vec<String> = Vec::new();
        for place in &given.marked {
            let line = self.all.get(*place).map(|line| line.trim().to_owned());
            lines.extend(line.filter(|line| !lines.contains(line)));
        }
        look::turn(&Handing { lines, ..self.handing.clone() }, screen)
    }
}
