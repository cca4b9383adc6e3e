//! Admission: whether a server, or a folder carried from one, is the installation that this computer
//! has pinned, with the set that it has pinned.

use crate::desk::config::{Settings, state_folder};
use crate::desk::error::DeskError;
use crate::desk::show::Show;
use crate::desk::trust::error::TrustError;
use crate::desk::trust::pins::Pins;
use crate::id::Instance;
use crate::seal::Recipients;
use crate::wire::Session;
use crate::words::fill;

/// Refuses every installation but the pinned one. A server chooses the number that it says, so a new
/// number must not make it a new server: only a person who names the fingerprint of its set, on the
/// command line and now, makes this computer trust another installation.
pub fn admit(settings: &Settings, instance: Instance, set: &Recipients) -> Result<(), DeskError> {
    let expected = expected_installations(settings)?;
    if expected.is_empty() || expected.contains(&instance) {
        return Ok(());
    }
    if settings.named_fingerprint()? == Some(set.fingerprint()) {
        return Ok(());
    }
    Err(TrustError::OtherInstance { pinned: names_of(&expected), server: instance.to_string() }.into())
}

/// What is said of another installation than the pinned one that was let in because somebody named
/// its set.
pub fn named_installation(
    settings: &Settings,
    instance: Instance,
    show: &Show,
) -> Result<Option<String>, DeskError> {
    let expected = expected_installations(settings)?;
    if expected.is_empty() || expected.contains(&instance) {
        return Ok(None);
    }
    let (pinned, server) = (names_of(&expected), instance.to_string());
    Ok(Some(fill(&show.trust().named_installation, &[("pinned", &pinned), ("server", &server)])))
}

fn names_of(installations: &[Instance]) -> String {
    let names: Vec<String> = installations.iter().map(Instance::to_string).collect();
    names.join(", ")
}

/// The installation that this computer was set up for, or else all that are pinned on it.
pub fn expected_installations(settings: &Settings) -> Result<Vec<Instance>, DeskError> {
    match settings.instance() {
        Some(instance) => Ok(vec![instance]),
        None => Ok(Pins::installations(&state_folder()?)),
    }
}

/// Refuses another set, or other caseworkers, than the pinned ones.
pub fn hold_against(pins: &Pins, server: &Recipients) -> Result<(), DeskError> {
    let (pinned_print, server_print) = (pins.fingerprint(), server.fingerprint());
    if pinned_print != server_print {
        let (pinned, server) = (pinned_print.to_string(), server_print.to_string());
        return Err(DeskError::SetChanged { pinned, server });
    }
    if lines(pins.recipients()) != lines(server) {
        let names = |set: &Recipients| {
            let names: Vec<&str> = set.desks().iter().map(|desk| desk.name.as_str()).collect();
            format!("{} ({})", set.fingerprint(), names.join(", "))
        };
        return Err(DeskError::DesksChanged { pinned: names(pins.recipients()), server: names(server) });
    }
    Ok(())
}

/// The caseworkers' lines in one order, with all that they say.
fn lines(set: &Recipients) -> Vec<(&str, [u8; 32], bool)> {
    let mut lines: Vec<_> =
        set.desks().iter().map(|desk| (desk.name.as_str(), desk.signing_key, desk.opens)).collect();
    lines.sort_unstable();
    lines
}

/// What is said of a server that keeps reports for another time than the one that was accepted. It
/// stops nothing: what vanishes is judged by the accepted one.
pub fn retention_change(pins: &Pins, session: &Session, show: &Show) -> Option<String> {
    let (pinned, server) = (pins.retention(), session.retention_weeks);
    let values = [("pinned", pinned.to_string()), ("server", server.to_string())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    (pinned != server).then(|| fill(&show.trust().retention_changed, &values))
}
