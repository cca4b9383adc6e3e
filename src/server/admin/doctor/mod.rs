//! `zegeld doctor`: whether this machine, the files, the store and the site are as they should be.
//! It changes nothing. What it cannot look at it says, and what is wrong hides nothing else.

mod certificate;
mod files;
mod foreign;
mod host;
mod kept;
mod outside;
mod set;
mod site;
mod volume;

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{KeeperError, tell};
use crate::config::Config;
use zegel_core::calendar::Clock;

#[derive(Args)]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
    /// Also visit the site as everybody sees it: https://HOST/
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// For a program to read
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Ok,
    /// Somebody should look at it and decide.
    Look,
    /// Not as it should be.
    Wrong,
}

/// One thing that was looked at: a fact and, where it is not right, an advice.
#[derive(Serialize)]
struct Finding {
    about: &'static str,
    state: State,
    text: String,
}

/// All that was looked at.
#[derive(Default)]
struct Findings(Vec<Finding>);

pub(super) fn run(arguments: &Arguments) -> Result<(), KeeperError> {
    let mut findings = Findings::default();
    findings.ok("version", concat!("This is zegeld ", env!("CARGO_PKG_VERSION"), "."));
    let config = Config::read(&arguments.config);
    match &config {
        Ok(config) => with(config, &arguments.config, &mut findings),
        Err(error) => findings.wrong("config", format!("{error}. Mend that line, and look again.")),
    }
    host::look(&mut findings);
    if let Some(url) = &arguments.url {
        outside::look(url, config.as_ref().ok(), &mut findings)?;
    }
    findings.tell(arguments.json)
}

fn with(config: &Config, file: &std::path::Path, findings: &mut Findings) {
    let clock = Clock::system();
    files::look(config, file, findings);
    volume::look(&config.database, findings);
    let set = set::look(config, findings);
    kept::look(config, set.as_ref(), &clock, findings);
    site::look(config, clock.week(), findings);
}

impl Findings {
    fn add(&mut self, about: &'static str, state: State, text: impl Into<String>) {
        self.0.push(Finding { about, state, text: text.into() });
    }

    fn ok(&mut self, about: &'static str, text: impl Into<String>) {
        self.add(about, State::Ok, text);
    }

    fn look(&mut self, about: &'static str, text: impl Into<String>) {
        self.add(about, State::Look, text);
    }

    fn wrong(&mut self, about: &'static str, text: impl Into<String>) {
        self.add(about, State::Wrong, text);
    }

    fn tell(self, json: bool) -> Result<(), KeeperError> {
        match json {
            true => tell(&serde_json::to_string_pretty(&self.0).unwrap_or_default()),
            false => self.0.iter().for_each(|finding| tell(&finding.line())),
        }
        match self.0.iter().filter(|finding| finding.state == State::Wrong).count() {
            0 => Ok(()),
            wrong => Err(KeeperError::ThingsWrong(wrong)),
        }
    }
}

impl Finding {
    /// A site that is visited may answer anything: nothing of it moves a terminal.
    fn line(&self) -> String {
        let mark = match self.state {
            State::Ok => "ok",
            State::Look => "look",
            State::Wrong => "WRONG",
        };
        let text: String = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{mark:<8}{}", text.chars().filter(|c| is_harmless(*c)).collect::<String>())
    }
}

/// Neither a control character nor one that turns text round.
fn is_harmless(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns
}
