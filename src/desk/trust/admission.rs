//! Admission: whether a server, or a folder carried from one, is the installation that this computer
//! has pinned, with the set that it has pinned.

use crate::config::{Settings, state_folder};
use crate::error::{self, DeskError};
use crate::trust::pins::Pins;
use crate::trust::warning::Warning;
use zegel_core::id::Instance;
use zegel_core::seal::Recipients;
use zegel_core::wire::Session;

/// Refuses every installation but the pinned one. A server chooses the number that it says, so a new
/// number must not make it a new server: only a person who names the fingerprint of its set, on the
/// command line and now, makes this computer trust another installation. At the server of the
/// configuration none that was ever used here beside it, such as a practice site, may stand in for it.
pub fn admit(settings: &Settings, instance: Instance, set: &Recipients) -> Result<(), DeskError> {
    let expected = expected_installations(settings)?;
    if expected.is_empty() || expected.contains(&instance) {
        return Ok(());
    }
    if settings.named_fingerprint()? == Some(set.fingerprint()) {
        return Ok(());
    }
    Err(error::trust::other_instance(&names_of(&expected), instance))
}

/// The warning about another installation than the pinned one that was let in because somebody named
/// its set.
pub fn named_installation(settings: &Settings, instance: Instance) -> Result<Option<Warning>, DeskError> {
    let expected = expected_installations(settings)?;
    if expected.is_empty() || expected.contains(&instance) {
        return Ok(None);
    }
    let pinned = names_of(&expected);
    let server = instance.to_string();
    Ok(Some(Warning::NamedInstallation { pinned, server }))
}

fn names_of(installations: &[Instance]) -> String {
    let names: Vec<String> = installations.iter().map(Instance::to_string).collect();
    names.join(", ")
}

/// The installation that this computer was set up for, or else all that are pinned on it.
pub fn expected_installations(settings: &Settings) -> Result<Vec<Instance>, DeskError> {
    let configured = settings.instance();
    if let Some(instance) = configured.filter(|_| settings.is_its_server()) {
        return Ok(vec![instance]);
    }
    let mut expected = Pins::installations(&state_folder()?);
    expected.extend(configured.filter(|instance| !expected.contains(instance)));
    Ok(expected)
}

/// Refuses another set, or other caseworkers, than the pinned ones.
pub fn hold_against(pins: &Pins, server: &Recipients) -> Result<(), DeskError> {
    let pinned_print = pins.fingerprint();
    let server_print = server.fingerprint();
    if pinned_print != server_print {
        return Err(error::trust::set_changed(pinned_print, server_print));
    }
    if lines(pins.recipients()) != lines(server) {
        return Err(error::trust::desks_changed(&names(pins.recipients()), &names(server)));
    }
    Ok(())
}

/// What the lines of the file say about people, in one order: each name with its signing key, and
/// the recipient that it opens with, or that it is a former one's.
fn lines(set: &Recipients) -> Vec<(&str, [u8; 32], String)> {
    let mut lines = Vec::new();
    for desk in set.caseworkers() {
        let opens_with = desk.recipient.as_ref().map(ToString::to_string);
        lines.push((desk.name.as_str(), desk.signing_key, opens_with.unwrap_or_default()));
    }
    for former in set.former() {
        lines.push((former.name.as_str(), former.signing_key, "former".to_owned()));
    }
    lines.sort_unstable();
    lines
}

fn names(set: &Recipients) -> String {
    let present = set.caseworkers().iter().map(|desk| desk.name.clone());
    let former = set.former().iter().map(|former| format!("# former {}", former.name));
    let names: Vec<String> = present.chain(former).collect();
    format!("{} ({})", set.fingerprint(), names.join(", "))
}

/// The warning about a server that keeps reports for another time than the one that was accepted. It
/// stops nothing: what vanishes is judged by the accepted one.
pub fn retention_change(pins: &Pins, session: &Session) -> Option<Warning> {
    let pinned = pins.retention();
    let server = session.retention_weeks;
    if pinned == server {
        return None;
    }
    Some(Warning::RetentionChanged { pinned, server })
}
