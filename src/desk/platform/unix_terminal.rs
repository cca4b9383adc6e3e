//! The terminal of a person on Linux and macOS: what it can do, and a line that is not shown.

use std::env;
use std::fs::File;
use std::io::{self, BufRead, Error, ErrorKind, Read, Result};
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, OutputModes, SpecialCodeIndex, tcgetattr, tcsetattr,
};
use zeroize::Zeroizing;

/// The person's terminal, whatever standard input and output are.
pub const TERMINAL: &str = "/dev/tty";
/// The longest line that a terminal's own editing takes.
const LONGEST: usize = 4096;
/// What Ctrl-C types where it sends no signal.
const CONTROL_C: u8 = 3;

/// Whether the terminal is told to show every letter.
pub fn shows_every_letter() -> bool {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    locale.to_ascii_lowercase().replace('-', "").contains("utf8")
}

/// Whether the terminal says that it can do more than print lines.
pub fn can_draw() -> bool {
    let kind = env::var_os("TERM").unwrap_or_default();
    !kind.is_empty() && kind != "dumb"
}

/// Whether a letter that is typed with AltGr is reported together with Ctrl and Alt.
pub fn altgr_is_control_and_alt() -> bool {
    false
}

/// Whether the terminal can report a paste as what it is.
pub fn reports_paste() -> bool {
    true
}

/// Standard input without the standard library's buffer, which nobody wipes.
pub fn standard_input() -> Result<File> {
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// Standard output as a file, to be asked what it is.
pub fn standard_output() -> Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Whether standard output is a pipe whose other end was closed.
pub fn has_no_reader() -> bool {
    let out = io::stdout();
    let mut ends = [PollFd::new(&out, PollFlags::empty())];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut ends, Some(&now)).is_ok() && ends[0].revents().contains(PollFlags::ERR)
}

/// Waits so long for a line on standard input: nothing if none was begun, and an empty one where there are no more.
pub fn typed_line(time: Duration) -> Result<Option<String>> {
    let input = io::stdin();
    let limit = Timespec::try_from(time).ok();
    if poll(&mut [PollFd::new(&input, PollFlags::IN)], limit.as_ref())? == 0 {
        return Ok(None);
    }
    let mut line = String::new();
    input.lock().take(LONGEST as u64).read_line(&mut line)?;
    Ok(Some(line))
}

/// The person's terminal, to read keys from and to write on, whatever standard input and output are.
pub fn person() -> Result<(File, File)> {
    let terminal = File::options().read(true).write(true).open(TERMINAL)?;
    Ok((terminal.try_clone()?, terminal))
}

/// What puts the terminal back as it is now.
pub fn put_back(terminal: &File) -> Result<impl Fn() + Send + use<>> {
    let now = tcgetattr(terminal)?;
    let terminal = terminal.try_clone()?;
    Ok(move || {
        let _ = tcsetattr(&terminal, OptionalActions::Now, &now);
    })
}

/// Lets the terminal show nothing of what is typed.
///
/// Lines are edited as always, whatever a screen made of the terminal, and a backspace takes a whole letter.
/// Ctrl-C ends a line instead of the program, so that it can be answered.
pub fn hide_typing(terminal: &File) -> Result<()> {
    let mut quiet = tcgetattr(terminal)?;
    quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG);
    quiet.local_modes.insert(LocalModes::ICANON | LocalModes::IEXTEN);
    quiet.input_modes.insert(InputModes::ICRNL);
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    quiet.input_modes.insert(InputModes::IUTF8);
    quiet.output_modes.insert(OutputModes::OPOST | OutputModes::ONLCR);
    quiet.special_codes[SpecialCodeIndex::VEOL] = CONTROL_C;
    tcsetattr(terminal, OptionalActions::Now, &quiet)?;
    Ok(())
}

/// A line that is not shown, without its end; nothing where the person stopped: Ctrl-C, or Ctrl-D on an
/// empty line.
pub fn hidden_line(terminal: &mut File) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(2 * LONGEST));
    let mut some = Zeroizing::new([0; LONGEST]);
    loop {
        let length = terminal.read(&mut *some)?;
        line.extend_from_slice(&some[..length]);
        match line.last() {
            Some(&CONTROL_C) | None => return Ok(None),
            Some(b'\n') => {
                line.pop();
                return Ok(Some(line));
            }
            // Ctrl-D behind some text hands it over and goes on; a second one ends the line.
            Some(_) if length == 0 => return Ok(Some(line)),
            Some(_) if line.len() > LONGEST => return Err(Error::from(ErrorKind::FileTooLarge)),
            Some(_) => {}
        }
    }
}
