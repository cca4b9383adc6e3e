//! The console of a person on Windows: what it can do, and a line that is not shown.

use std::fs::File;
use std::io::{self, Result, Write};
use std::os::windows::io::AsHandle;
use std::time::Duration;

use crossterm_winapi::{Console, ConsoleMode, Handle};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use zeroize::Zeroizing;

/// What the console is called to whom it failed.
pub const TERMINAL: &str = "CONOUT$";
/// What its keys are called, whatever standard input and output are.
const KEYBOARD: &str = "CONIN$";

/// Whether the console is told to show every letter. What the standard library writes on it is.
pub fn shows_every_letter() -> bool {
    true
}

/// Whether the terminal can do more than print lines: every console of Windows 10 and later can.
pub fn can_draw() -> bool {
    true
}

/// Whether a letter that is typed with AltGr is reported together with Ctrl and Alt.
pub fn altgr_is_control_and_alt() -> bool {
    true
}

/// Whether the terminal can report a paste as what it is. A console reports keys.
pub fn reports_paste() -> bool {
    false
}

/// Standard input without the standard library's buffer, which nobody wipes.
pub fn standard_input() -> Result<File> {
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}

/// Standard output as a file, to be asked what it is.
pub fn standard_output() -> Result<File> {
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// Whether standard output is a pipe whose other end was closed, which cannot be asked here.
pub fn has_no_reader() -> bool {
    false
}

/// Waits so long for a line of the person: nothing if none was begun, and an empty one where there are no more.
///
/// Keys are read, and shown: whether a line is there cannot be asked, and a key that is let go counts as input too.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other key writes anything")]
pub fn typed_line(time: Duration) -> Result<Option<String>> {
    let mut picture = person()?.1;
    let mut line = String::new();
    while !line.is_empty() || event::poll(time)? {
        let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event::read()? else {
            continue;
        };
        match code {
            KeyCode::Char('z') if modifiers == KeyModifiers::CONTROL => return Ok(Some(String::new())),
            KeyCode::Enter => {
                picture.write_all(b"\n")?;
                line.push('\n');
                return Ok(Some(line));
            }
            KeyCode::Backspace if line.pop().is_some() => picture.write_all(b"\x08 \x08")?,
            KeyCode::Char(letter) => {
                line.push(letter);
                write!(picture, "{letter}")?;
            }
            _ => {}
        }
    }
    Ok(None)
}

/// The person's console, to read keys from and to write on, whatever standard input and output are.
pub fn person() -> Result<(File, Picture)> {
    let keyboard = File::options().read(true).write(true).open(KEYBOARD)?;
    Ok((keyboard, Picture(Console::from(Handle::current_out_handle()?))))
}

/// What a console shows. It takes letters: bytes would be those of its code page, in which é is another one.
pub struct Picture(Console);

impl Write for Picture {
    fn write(&mut self, text: &[u8]) -> Result<usize> {
        self.0.write_char_buffer(text)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// What puts the console back as it is now.
pub fn put_back(_: &File) -> Result<impl Fn() + Send + use<>> {
    let console = ConsoleMode::from(Handle::current_in_handle()?);
    let now = console.mode()?;
    Ok(move || {
        let _ = console.set_mode(now);
    })
}

/// Lets the console show nothing of what is typed: [`hidden_line`] does that for each line.
pub fn hide_typing(_: &File) -> Result<()> {
    Ok(())
}

/// A line that is not shown, without its end; nothing where the person stopped.
pub fn hidden_line(_: &mut File) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let line = Zeroizing::new(rpassword::read_password()?);
    Ok(Some(Zeroizing::new(line.as_bytes().to_vec())))
}
