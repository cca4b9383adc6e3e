//! `zegel restore-key`: the key from the pages of `zegel backup-key`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::backup::public;
use super::identity;
use super::keygen::{check_new, default_file, tell_public, write};
use super::lines::{self, Bytes, LINE};
use super::shares::{Part, join};
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::identity::Identity;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;

/// Far above any page.
const MOST: u64 = 64 * 1024;

/// The arguments of the verb.
#[derive(Args)]
pub struct RestoreKey {
    /// Files with the lines of a page each; without, they are typed or read from standard input
    files: Vec<PathBuf>,
    /// Where the key goes; never over a file [default: identity.txt in the config folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write nothing: prove that the pages give back the key of --identity
    #[arg(long, conflicts_with = "out")]
    check: bool,
}

/// The parts that are there, by their place.
struct Gathered<'a> {
    parts: BTreeMap<u8, Part>,
    terminal: &'a Terminal,
}

impl RestoreKey {
    /// Gathers parts until there are enough, joins them, and writes the key or compares it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if self.check {
            return self.compare(settings, terminal);
        }
        let path = self.out.clone().map_or_else(default_file, Ok)?;
        check_new(&path)?;
        let identity = self.join(terminal)?;
        write(&path, &identity, false, settings, terminal)?;
        tell_public(&identity, terminal)?;
        tell(&terminal.texts.desk.keys.restored, &path, &identity, terminal)
    }

    /// The key that is there is opened first: who has to type pages should not do so in vain.
    fn compare(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let path = &settings.identity;
        let known = identity::read(settings, terminal).print_notices(terminal)?;
        let joined = self.join(terminal)?;
        if *joined.to_file() != *known.to_file() {
            return Err(error::keys::another_key(path));
        }
        tell(&terminal.texts.desk.keys.pages_right, path, &joined, terminal)
    }

    fn join(&self, terminal: &Terminal) -> Result<Identity, DeskError> {
        let mut gathered = Gathered { parts: BTreeMap::new(), terminal };
        match self.files.is_empty() {
            false => self.files.iter().try_for_each(|file| gathered.read_file(file))?,
            true if terminal.can_ask() => gathered.ask()?,
            true => {
                let text = Zeroizing::new(terminal.read_input()?);
                gathered.read_text(&text, &terminal.texts.desk.keys.input)?;
            }
        }
        gathered.enough()?;
        join(&gathered.parts)
    }
}

/// Says something of a file and of the key in it.
fn tell(text: &str, file: &Path, identity: &Identity, terminal: &Terminal) -> Result<(), DeskError> {
    let facts = [("file", file.display().to_string()), ("key", public(identity)?)];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    terminal.inform(&interpolate(text, &facts));
    Ok(())
}

impl Gathered<'_> {
    fn read_file(&mut self, path: &Path) -> Result<(), DeskError> {
        let mut text = Zeroizing::new(String::with_capacity(8 * 1024));
        let read = File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
        read.map_err(|error| error::files::read(path, error))?;
        self.read_text(&text, &path.display().to_string())
    }

    /// One part or several, each from its line 1 on. Lines without a number are for people.
    fn read_text(&mut self, text: &str, from: &str) -> Result<(), DeskError> {
        let mut bytes: Bytes = Zeroizing::new(Vec::new());
        let mut next = 1;
        for (number, line) in text.lines().filter_map(lines::numbered) {
            if number == 1 && next > 1 {
                self.take(&std::mem::take(&mut bytes), from)?;
                next = 1;
            }
            if number != next {
                return Err(error::keys::line_missing(from, next));
            }
            let line = lines::read(number, line);
            bytes.extend_from_slice(&line.ok_or_else(|| error::keys::line_wrong(from, number))?);
            next += 1;
        }
        if bytes.is_empty() {
            return Err(error::keys::no_part(from));
        }
        self.take(&bytes, from)
    }

    fn take(&mut self, bytes: &[u8], from: &str) -> Result<(), DeskError> {
        if bytes.len() < Part::length(bytes)? {
            return Err(error::keys::line_missing(from, bytes.len() / LINE + 1));
        }
        let part = Part::from_bytes(bytes)?.ok_or_else(|| error::keys::lines_mixed(from))?;
        if self.parts.values().any(|other| other.split != part.split) {
            return Err(error::keys::other_split(from));
        }
        self.parts.insert(part.place, part);
        Ok(())
    }

    /// Asks for one line after another, and for a mistyped one again, until there are enough parts.
    fn ask(&mut self) -> Result<(), DeskError> {
        self.terminal.inform(&self.terminal.texts.desk.keys.ask_first);
        while self.enough().is_err() {
            let bytes = self.ask_part()?;
            if let Err(error) = self.take(&bytes, &self.terminal.texts.desk.keys.input) {
                self.terminal.print_error(&error);
                continue;
            }
            let counts = [self.parts.len(), self.needed()].map(|count| count.to_string());
            let counts = [("have", counts[0].as_str()), ("need", &counts[1])];
            self.terminal.inform(&interpolate(&self.terminal.texts.desk.keys.part_right, &counts));
        }
        Ok(())
    }

    fn ask_part(&self) -> Result<Bytes, DeskError> {
        let mut bytes: Bytes = Zeroizing::new(Vec::new());
        let mut number = 1;
        while bytes.is_empty() || bytes.len() < Part::length(&bytes)? {
            let question =
                interpolate(&self.terminal.texts.desk.keys.ask_line, &[("line", &number.to_string())]);
            let typed = Zeroizing::new(self.terminal.ask(&question));
            let line = lines::numbered(&typed).map_or(typed.as_str(), |(_, line)| line);
            if line.is_empty() {
                return Err(self.few());
            }
            match lines::read(number, line) {
                Some(line) => {
                    bytes.extend_from_slice(&line);
                    number += 1;
                }
                None => {
                    let wrong = error::keys::line_wrong(&self.terminal.texts.desk.keys.input, number);
                    self.terminal.print_error(&wrong);
                }
            }
        }
        Ok(bytes)
    }

    fn needed(&self) -> usize {
        self.parts.values().next().map_or(2, |part| usize::from(part.split.needed))
    }

    fn few(&self) -> DeskError {
        error::keys::few(self.parts.len(), self.needed())
    }

    fn enough(&self) -> Result<(), DeskError> {
        if self.parts.len() >= self.needed() { Ok(()) } else { Err(self.few()) }
    }
}
