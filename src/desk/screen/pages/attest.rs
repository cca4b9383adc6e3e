//! Signing that notes of former colleagues are theirs: they are shown first, then it is asked.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::body::Row;
use super::flow::{Turn, failed, finish, is_yes};
use super::page::{Given, Page, Subject};
use super::running::Running;
use crate::act::attest;
use crate::act::watched::Step;
use crate::case::Case;
use crate::notice::Noted;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::session::Session;
use crate::texts::Texts;
use crate::view::unattested;
use zegel_core::document::EntryDigest;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// The notes of one case that were shown.
type Shown = (ThreadId, Vec<EntryDigest>);

/// All that is shown.
struct Attest {
    cases: Vec<Arc<Case>>,
}

/// Shows them: of the open report, or of all.
pub fn open(screen: &mut Screen) {
    let only = screen.thread.as_ref().map(|thread| thread.id);
    let items = screen.list.items().iter().filter(|item| only.is_none_or(|only| only == item.row.id));
    let waits = items.filter(|item| !attest::waiting(&item.case).is_empty());
    let cases: Vec<Arc<Case>> = waits.map(|item| Arc::clone(&item.case)).collect();
    screen.page = Some(Page::new(Box::new(Attest { cases }), screen.texts));
}

impl Subject<Screen> for Attest {
    fn title(&self, texts: Texts) -> String {
        texts.desk.pages.attest_title.clone()
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        if self.cases.is_empty() {
            return vec![Row::text(&texts.desk.trust.attest_none)];
        }
        let mut rows = vec![Row::text(&texts.desk.pages.attest), Row::blank()];
        for case in &self.cases {
            rows.extend(unattested::page(case, texts).into_iter().map(Row::from));
        }
        rows
    }

    fn question(&self, texts: Texts) -> Option<String> {
        (!self.cases.is_empty()).then(|| texts.desk.trust.attest_question.clone())
    }

    fn keys(&self, texts: Texts) -> &'static str {
        let words = &texts.desk.pages;
        if self.cases.is_empty() { &words.keys_read } else { &words.keys_typed }
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        if self.cases.is_empty() || !is_yes(&given.typed) {
            return Turn::Refused(screen.texts.desk.pages.no_yes.clone());
        }
        let shown: Vec<Shown> = self.cases.iter().map(|case| (case.thread, attest::waiting(case))).collect();
        let running = Arc::clone(&given.running);
        Turn::Work(Work::new(move |desk| {
            let attested = perform(&mut desk.session, &shown, &running);
            move |screen: &mut Screen| match screen.take(attested) {
                Ok((notes, cases)) => {
                    finish(screen, &running);
                    say(screen, notes, cases);
                    Ok(())
                }
                Err(error) => failed(screen, &running, error),
            }
        }))
    }
}

/// Signs for those notes that were shown and still wait, and for no others.
fn perform(session: &mut Session, shown: &[Shown], running: &Running) -> Noted<(usize, usize)> {
    Noted::collect(|notices| {
        let of = shown.iter().map(|(_, notes)| notes.len()).sum();
        let mut done = 0;
        let mut cases = 0;
        for (thread, shown) in shown {
            let (_, case) = notices.add(session.case(&thread.to_string()))?;
            let shown: BTreeSet<&EntryDigest> = shown.iter().collect();
            let mut waiting = attest::waiting(&case);
            waiting.retain(|note| shown.contains(note));
            let count = notices
                .add(attest::attest(session, &[(&case, waiting)], &mut |_| ControlFlow::Continue(())))?;
            done += count;
            cases += usize::from(count > 0);
            if running.takes(Step { done, of }).is_break() {
                break;
            }
        }
        Ok((done, cases))
    })
}

fn say(screen: &mut Screen, notes: usize, cases: usize) {
    let values = [("count", notes.to_string()), ("reports", cases.to_string())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    screen.tell(&interpolate(&screen.texts.desk.trust.attested, &values));
}
