//! `zegel backup-key`: the key on pages for several people, who bring it back together.

use std::io::{IsTerminal, stdout};

use clap::{Args, value_parser};
use data_encoding::HEXUPPER;

use super::shares::{Part, deal};
use super::{identity, lines};
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::identity::Identity;
use crate::platform::standard_output;
use crate::terminal::{Terminal, printed};
use zegel_core::calendar::Clock;
use zegel_core::i18n::interpolate;

/// Of a recipient, so many characters tell it from others.
const SHOWN: usize = 24;

/// The arguments of the verb.
#[derive(Args)]
pub struct BackupKey {
    /// So many pages, a part of the key on each
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = value_parser!(u8).range(2..=16))]
    shares: u8,
    /// So many of them give the key back
    #[arg(long, value_name = "K", default_value_t = 2, value_parser = value_parser!(u8).range(2..=16))]
    threshold: u8,
}

impl BackupKey {
    /// Splits the key, and prints a page for each part.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if self.threshold > self.shares {
            return Err(error::keys::numbers());
        }
        if stays() {
            return Err(error::keys::not_a_printer());
        }
        let identity = identity::read_anew(settings, terminal).print_notices(terminal)?;
        for part in deal(&identity, self.shares, self.threshold)? {
            page(&part, &identity, terminal)?;
            terminal.print_form_feed();
        }
        printed().map_err(error::output::pages)?;
        if identity.plugin_lines().next().is_some() {
            terminal.warn(&terminal.texts.desk.keys.hardware);
        }
        let counts = [("made", &self.shares.to_string()), ("need", &self.threshold.to_string())];
        terminal.inform(&interpolate(
            &terminal.texts.desk.keys.split,
            &counts.map(|(name, count)| (name, count.as_str())),
        ));
        Ok(())
    }
}

/// Whether what is printed would stay: in the memory of a terminal, or in a file.
fn stays() -> bool {
    let is_file = standard_output().and_then(|file| file.metadata());
    stdout().is_terminal() || is_file.is_ok_and(|data| data.is_file())
}

fn page(part: &Part, identity: &Identity, terminal: &Terminal) -> Result<(), DeskError> {
    let bytes = part.to_bytes()?;
    let [place, made, need] = [part.place, part.split.made, part.split.needed].map(|count| count.to_string());
    let week = Clock::system().week().to_string();
    let key = public(identity)?;
    let id = HEXUPPER.encode(&part.split.id);
    let facts = [
        ("part", place.as_str()),
        ("made", &made),
        ("need", &need),
        ("desk", identity.name()),
        ("week", &week),
        ("key", &key),
        ("split", &id),
    ];
    terminal.print_text(&interpolate(&terminal.texts.desk.keys.page_top, &facts));
    terminal.print_exact("");
    for line in lines::write(&bytes) {
        terminal.print_exact(&line);
    }
    terminal.print_exact("");
    terminal.print_text(&interpolate(&terminal.texts.desk.keys.page_bottom, &facts));
    Ok(())
}

/// By which a key is known again: the beginning of what is sealed for, else the key that signs.
pub fn public(identity: &Identity) -> Result<String, DeskError> {
    let recipients = identity.recipients()?;
    let signing = || identity::public_line(identity).unwrap_or_default();
    let text = recipients.first().map_or_else(signing, |recipient| recipient.to_string());
    let short: String = text.chars().take(SHOWN).collect();
    Ok(if short.len() < text.len() { format!("{short}…") } else { text })
}
