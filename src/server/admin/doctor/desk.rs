//! Desk: inspects by which way caseworkers reach their listener, and whether its key is private.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Findings;
use crate::config::Config;
use crate::listen::{ServerKey, ServerKeyError};

/// Inspects the desk's listener and the server's own key.
pub(super) fn inspect(config: &Config, findings: &mut Findings) {
    let listen = &config.desk.listen;
    let Some(file) = &config.desk.key else {
        let way = "A caseworker reaches it by SSH or by an onion address.";
        return findings.ok("desk", format!("The desk's listener {listen} is on this machine. {way}"));
    };
    match ServerKey::read(file) {
        Ok(key) => {
            let fingerprint = key.fingerprint();
            let text = format!(
                "The desk's listener {listen} speaks TLS with caseworkers alone. The server's own key has the \
                 fingerprint {fingerprint}. Tell it to who runs zegel setup, beside the one of the keys."
            );
            findings.ok("desk", text);
            is_private(file, findings);
        }
        Err(ServerKeyError::File(_, error)) if error.kind() == std::io::ErrorKind::NotFound => {
            let text = "zegeld makes it at its next start; its fingerprint stands here then.";
            findings.look("desk", format!("{} is not there yet: {text}", file.display()));
        }
        Err(error) => {
            let text = "Put the file back, or remove it: then a new key is made, and every caseworker runs \
                        zegel setup again.";
            findings.wrong("desk", format!("desk.key: {error}. {text}"));
        }
    }
}

/// Whoever reads the file can stand between caseworkers and the server.
fn is_private(file: &Path, findings: &mut Findings) {
    let Ok(metadata) = file.metadata() else { return };
    if metadata.permissions().mode() & 0o077 != 0 {
        let file = file.display();
        let text =
            format!("{file}: others on this machine may read it, and pass for this server: chmod 600 {file}");
        findings.wrong("desk", text);
    }
}
