//! `zegel open FILE`: opens a sealed file on a computer that has no server. `zegel open DIR` lists
//! the reports in a folder of `zegel fetch`.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use age::armor::ArmoredReader;
use clap::Args;

use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::keys::identity;
use crate::terminal::Terminal;
use crate::verb::inbox::Inbox;
use crate::view::{answers, thread};
use zegel_core::document::DeskDocument;
use zegel_core::i18n::interpolate;
use zegel_core::seal::{AGE_ARMOR, ForDesk, Plain, SealError};

/// Above the largest size class for sixteen recipients, armored.
const MOST: u64 = 256 * 1024;

/// The arguments of the verb.
#[derive(Args)]
pub struct Open {
    /// The age file, armored or not; or a folder of zegel fetch
    file: PathBuf,
}

impl Open {
    /// Opens it and shows what is in it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if self.file.is_dir() {
            return Inbox::default().run(&settings.at(Some(&self.file)), terminal);
        }
        let sealed = self.read()?;
        let identity = identity::read(settings, terminal).print_notices(terminal)?;
        let plain = identity.open(&sealed).map_err(|error| match error {
            SealError::OtherKey => error::files::other_key(&self.file),
            SealError::TooLarge | SealError::NotSealed | SealError::NotAge | SealError::Damaged => {
                error::files::damaged(&self.file)
            }
        })?;
        self.show(&plain, terminal)
    }

    fn read(&self) -> Result<ForDesk, DeskError> {
        let mut bytes = Vec::new();
        let read = File::open(&self.file).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes));
        read.map_err(|error| error::files::read(&self.file, error))?;
        if bytes.len() as u64 > MOST {
            return Err(error::files::damaged(&self.file));
        }
        let bytes = if bytes.trim_ascii_start().starts_with(AGE_ARMOR.as_bytes()) {
            self.unarmored(&bytes)?
        } else {
            bytes
        };
        ForDesk::from_bytes(bytes).map_err(|_| error::files::not_age(&self.file))
    }

    /// The same bytes, as they travel through mail.
    fn unarmored(&self, armored: &[u8]) -> Result<Vec<u8>, DeskError> {
        let mut bytes = Vec::new();
        let mut reader = ArmoredReader::new(armored.trim_ascii_start());
        reader.read_to_end(&mut bytes).map_err(|_| error::files::damaged(&self.file))?;
        Ok(bytes)
    }

    fn show(&self, plain: &Plain, terminal: &Terminal) -> Result<(), DeskError> {
        let damaged = || error::files::damaged(&self.file);
        let json: serde_json::Value = serde_json::from_slice(plain.as_bytes()).map_err(|_| damaged())?;
        let document = DeskDocument::parse(plain).map_err(|_| damaged())?;
        match document {
            _ if terminal.is_json() => terminal.print_json(&json),
            DeskDocument::Report(report) => terminal.print(&thread::report(&report, terminal.texts)),
            DeskDocument::Message(message) => {
                let day = answers::day(&message.writing, terminal.texts);
                terminal.print_text(&interpolate(&terminal.texts.desk.desk.message_first, &[("day", &day)]));
                terminal.print(&answers::writing(&message.writing, terminal.texts));
            }
            DeskDocument::Note(_) => {
                terminal.print_text(&terminal.texts.desk.desk.note_unchecked);
                terminal.print_indented(json["note"].as_str().unwrap_or_default());
            }
        }
        Ok(())
    }
}
