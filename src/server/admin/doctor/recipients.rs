//! Recipients: inspects how many keys there are and of which kind, what is lost with one, and who may do
//! what.

use super::Findings;
use crate::config::Config;
use zegel_core::doctor::State;
use zegel_core::seal::{Caseworker, Recipient, Recipients};
use zegel_core::signature::DeskPublicKey;

/// Inspects the recipients file. Returns the set, if it can be read.
pub(super) fn inspect(config: &Config, findings: &mut Findings) -> Option<Recipients> {
    let set = match config.read_recipients() {
        Ok(set) => set,
        Err(error) => {
            findings.wrong("recipients", format!("{error}. Put in the lines that `zegel keygen` prints."));
            return None;
        }
    };
    let fingerprint = set.fingerprint().to_string();
    let text = "Hold it against the paper of the desk.";
    findings.ok("recipients", format!("The keys have the fingerprint {fingerprint}. {text}"));
    count(&set, findings);
    kind(&set, findings);
    rights(&set, findings);
    Some(set)
}

fn count(set: &Recipients, findings: &mut Findings) {
    match set.recipients().count() {
        1 => findings.look(
            "keys",
            "There is one key. Whoever loses it loses every report. Add a recovery key, whose other half \
             lies on paper: zegel keygen, then zegel backup-key",
        ),
        keys => findings.ok("keys", format!("Reports are sealed for {keys} keys.")),
    }
}

fn kind(set: &Recipients, findings: &mut Findings) {
    let is_hybrid = |recipient: &Recipient| recipient.to_string().starts_with("age1pq1");
    let is_tag = |recipient: &Recipient| recipient.to_string().starts_with("age1tagpq1");
    if set.recipients().all(|recipient| is_hybrid(recipient) || is_tag(recipient)) {
        findings.ok("kind", "The keys are post-quantum ones.");
    } else {
        findings.look(
            "kind",
            "The keys are classical ones: who copies the reports now may read them with a computer to \
             come. Make new ones with zegel keygen, then run zegel reseal.",
        );
    }
}

/// Lists who may do what, in the order of the file. The fingerprint does not cover names and signing
/// keys, so the administrator compares these lines with what each caseworker's `zegel keygen` printed.
fn rights(set: &Recipients, findings: &mut Findings) {
    let mut lines: Vec<(usize, State, String)> = Vec::new();
    for caseworker in set.caseworkers() {
        let (state, may) = right(caseworker, set);
        let name = &caseworker.name;
        let key = start_of_key(caseworker.signing_key);
        lines.push((caseworker.line, state, format!("{name} (key {key}…) {may}")));
    }
    for former in set.former() {
        let name = &former.name;
        let key = start_of_key(former.signing_key);
        let text = format!("{name} (key {key}…) is a former caseworker, whom this key does not let in.");
        lines.push((former.line, State::Ok, text));
    }
    for (line, recipient) in set.unowned() {
        let start: String = recipient.to_string().chars().take(20).collect();
        let text = "is nobody's. Whoever has it opens reports, and is not let in by it.";
        lines.push((line, State::Ok, format!("{start}… {text}")));
    }
    lines.sort_by_key(|(line, ..)| *line);
    for (line, state, text) in lines {
        findings.add("caseworker", state, format!("Line {line}: {text}"));
    }
}

fn right(caseworker: &Caseworker, set: &Recipients) -> (State, String) {
    if caseworker.opens() {
        return (State::Ok, "opens, answers and deletes.".to_owned());
    }
    let may = "only fetches and sends.";
    if set.unowned().next().is_none() {
        return (State::Ok, may.to_owned());
    }
    // Perhaps a blank line or a comment came between the two by mistake.
    let Caseworker { name, line, .. } = caseworker;
    let advice =
        format!("Is a recipient of this file {name}'s? Then put it on line {}, directly below.", line + 1);
    (State::Look, format!("{may} {advice}"))
}

/// The first characters of a key, enough to tell two apart by eye.
fn start_of_key(key: [u8; 32]) -> String {
    DeskPublicKey::from_bytes(key).to_string().chars().take(12).collect()
}
