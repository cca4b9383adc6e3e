//! Fifth and sixth step: exactly what goes, with what may point at the reporter, and who could know it.
//! Where only one person could, a colleague is asked, and it ends here.

use std::sync::Arc;

use super::destination;
use super::handing::Handing;
use crate::error;
use crate::export::four_eyes::Asked;
use crate::export::plan::Plan;
use crate::export::plan::language_of;
use crate::export::questions::passages;
use crate::export::{passes, resembling, text};
use crate::notice::Noted;
use crate::screen::effects::Work;
use crate::screen::model::Screen;
use crate::screen::pages::body::Row;
use crate::screen::pages::flow::{Turn, finish, is_yes, turn_to};
use crate::screen::pages::page::{Given, Subject};
use crate::screen::pages::running::Running;
use crate::session::Session;
use crate::texts::Texts;
use zegel_core::document::KnownBy;
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};

/// Shows what goes.
pub fn turn(handing: &Handing, screen: &Screen) -> Turn {
    let made = handing.plan().and_then(|plan| {
        let content = plan.content(&handing.case)?;
        let digest = plan.digest(&content);
        let language = language_of(&handing.case);
        let found = passages(&content, language, &screen.texts.desk.handing_on);
        let resembling = resembling::remaining(&content, &plan.redactor()?, screen.texts);
        Ok(Look {
            removed: resembling::removed(&content, screen.texts),
            resembling,
            body: text::marked(&content, language),
            unasked: content.unasked,
            digest,
            found,
            handing: handing.clone(),
        })
    });
    match made {
        Ok(look) => Turn::Page(Box::new(look)),
        Err(error) => Turn::error(&error, screen.texts),
    }
}

/// The name of a step on which what goes is shown, with the number of passages that may point at the
/// reporter.
pub fn step(name: &str, marked: usize, texts: Texts) -> String {
    let words = &texts.desk.hand_on;
    match marked {
        0 => name.to_owned(),
        1 => format!("{name} ({})", words.one_marked),
        _ => format!("{name} ({})", interpolate(&words.marked, &[("count", &marked.to_string())])),
    }
}

#[derive(Clone)]
struct Look {
    handing: Handing,
    /// What goes, with what may point at the reporter between » and «.
    body: String,
    digest: String,
    found: Vec<String>,
    /// Every spelling that is left out.
    removed: Option<String>,
    /// What still looks like it.
    resembling: Option<String>,
    unasked: usize,
}

impl Subject<Screen> for Look {
    fn title(&self, texts: Texts) -> String {
        self.handing.title(&step(&texts.desk.pages.step_look, self.found.len(), texts), texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let mut rows = vec![Row::text(&texts.desk.export.preview)];
        if !self.found.is_empty() {
            rows.push(Row::text(&texts.desk.hand_on.between));
        }
        rows.extend([Row::blank(), Row::indented(&self.body)]);
        if self.unasked > 0 {
            let text = &texts.desk.export.unasked;
            rows.push(Row::text(&texts.warning(&interpolate(text, &[("count", &self.unasked.to_string())]))));
        }
        rows.extend(self.removed.iter().map(|removed| Row::text(removed)));
        rows.extend(self.resembling.iter().map(|left| Row::text(&texts.warning(left))));
        if !self.found.is_empty() {
            rows.push(Row::text(&texts.desk.handing_on.marks_title));
            rows.extend(self.found.iter().map(|found| Row::indented(found)));
        }
        rows
    }

    fn question(&self, texts: Texts) -> Option<String> {
        let marks = (!self.found.is_empty()).then_some(&texts.desk.handing_on.marks_question);
        let left = self.resembling.as_ref().map(|_| &texts.desk.redaction.question);
        let questions: Vec<&str> = left.into_iter().chain(marks).map(String::as_str).collect();
        (!questions.is_empty()).then(|| questions.join("\n"))
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_typed
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        if self.question(screen.texts).is_some() && !is_yes(&given.typed) {
            return Turn::Refused(screen.texts.desk.pages.no_yes.clone());
        }
        Turn::Page(Box::new(Known { look: self.clone() }))
    }
}

/// Who could know it.
struct Known {
    look: Look,
}

impl Subject<Screen> for Known {
    fn title(&self, texts: Texts) -> String {
        self.look.handing.title(&texts.desk.pages.step_known, texts)
    }

    fn rows(&self, texts: Texts) -> Vec<Row> {
        let words = &texts.desk.pages;
        let mut rows = vec![Row::text(&words.known), Row::blank()];
        rows.extend(
            [&words.known_one, &words.known_few, &words.known_many].map(|choice| Row::choice(choice)),
        );
        rows
    }

    fn keys(&self, texts: Texts) -> &'static str {
        &texts.desk.pages.keys_choose
    }

    fn enter(&self, given: &Given, screen: &mut Screen) -> Turn {
        let known_by = [KnownBy::One, KnownBy::Few, KnownBy::Many][given.at.min(2)];
        let handing = self.look.handing.clone();
        let plan = match handing.plan() {
            Ok(plan) => plan,
            Err(error) => return Turn::error(&error, screen.texts),
        };
        let thread = handing.case.thread;
        let digest = self.look.digest.clone();
        let running: Arc<Running> = Arc::clone(&given.running);
        Turn::Work(Work::new(move |desk| {
            let judged = judge(&mut desk.session, thread, &plan, &digest, known_by);
            move |screen: &mut Screen| match screen.take(judged) {
                Ok(confirmed) => {
                    let next = destination::Destination::new(
                        plan,
                        digest,
                        handing.receiver,
                        thread,
                        known_by,
                        confirmed,
                    );
                    turn_to(screen, &running, Box::new(next));
                    Ok(())
                }
                Err(error) => {
                    finish(screen, &running);
                    Err(error)
                }
            }
        }))
    }
}

/// Whether what was shown may go: it must still be what goes.
fn judge(
    session: &mut Session,
    thread: ThreadId,
    plan: &Plan,
    digest: &str,
    known_by: KnownBy,
) -> Noted<Option<EntryId>> {
    Noted::collect(|notices| {
        let (_, case) = notices.add(session.case(&thread.to_string()))?;
        Plan::insist_on_one_reporter(&case)?;
        if plan.digest(&plan.content(&case)?) != digest {
            return Err(error::export::other());
        }
        let author = session.name().to_owned();
        let asked = Asked { author: &author, plan, content: digest };
        notices.add(passes(session, &case, &asked, known_by))
    })
}
