//! A person at a terminal: the full screen, and the first day's questions.

use std::path::Path;

use super::cell::Run;
use super::world::{CANARY, World};
use crate::desk::offline::below;
use crate::desk::watch::awaited;
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
    /// Before the screen: another set of keys, for who has its fingerprint on paper.
    OtherKeys,
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
            Self::OtherKeys => "Trust the keys of the server?",
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

impl Person {
    /// Starts the screen, and reads what it tells before the list; how it ended, if it did before.
    fn begin(anna: &Caseworker) -> Result<Self, Run> {
        let mut person = Self { screen: Screen::of(anna), shown: String::new() };
        let mut view = person.sees(&[View::Question, View::OtherKeys, View::Told, View::List]);
        if view == Some(View::OtherKeys) {
            // Whoever was told no fingerprint can only say yes, which is none.
            person.screen.press("y\r");
            view = person.sees(&[View::Told, View::List]);
        }
        if view.is_none() {
            let code = person.screen.ends();
            return Err(Run { code, shown: person.screen.raw() });
        }
        if view == Some(View::Question) {
            view = Some(person.press("n\r", &[View::Told, View::List]));
        }
        if view == Some(View::Told) {
            person.press("\r", &[View::List]);
        }
        Ok(person)
    }

    fn sees_a_report(&self) -> bool {
        !self.shown.contains("There are no reports.")
    }

    /// Waits for a page, or for what it tells in the place of one, which is read. Whether it is the page.
    fn opens(&mut self, key: &str, words: &[&str]) -> bool {
        self.screen.press(key);
        let told = View::Told.words();
        let list = View::List.words();
        // A picture that is half drawn still holds the foot of the list.
        let has_page =
            |picture: &str| !picture.contains(list) && words.iter().any(|words| picture.contains(words));
        let is_there = |picture: &str| picture.contains(told) || has_page(picture);
        assert!(self.screen.comes_to_be(is_there));
        let picture = self.screen.picture();
        self.shown.push_str(&picture);
        if picture.contains(told) {
            self.closes();
            return false;
        }
        true
    }

    /// Reads what is told until the list has the terminal again, and leaves a page that stays.
    fn closes(&mut self) {
        loop {
            let told = View::Told.words();
            let list = View::List.words();
            assert!(self.screen.comes_to_be(|picture| picture.contains(told) || picture.contains(list)));
            let picture = self.screen.picture();
            self.shown.push_str(&picture);
            if !picture.contains(told) {
                return;
            }
            self.screen.press(" ").hides(told);
            if !self.screen.picture().contains(list) {
                self.screen.press("\u{1b}");
            }
        }
    }
}

/// Does on a page of the screen what a verb does.
pub fn page(anna: &Caseworker, act: Act) -> Run {
    let mut person = match Person::begin(anna) {
        Ok(person) => person,
        Err(ended) => return ended,
    };
    if person.sees_a_report() {
        person.acts(act, anna);
    }
    // The program is ended in the middle of whatever it does: what it was writing is written first.
    awaited(|| is_all_written(anna.home()).then_some(()));
    Run { code: None, shown: person.shown }
}

/// Whether no file has a draft beside it, in which it is written before it takes the other's place.
fn is_all_written(home: &Path) -> bool {
    below(home).iter().all(|path| path.extension().is_none_or(|end| end != "new"))
}

/// What can be done on a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    Keep,
    Delete,
    Attest,
    Reseal,
    ShowKeys,
    ShowLinks,
    HandOn,
}

impl Person {
    fn acts(&mut self, act: Act, anna: &Caseworker) {
        match act {
            Act::Keep if self.opens("K", &["Why must it be kept?"]) => {
                self.screen.press(&format!("{CANARY}\r"));
                self.closes();
            }
            Act::Delete if self.opens("d", &["to delete it:"]) => {
                let picture = self.screen.picture();
                let line = picture.lines().find(|line| line.contains("to delete it:")).unwrap();
                let typed = line.split_whitespace().nth(1).unwrap();
                self.screen.press(&format!("{typed}\r"));
                self.closes();
            }
            Act::Attest if self.opens("T", &["while they were here? [y/N]", "nothing to attest to"]) => {
                let has_notes = !self.screen.picture().contains("nothing to attest to");
                self.screen.press(if has_notes { "y\r" } else { "\u{1b}" });
                self.closes();
            }
            Act::Reseal if self.opens("Z", &["Enter begin", "Everything is sealed"]) => {
                self.screen.press("\r");
                self.closes();
            }
            Act::ShowKeys if self.opens("R", &["The server has the same keys."]) => {
                self.screen.press("\u{1b}");
                self.closes();
            }
            Act::ShowLinks if self.opens("L", &["A proposal, no proof.", "No reports share"]) => {
                self.screen.press("\u{1b}");
                self.closes();
            }
            Act::HandOn if self.opens("x", &["to whom?"]) => {
                self.hands_on(&anna.home().join("out"));
                self.closes();
            }
            _ => {}
        }
    }

    /// Goes through the steps of handing on, as far as they lead.
    fn hands_on(&mut self, folder: &Path) {
        let folder = format!("{}\r", folder.display());
        let steps = [
            ("\r", "The name of the receiver"),
            ("Politie\r", "What is Politie?"),
            ("\r", "Your own text is safer."),
            ("\r", "Write what goes, in your own words"),
            ("A van comes.\u{4}", "what stays behind"),
            ("\r", "exactly this goes"),
            ("\r", "Who could know what goes?"),
            ("jj\r", "The new folder, with its path:"),
            (&folder, "Type the name of the receiver"),
        ];
        if steps.iter().all(|(keys, words)| self.leads_to(keys, words)) {
            self.screen.press("Politie\r");
        }
    }

    /// Whether keys lead to the next step, and not to something that is told.
    fn leads_to(&mut self, keys: &str, words: &str) -> bool {
        // The same words stand at the foot of a step, and there without a frame.
        let told = format!("{} ─", View::Told.words());
        self.screen.press(keys);
        assert!(self.screen.comes_to_be(|picture| picture.contains(words) || picture.contains(&told)));
        let picture = self.screen.picture();
        self.shown.push_str(&picture);
        !picture.contains(&told)
    }
}

/// Opens the first case, reads it, and tries to answer.
pub fn screen(anna: &Caseworker) -> Run {
    let mut person = match Person::begin(anna) {
        Ok(person) => person,
        Err(ended) => return ended,
    };
    if person.sees_a_report() {
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
