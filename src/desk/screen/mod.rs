//! The full-screen view, `zegel` without a verb: all cases in memory, and a whole day's work by
//! keyboard alone. Keys change a model ([`keys`]), what needs the server is an effect ([`effects`]) that a
//! thread of its own has ([`worker`]), and the picture is drawn from the model ([`draw`]). Nothing that was opened touches a disk, and it
//! stands on the alternate screen only, which leaves nothing to scroll back to.

mod actions;
mod alternate_screen;
mod dialog;
mod draw;
mod editor;
mod external_editor;
mod keys;
mod line;
mod list;
mod model;
mod dialogs;
mod thread;
mod effects;
mod worker;

use std::io::{self, IsTerminal, stdin, stdout};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use ratatui::crossterm::event::{self, Event};
use ratatui::crossterm::terminal::is_raw_mode_enabled;

use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::keys::plugin::Listener;
use crate::keys::{identity, prompt};
use crate::notice::Noted;
use crate::progress::Progress;
use crate::session::reapply::{Asked, Consent};
use crate::session::{Handshake, Session};
use crate::terminal::{Terminal, is_capable};
use alternate_screen::AlternateScreen;
use effects::Next;
use model::Screen;
use worker::Worker;
use zegel_core::wire::ThreadHead;

/// So long until the picture is drawn again when nothing happens, for its clock.
const IDLE: Duration = Duration::from_secs(20);
/// So long until it is looked whether the server has answered.
const BUSY: Duration = Duration::from_millis(25);

type Cases = Vec<(ThreadHead, Case)>;

/// Whether there is a terminal to show it on.
pub fn is_possible() -> bool {
    stdin().is_terminal() && stdout().is_terminal() && is_capable()
}

/// Unlocks, fetches all cases, and shows them until the caseworker leaves.
pub fn run(settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let (sender, plugins) = channel();
    let (begun, mut notices) = begin(settings, terminal, &listener(terminal, sender)).into_parts();
    notices.print(terminal);
    let (session, cases) = begun?;
    let mut screen = Screen::new(&session, plugins, terminal.texts);
    screen.meet(cases);
    screen.lay_out(&notices);
    let ended = AlternateScreen::begin().and_then(|mut display| {
        let mut worker = Worker::start(session)?;
        serve(&mut screen, &mut worker, &mut display)
    });
    ended.map_err(|error| error::files::write(Path::new("/dev/tty"), error))
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
fn begin(settings: &Settings, terminal: &Terminal, listener: &Listener) -> Noted<(Session, Cases)> {
    Noted::collect(|notices| {
        settings.place()?;
        let identity = notices.add(identity::read_with(settings, terminal, listener))?;
        let handshake = Handshake::start_as(identity, settings)?;
        let mut asked = Asked { consent: Consent::Ask, terminal, notices };
        let mut session = Session::begin(handshake, settings, &mut asked)?;
        notices.print(terminal);
        let cases = notices.add(session.cases())?;
        session.progress = Progress::Hidden;
        Ok((session, cases))
    })
}

/// Waits for keys and for what the worker has done, whichever comes first.
fn serve(screen: &mut Screen, worker: &mut Worker, display: &mut AlternateScreen) -> io::Result<()> {
    loop {
        while let Some(done) = worker.finished()? {
            screen.apply(done);
        }
        screen.gave_up &= worker.is_busy();
        screen.is_sending &= worker.is_busy();
        screen.waiting = worker.waiting();
        screen.hear_plugins();
        let Some(event) = next_event(screen, worker, display)? else { continue };
        match keys::react(screen, event) {
            Next::Stay => {}
            Next::Leave => return Ok(()),
            Next::Work(work) => worker.ask(work),
            Next::Send(work) => {
                screen.is_sending = true;
                worker.ask(work);
            }
            Next::GiveUp => {
                screen.is_sending = false;
                screen.gave_up = true;
                worker.give_up();
            }
            Next::Editor => in_own_editor(screen, display)?,
        }
    }
}

/// The next key, if there is one soon, below the picture of this moment.
fn next_event(
    screen: &mut Screen,
    worker: &Worker,
    display: &mut AlternateScreen,
) -> io::Result<Option<Event>> {
    let Some(_turn) = prompt::turn_to_draw() else {
        std::thread::sleep(BUSY);
        return Ok(None);
    };
    // What was typed ahead is done before anything is drawn.
    if !event::poll(Duration::ZERO)? {
        display.draw(screen)?;
    }
    let patience = if worker.is_busy() { BUSY } else { IDLE };
    if event::poll(patience)? { event::read().map(Some) } else { Ok(None) }
}

/// The text of the sheet in the caseworker's own editor, which has the terminal meanwhile.
fn in_own_editor(screen: &mut Screen, display: &mut AlternateScreen) -> io::Result<()> {
    let Some(sheet) = screen.sheet() else { return Ok(()) };
    let text = sheet.editor.text();
    display.leave();
    let edited = external_editor::edit(&text);
    display.come_back()?;
    match edited {
        Ok(text) => {
            if let Some(sheet) = screen.sheet() {
                sheet.editor.set(&text);
            }
        }
        Err(error) => screen.tell(&error.text(&screen.texts.desk.screen)),
    }
    Ok(())
}
