//! `zegel guide`: two pages for a caseworker who is no programmer.

use clap::Args;

use crate::terminal::Terminal;
use zegel_core::i18n::Language;

const DUTCH: &str = include_str!("../texts/guide.nl.txt");
const ENGLISH: &str = include_str!("../texts/guide.en.txt");

/// The arguments of the verb.
#[derive(Args)]
pub struct Guide {}

impl Guide {
    /// Prints it in the person's language. It needs neither settings nor a server.
    pub fn run(terminal: &Terminal) {
        let is_dutch = terminal.texts.language == Language::DUTCH;
        terminal.print_text(if is_dutch { DUTCH } else { ENGLISH });
    }
}
