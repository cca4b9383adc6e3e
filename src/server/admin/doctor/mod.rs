//! `zegeld doctor`: inspects this machine, the files, the store and the site, and prints what is not as
//! it should be. It changes nothing. It says what it could not inspect, and one fault does not keep it
//! from finding others.

mod certificate;
mod desk;
mod files;
mod host;
mod maintenance;
#[cfg(feature = "postgres")]
mod postgres;
mod proxy;
mod public_site;
mod recipients;
mod running;
mod site;
mod store;
mod volume;

use std::path::Path;

use clap::Args;

use super::config_file::ConfigFile;
use super::{AdminError, print, startup};
use crate::config::{Config, Installation};
use zegel_core::calendar::Clock;
use zegel_core::doctor::{Finding, State};
use zegel_core::invisible::is_invisible;
use zegel_core::json::to_pretty_json;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// Also visit the site as everybody sees it: https://HOST/, or the `page` of the configuration
    #[arg(long, value_name = "URL")]
    url: Option<Option<String>>,
    /// For a program to read
    #[arg(long)]
    json: bool,
}

/// How the findings are printed.
#[derive(Clone, Copy)]
enum Format {
    Lines,
    Json,
}

/// The results of all checks, in the order in which they are printed.
#[derive(Default)]
struct Findings(Vec<Finding>);

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    let mut findings = Findings::default();
    findings.ok("version", concat!("This is zegeld ", env!("CARGO_PKG_VERSION"), "."));
    let file = arguments.config.locate();
    let installation = file.as_deref().map(Installation::of_config).unwrap_or_default();
    let read = file.and_then(|file| Ok((startup::read_config(&file)?, file)));
    let config = match &read {
        Ok((config, file)) => {
            inspect_configured(config, file, &mut findings);
            Some(config)
        }
        Err(error) => {
            findings.wrong("config", format!("{error}. {}", error.advice()));
            None
        }
    };
    host::inspect(&installation, &mut findings);
    if let Some(url) = &arguments.url {
        visit(url.as_deref(), config, &mut findings)?;
    }
    findings.print(if arguments.json { Format::Json } else { Format::Lines })
}

/// Visits the site at this address, or at the one that the configuration says is its own.
fn visit(url: Option<&str>, config: Option<&Config>, findings: &mut Findings) -> Result<(), AdminError> {
    let own = config.and_then(|config| config.organisation.page.as_deref());
    match url.or(own) {
        Some(url) => public_site::inspect(url, config, findings),
        None => {
            findings
                .wrong("url", "Which site? Give --url https://HOST/, or write page under [organisation].");
            Ok(())
        }
    }
}

/// Inspects all that the configuration names.
fn inspect_configured(config: &Config, file: &Path, findings: &mut Findings) {
    let clock = Clock::system();
    files::inspect(config, file, findings);
    volume::inspect(&config.database, findings);
    let set = recipients::inspect(config, findings);
    store::inspect(config, set.as_ref(), &clock, findings);
    desk::inspect(config, findings);
    site::inspect(config, clock.week(), findings);
    running::inspect(config, findings);
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

    /// Prints all of them. The error counts those that are wrong.
    fn print(&self, format: Format) -> Result<(), AdminError> {
        match format {
            Format::Json => print(&to_pretty_json(&self.0)),
            Format::Lines => {
                for finding in &self.0 {
                    print(&line(finding));
                }
            }
        }
        match self.0.iter().filter(|finding| finding.state == State::Wrong).count() {
            0 => Ok(()),
            wrong => Err(AdminError::ThingsWrong(wrong)),
        }
    }
}

/// A finding on one line. A site that is visited may answer anything, so control characters are taken
/// out: none of them reaches the terminal.
fn line(finding: &Finding) -> String {
    let mark = match finding.state {
        State::Ok => "ok",
        State::Look => "look",
        State::Wrong => "WRONG",
    };
    let text = finding.text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{mark:<8}{}", text.chars().filter(|c| is_harmless(*c)).collect::<String>())
}

/// Whether a character is neither a control character nor one that nobody sees, such as the marks that
/// change the direction of text.
fn is_harmless(c: char) -> bool {
    !c.is_control() && !is_invisible(c)
}
