//! `zegel doctor`: whether this computer, the key and the server are as they should be. It changes
//! nothing, and pins nothing.

mod computer;
mod findings;
mod server;

use std::time::Duration;

use clap::Args;

use crate::config::{Options, Settings, config_folder};
use crate::error::DeskError;
use crate::identity::Identity;
use crate::keys::{backup, identity};
use crate::platform::is_private;
use crate::terminal::Terminal;
use findings::{Findings, of_file};
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Doctor {}

impl Doctor {
    /// Looks at everything; what is wrong hides nothing else.
    pub fn run(options: &Options, terminal: &Terminal) -> Result<(), DeskError> {
        let mut findings = Findings::new(terminal);
        let words = findings.words();
        findings.ok("version", &interpolate(&words.version, &[("version", env!("CARGO_PKG_VERSION"))]));
        match Settings::read(options) {
            Ok(settings) => with(&settings, &mut findings)?,
            Err(error) => findings.error("config", &error),
        }
        computer::look(&mut findings);
        findings.tell()
    }
}

fn with(settings: &Settings, findings: &mut Findings<'_>) -> Result<(), DeskError> {
    let words = findings.words();
    let file = config_folder()?.join("config.toml");
    if file.exists() {
        findings.ok("config", &of_file(&words.config, &file))
    } else {
        findings.look("config", &of_file(&words.config_none, &file))
    }
    computer::cache(settings, findings);
    let key = key(settings, findings);
    agent(settings, findings);
    match key {
        Ok(identity) => server::look(identity, settings, findings),
        Err(error) => findings.error("identity", &error),
    }
    Ok(())
}

/// Whether an agent holds the key, and until when. A key without a passphrase needs none.
fn agent(settings: &Settings, findings: &mut Findings<'_>) {
    if !identity::is_protected(settings).unwrap_or(false) {
        return;
    }
    let words = &findings.terminal.texts.desk.agent;
    let Some(left) = identity::held(settings) else {
        return findings.ok("agent", &words.not_open);
    };
    let idle = hour_in(left.idle.min(left.whole));
    let limit = hour_in(left.whole);
    findings.ok("agent", &interpolate(&words.open_until, &[("idle", &idle), ("limit", &limit)]));
}

/// What a clock on this computer shows after so much time.
#[expect(clippy::disallowed_methods, reason = "it is shown and not kept")]
fn hour_in(time: Duration) -> String {
    jiff::Zoned::now().saturating_add(time).strftime("%H:%M").to_string()
}

/// The key's file, and the key.
fn key(settings: &Settings, findings: &mut Findings<'_>) -> Result<Identity, DeskError> {
    let words = findings.words();
    let path = &settings.identity;
    let is_protected = identity::is_protected(settings)?;
    let opened = identity::read(settings, findings.terminal).print_notices(findings.terminal);
    match is_private(path) {
        Some(false) => findings.wrong("identity", &of_file(&words.identity_open_to, path)),
        // Of a file in which there is no key nothing is as it should be.
        _ if opened.is_err() && !is_protected => {}
        Some(true) => findings.ok("identity", &of_file(&words.identity, path)),
        None => findings.look("identity", &of_file(&findings.terminal.texts.desk.platform.not_known, path)),
    }
    computer::cloud("identity", path, findings);
    if is_protected {
        findings.ok("passphrase", &words.protected)
    } else if opened.is_ok() {
        findings.look("passphrase", &words.unprotected)
    }
    let identity = opened?;
    findings.ok("key", &interpolate(&words.reads, &[("key", &backup::public(&identity)?)]));
    identity::desk_key(&identity, settings)?;
    Ok(identity)
}
