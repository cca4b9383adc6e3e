//! PostgreSQL: inspects the settings on which the promise rests, and says what cannot be seen from here.

use super::Findings;
use crate::admin::startup;
use crate::config::Config;
use crate::store::postgres::{Servers, Unfit};

/// Inspects it, if the store is there. True if it is.
pub(super) fn inspect(config: &Config, findings: &mut Findings) -> bool {
    let Some(servers) = startup::servers(config) else { return false };
    settings(&servers, findings);
    findings.look(
        "postgres",
        "What cannot be seen from here: snapshots and archives of the volume, syslog, who else reads the stream of \
         changes, and a failover manager that writes down its positions. deploy/postgres says what each would keep.",
    );
    true
}

fn settings(servers: &Servers, findings: &mut Findings) {
    match servers.unfit() {
        Ok(unfit) if unfit.is_empty() => {
            findings.ok("postgres", "PostgreSQL keeps no more than is promised, as far as its settings say.");
        }
        Ok(unfit) => {
            for Unfit { setting, is, must_be } in unfit {
                findings.wrong(
                    "postgres",
                    format!("PostgreSQL: {setting} is {is:?}. It must be {must_be}. deploy/postgres says how."),
                );
            }
        }
        Err(failure) => findings.wrong(
            "postgres",
            format!("{failure}. Look whether one of its servers takes writes, and lets the role zegel in by its socket."),
        ),
    }
}
