//! A person at a terminal: the full screen, and the first day's questions.

use super::cell::Run;
use super::world::{CANARY, World};
use crate::support::caseworker::Caseworker;
use crate::support::screen_terminal::Terminal as Screen;
use crate::support::terminal::Terminal;

/// While the server is asked.
const BUSY: &str = "One moment: the server";

/// What has the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum View {
    /// Before the screen: what a restored server may be told.
    Question,
    Help,
    /// A fact and an advice over everything.
    Told,
    List,
    Case,
    Choice,
    Sheet,
    Preview,
}

impl View {
    /// Words that stand nowhere else.
    fn words(self) -> &'static str {
        match self {
            Self::Question => "[y/N]",
            Self::Help => "any key closes this",
            Self::Told => "Enter go on",
            Self::List => "q quit",
            Self::Case => "q back",
            Self::Choice => "Enter take",
            Self::Sheet => "Ctrl-D done",
            Self::Preview => "y send",
        }
    }
}

struct Person {
    screen: Screen,
    shown: String,
}

impl Person {
    /// Waits until one of these has the terminal; none if the program ends before.
    fn sees(&mut self, views: &[View]) -> Option<View> {
        let which = |picture: &str| views.iter().find(|view| picture.contains(view.words())).copied();
        if !self.screen.comes_to_be(|picture| which(picture).is_some()) {
            return None;
        }
        let picture = self.screen.picture();
        self.shown.push_str(&picture);
        which(&picture)
    }

    /// Presses keys, and waits for one of these.
    fn press(&mut self, keys: &str, views: &[View]) -> View {
        self.screen.press(keys);
        self.sees(views).unwrap_or_else(|| panic!("it ended: {}", self.screen.raw()))
    }

    /// Presses keys that may need the server, and waits until all of that is done. What it told is read.
    fn does(&mut self, keys: &str, back: View) {
        // That the help stands there says that the keys before it have begun what they begin.
        self.press(&format!("{keys}?"), &[View::Help, View::Told]);
        self.shown.push_str(&self.screen.picture());
        self.screen.press(" ");
        loop {
            let told = View::Told.words();
            let is_done = |picture: &str| {
                picture.contains(told)
                    || (picture.contains(back.words())
                        && ![View::Help.words(), BUSY].iter().any(|words| picture.contains(words)))
            };
            assert!(self.screen.comes_to_be(is_done));
            let picture = self.screen.picture();
            self.shown.push_str(&picture);
            if !picture.contains(told) {
                return;
            }
            self.screen.press(" ").hides(told);
        }
    }
}

/// Opens the first case, reads it, and tries to answer.
pub fn screen(anna: &Caseworker) -> Run {
    let mut person = Person { screen: Screen::of(anna), shown: String::new() };
    let mut view = person.sees(&[View::Question, View::Told, View::List]);
    if view.is_none() {
        let code = person.screen.ends();
        return Run { code, shown: person.screen.raw() };
    }
    if view == Some(View::Question) {
        view = Some(person.press("n\r", &[View::Told, View::List]));
    }
    if view == Some(View::Told) {
        person.press("\r", &[View::List]);
    }
    if !person.shown.contains("There are no reports.") {
        person.does("\r\r", View::Case);
        person.press("a", &[View::Choice]);
        person.press("\r", &[View::Sheet]);
        if person.press(&format!("{CANARY}\u{4}"), &[View::Preview, View::Told]) == View::Preview {
            person.does("y", View::Case);
        }
    }
    Run { code: None, shown: person.shown }
}

/// Answers the questions as on the first day, with the fingerprint on paper. It is typed ahead: where a
/// server lies it is never asked for.
pub fn setup(world: &World, anna: &Caseworker, url: &str) -> Run {
    let mut terminal = Terminal::of(anna, &["setup"]);
    terminal.shows("1. ").types(url).shows("tunnel").types("").types(&world.prints[0]);
    let (code, shown) = terminal.ends();
    Run { code, shown }
}
