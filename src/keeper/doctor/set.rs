//! The recipients: how many, of which kind, and what is lost with a key.

use super::Findings;
use crate::config::Config;
use crate::seal::{Recipient, Recipients};

/// Gives the set, if there is one.
pub(super) fn look(config: &Config, findings: &mut Findings) -> Option<Recipients> {
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
    match set.recipients().all(|recipient| is_hybrid(recipient) || is_tag(recipient)) {
        true => findings.ok("kind", "The keys are post-quantum ones."),
        false => findings.look(
            "kind",
            "The keys are classical ones: who copies the reports now may read them with a computer to \
             come. Make new ones with zegel keygen, then run zegel reseal.",
        ),
    }
}
