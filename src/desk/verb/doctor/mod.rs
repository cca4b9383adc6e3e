//! `zegel doctor`: whether this computer, the key and the server are as they should be. It changes
//! nothing, and pins nothing.

mod computer;
mod server;

use std::path::Path;

use clap::Args;
use serde::Serialize;

use crate::Cli;
use crate::config::{Settings, config_folder};
use crate::error::DeskError;
use crate::identity::Identity;
use crate::keys::{backup, identity};
use crate::show::Show;
use crate::texts::Doctor as Words;
use crate::verb::setup::FirstDayError;
use zegel_core::i18n::fill;

/// The arguments of the verb.
#[derive(Args)]
pub struct Doctor {}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Look,
    Wrong,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Finding {
    about: &'static str,
    state: State,
    text: String,
}

/// All that was looked at.
struct Findings<'a> {
    all: Vec<Finding>,
    /// Whether the server is not believed.
    is_suspicious: bool,
    show: &'a Show,
}

impl Doctor {
    /// Looks at everything; what is wrong hides nothing else.
    pub fn run(&self, cli: &Cli, show: &Show) -> Result<(), DeskError> {
        let mut findings = Findings { all: Vec::new(), is_suspicious: false, show };
        let words = findings.words();
        findings.ok("version", &fill(&words.version, &[("version", env!("CARGO_PKG_VERSION"))]));
        match Settings::read(cli) {
            Ok(settings) => with(&settings, &mut findings)?,
            Err(error) => findings.error("config", &error),
        }
        computer::look(&mut findings);
        findings.tell()
    }
}

fn with(settings: &Settings, findings: &mut Findings<'_>) -> Result<(), DeskError> {
    let (words, file) = (findings.words(), config_folder()?.join("config.toml"));
    match file.exists() {
        true => findings.ok("config", &of_file(&words.config, &file)),
        false => findings.look("config", &of_file(&words.config_none, &file)),
    }
    computer::cache(settings, findings);
    match key(settings, findings) {
        Ok(identity) => server::look(identity, settings, findings),
        Err(error) => findings.error("identity", &error),
    }
    Ok(())
}

/// The key's file, and the key.
fn key(settings: &Settings, findings: &mut Findings<'_>) -> Result<Identity, DeskError> {
    let (words, path) = (findings.words(), &settings.identity);
    let protected = identity::is_protected(settings)?;
    match computer::is_private(path) {
        true => findings.ok("identity", &of_file(&words.identity, path)),
        false => findings.wrong("identity", &of_file(&words.identity_open_to, path)),
    }
    match protected {
        true => findings.ok("passphrase", &words.protected),
        false => findings.look("passphrase", &words.unprotected),
    }
    let identity = identity::read(settings, findings.show)?;
    findings.ok("key", &fill(&words.reads, &[("key", &backup::public(&identity)?)]));
    identity::desk_key(&identity, settings)?;
    Ok(identity)
}

fn of_file(text: &str, file: &Path) -> String {
    fill(text, &[("file", &file.display().to_string())])
}

impl Findings<'_> {
    fn words(&self) -> &'static Words {
        self.show.doctor()
    }

    fn add(&mut self, about: &'static str, state: State, text: &str) {
        self.all.push(Finding { about, state, text: text.to_owned() });
    }

    fn ok(&mut self, about: &'static str, text: &str) {
        self.add(about, State::Ok, text);
    }

    fn look(&mut self, about: &'static str, text: &str) {
        self.add(about, State::Look, text);
    }

    fn wrong(&mut self, about: &'static str, text: &str) {
        self.add(about, State::Wrong, text);
    }

    /// The fact and the advice of an error, on one line.
    fn error(&mut self, about: &'static str, error: &DeskError) {
        self.is_suspicious |= error.is_suspicious();
        self.wrong(about, &error.text(self.show.all()).replace('\n', " "));
    }

    fn tell(self) -> Result<(), DeskError> {
        if self.show.is_json() {
            self.show.json(&self.all);
        } else {
            self.all.iter().for_each(|finding| self.line(finding));
        }
        match self.all.iter().filter(|finding| finding.state == State::Wrong).count() {
            0 => Ok(()),
            count => {
                let is_suspicious = self.is_suspicious;
                Err(DeskError::FirstDay(FirstDayError::ThingsWrong { count, is_suspicious }))
            }
        }
    }

    fn line(&self, finding: &Finding) {
        let words = self.words();
        let mark = match finding.state {
            State::Ok => &words.ok,
            State::Look => &words.look,
            State::Wrong => &words.wrong,
        };
        self.show.out(&format!("{mark:<8}{}", finding.text));
    }
}
