//! The full-screen view, `zegel` without a verb: all cases in memory, and a whole day's work by
//! keyboard alone. Keys change a model ([`keys`]), what needs the server is an effect ([`effects`]) that a
//! thread of its own has ([`worker`]), and the picture is drawn from the model ([`draw`]). Acts that take
//! more than one key are pages ([`pages`]). Nothing that was opened touches a disk, and it stands on the
//! alternate screen only, which leaves nothing to scroll back to.

mod actions;
mod alternate_screen;
mod choices;
mod dialog;
mod draw;
mod editor;
mod entry;
mod external_editor;
mod filter;
mod item;
mod keyboard;
mod keys;
mod line;
mod list;
mod model;
mod new_set;
mod pages;
mod dialogs;
mod idle;
mod thread;
mod effects;
mod worker;

use std::collections::VecDeque;
use std::io::{self, IsTerminal, stdin, stdout};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use ratatui::crossterm::event::Event;
use ratatui::crossterm::terminal::is_raw_mode_enabled;

use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::keys::plugin::Listener;
use crate::keys::{identity, prompt};
use crate::notice::Noted;
use crate::platform::{TERMINAL, can_draw};
use crate::progress::Progress;
use crate::session::reapply::{Asked, Consent};
use crate::session::{Handshake, Session};
use crate::terminal::Terminal;
use alternate_screen::AlternateScreen;
use editor::Editor;
use effects::{Next, Work};
use idle::Idle;
use keyboard::Keyboard;
use model::Screen;
use worker::Worker;
use zegel_core::wire::ThreadHead;

/// So long until it is looked whether the server has answered.
const BUSY: Duration = Duration::from_millis(25);

/// What the screen begins with.
struct Begun {
    session: Session,
    cases: Vec<(ThreadHead, Case)>,
    /// What is said of another set of keys that was accepted just now.
    accepted: Option<String>,
}

/// Whether there is a terminal to show it on.
pub fn is_possible() -> bool {
    stdin().is_terminal() && stdout().is_terminal() && can_draw()
}

/// Unlocks, fetches all cases, and shows them until the caseworker leaves.
pub fn run(settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let (sender, plugins) = channel();
    let (begun, mut notices) = begin(settings, terminal, &listener(terminal, sender)).into_parts();
    notices.print(terminal);
    let Begun { session, cases, accepted } = begun?;
    let mut screen = Screen::new(&session, settings, plugins, terminal.texts);
    screen.meet(cases);
    screen.lay_out(&notices);
    if let Some(accepted) = accepted {
        screen.tell(&accepted);
    }
    let ended = AlternateScreen::begin().and_then(|display| {
        let worker = Worker::start(session)?;
        let idle = Idle::new(settings.screen);
        let held = VecDeque::new();
        let keyboard = Keyboard::default();
        Shown { screen, worker, display, idle, keyboard, held, settings, terminal }.serve()
    });
    ended.map_err(|error| error::files::write(Path::new(TERMINAL), error))
}

/// What a plugin's program says is kept for the screen, and printed as long as there is none.
fn listener(terminal: &Terminal, sender: Sender<String>) -> Listener {
    let printer = *terminal;
    Arc::new(move |text| {
        if !is_raw_mode_enabled().unwrap_or(false) {
            printer.inform(text);
        }
        // Nobody receives it once the screen has ended, and then nobody needs it.
        let _ = sender.send(text.to_owned());
    })
}

/// The session and all cases. The screen says itself when something is being fetched, so from then on
/// no bar does.
fn begin(settings: &Settings, terminal: &Terminal, listener: &Listener) -> Noted<Begun> {
    Noted::collect(|notices| {
        settings.place()?;
        let identity = notices.add(identity::read_with(settings, terminal, listener))?;
        let mut handshake = notices.add(Handshake::start_as(identity, settings))?;
        let accepted = new_set::meet(&mut handshake, terminal)?;
        let mut asked = Asked { consent: Consent::Ask, terminal, notices };
        let mut session = Session::begin(handshake, settings, &mut asked)?;
        notices.print(terminal);
        let cases = notices.add(session.cases())?;
        session.progress = Progress::Hidden;
        Ok(Begun { session, cases, accepted })
    })
}

/// The screen and all that it works with.
struct Shown<'a> {
    screen: Screen,
    worker: Worker<Screen>,
    display: AlternateScreen,
    idle: Idle,
    keyboard: Keyboard,
    /// What was typed ahead while something was on its way.
    held: VecDeque<Event>,
    settings: &'a Settings,
    terminal: &'a Terminal,
}

impl Shown<'_> {
    /// Waits for keys and for what the worker has done, whichever comes first.
    fn serve(&mut self) -> io::Result<()> {
        loop {
            self.meet_what_is_done()?;
            self.keep_time();
            let Some(event) = self.next_event()? else { continue };
            if keys::must_wait(&self.screen, &event) {
                self.held.push_back(event);
                continue;
            }
            self.lay_out_what_is_new()?;
            match keys::react(&mut self.screen, event) {
                Next::Stay => {}
                Next::Leave => return Ok(()),
                Next::Work(work) => self.ask(work),
                Next::Send(work) => {
                    self.screen.is_sending = true;
                    self.ask(work);
                }
                Next::GiveUp => {
                    self.screen.is_sending = false;
                    self.screen.gave_up = true;
                    self.screen.being_marked.clear();
                    self.held.clear();
                    self.worker.give_up();
                }
                Next::Editor => in_own_editor(&mut self.screen, &mut self.display)?,
                Next::Unlock => self.unlock()?,
            }
        }
    }

    fn ask(&mut self, work: Work) {
        self.idle.look();
        self.worker.ask(work);
    }

    fn meet_what_is_done(&mut self) -> io::Result<()> {
        while let Some(done) = self.worker.finished()? {
            self.screen.apply(done);
        }
        self.screen.gave_up &= self.worker.is_busy();
        self.screen.is_sending &= self.worker.is_busy();
        self.screen.waiting = self.worker.waiting();
        self.screen.hear_plugins();
        if self.screen.told.is_some() {
            self.held.clear();
        }
        Ok(())
    }

    /// Locks when nobody is here, and looks what is new when somebody is.
    fn keep_time(&mut self) {
        if self.idle.is_over() && !self.screen.is_locked {
            self.screen.is_locked = true;
            self.screen.lock_notice.clear();
        }
        if self.idle.is_time_to_look() && !self.worker.is_busy() && !self.screen.is_locked {
            self.ask(effects::look());
            self.screen.waiting = self.worker.waiting();
        }
    }

    /// The next key, if there is one soon, below the picture of this moment.
    fn next_event(&mut self) -> io::Result<Option<Event>> {
        if !self.screen.is_sending
            && let Some(event) = self.held.pop_front()
        {
            return Ok(Some(event));
        }
        let Some(_turn) = prompt::turn_to_draw() else {
            std::thread::sleep(BUSY);
            return Ok(None);
        };
        // What was typed ahead is done before anything is drawn.
        if !self.keyboard.poll(Duration::ZERO)? {
            self.display.draw(&mut self.screen)?;
        }
        let patience = if self.worker.is_busy() { BUSY } else { self.idle.next(self.screen.is_locked) };
        if !self.keyboard.poll(patience)? {
            return Ok(None);
        }
        let event = self.keyboard.read()?;
        // The computer may have slept since the last look, and somebody else may have opened it.
        if self.idle.is_over() && !self.screen.is_locked {
            return Ok(None);
        }
        self.idle.touch();
        Ok(Some(event))
    }

    /// Draws a page that never was: a key that was typed ahead moves by the lines of the picture.
    fn lay_out_what_is_new(&mut self) -> io::Result<()> {
        if !self.screen.is_laid_out()
            && let Some(_turn) = prompt::turn_to_draw()
        {
            self.display.draw(&mut self.screen)?;
        }
        Ok(())
    }

    /// Asks for the passphrase again, also where an agent holds the key: whoever sits here now may be
    /// somebody else. A key without one is shown again at once.
    fn unlock(&mut self) -> io::Result<()> {
        if !identity::is_protected(self.settings).unwrap_or(true) {
            self.screen.is_locked = false;
            return Ok(());
        }
        self.display.leave();
        let opened = identity::read_anew(self.settings, self.terminal).print_notices(self.terminal);
        self.display.come_back()?;
        self.idle.touch();
        self.screen.is_locked = opened.is_err();
        let why = opened.err().map(|error| error.text(self.screen.texts.desk));
        self.screen.lock_notice = why.unwrap_or_default();
        Ok(())
    }
}

/// The text that is being written: on a page, or on a sheet.
fn written(screen: &mut Screen) -> Option<&mut Editor> {
    if screen.has_page_on_top() {
        return screen.page.as_mut().and_then(|page| page.input.as_mut());
    }
    screen.sheet().map(|sheet| &mut sheet.editor)
}

/// What is being written in the caseworker's own editor, which has the terminal meanwhile.
fn in_own_editor(screen: &mut Screen, display: &mut AlternateScreen) -> io::Result<()> {
    let Some(editor) = written(screen) else { return Ok(()) };
    let text = editor.text();
    display.leave();
    let edited = external_editor::edit(&text);
    display.come_back()?;
    match edited {
        Ok(text) => {
            if let Some(editor) = written(screen) {
                editor.set(&text);
            }
        }
        Err(error) => screen.tell(&error.text(screen.texts)),
    }
    Ok(())
}
