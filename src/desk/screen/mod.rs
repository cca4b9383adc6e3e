//! The full-screen view, `zegel` without a verb: all cases in memory, and a whole day's work by
//! keyboard alone. Keys change a model ([`keys`]), what needs the server is work ([`work`]), and
//! the picture is drawn from the model ([`draw`]). Nothing that was opened touches a disk, and it
//! stands on the alternate screen only, which leaves nothing to scroll back to.

mod acts;
mod dialog;
mod draw;
mod editor;
mod external_editor;
mod keys;
mod line;
mod list;
mod model;
mod pages;
mod terminal;
mod thread;
mod work;

use std::io::{self, IsTerminal, stdin, stdout};
use std::path::Path;
use std::time::Duration;

use ratatui::crossterm::event;

use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::show::Show;
use model::Screen;
use terminal::Terminal;
use work::Next;

/// So long until the picture is drawn again when nothing happens, for its clock.
const IDLE: Duration = Duration::from_secs(20);

/// Whether there is a terminal to show it on.
pub fn is_possible() -> bool {
    stdin().is_terminal() && stdout().is_terminal()
}

/// Unlocks, fetches all cases, and shows them until the caseworker leaves.
pub fn run(settings: &Settings, show: &Show) -> Result<(), DeskError> {
    let mut desk = Session::open(settings, show)?;
    let cases = desk.cases()?;
    let mut screen = Screen::new(&desk, cases);
    show.take_over();
    let ended = Terminal::begin().and_then(|mut terminal| serve(&mut screen, &mut desk, &mut terminal));
    show.give_back();
    ended.map_err(|error| error::files::write(Path::new("/dev/tty"), error))
}

fn serve(screen: &mut Screen<'_>, desk: &mut Session<'_>, terminal: &mut Terminal) -> io::Result<()> {
    loop {
        // What was typed ahead is taken in before anything is drawn.
        if !event::poll(Duration::ZERO)? {
            terminal.draw(screen)?;
        }
        if !event::poll(IDLE)? {
            continue;
        }
        match keys::react(screen, event::read()?) {
            Next::Stay => {}
            Next::Leave => return Ok(()),
            Next::Work(work) => {
                screen.notice.clone_from(&screen.show.texts.desk.screen.busy);
                terminal.draw(screen)?;
                work::perform(screen, desk, work);
            }
            Next::Editor => in_own_editor(screen, terminal)?,
        }
    }
}

/// The text of the sheet in the caseworker's own editor, which has the terminal meanwhile.
fn in_own_editor(screen: &mut Screen<'_>, terminal: &mut Terminal) -> io::Result<()> {
    let Some(sheet) = screen.sheet() else { return Ok(()) };
    let text = sheet.editor.text();
    terminal.leave();
    let edited = external_editor::edit(&text);
    terminal.come_back()?;
    match edited {
        Ok(text) => {
            if let Some(sheet) = screen.sheet() {
                sheet.editor.set(&text);
            }
        }
        Err(error) => screen.tell(error.text(&screen.show.texts.desk.screen)),
    }
    Ok(())
}
