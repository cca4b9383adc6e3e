//! Running server: asks the one that serves this configuration, if there is one, whether it would take a
//! report now.

use hyper::StatusCode;

use super::Findings;
use crate::admin::serve;
use crate::admin::visit::{Endpoint, VisitError, get};
use crate::config::{Config, Installation};
use crate::web::UNPROVED;
use zegel_browser::answer::Answer;

/// The `Host` header. Nothing that is served depends on it.
const HOST: &str = "doctor";

/// Asks the page and the desk's listener, where the configuration says that they are.
pub(super) fn inspect(config: &Config, findings: &mut Findings) {
    let desk = Endpoint::of_desk(config, None);
    let answers = serve::runtime(async {
        let health = desk.ask(get(HOST, "/healthz")).await;
        let page = Endpoint::of_page(config, None).ask(get(HOST, "/")).await;
        Ok((health, page))
    });
    let Ok((health, page)) = answers else {
        return findings.look("running", "Whether the server runs could not be asked on this machine.");
    };
    match health {
        Ok(answer) => health_of(&answer, findings),
        Err(error) => return findings.look("running", not_there(&error, &config.installation)),
    }
    match page {
        Ok(_) => findings.ok("running-page", "The page answers on this machine."),
        Err(error) => findings.wrong(
            "running-page",
            format!(
                "The server runs, and its page does not answer on this machine: {error}. Compare listen in \
                 the configuration with {}, and run: systemctl restart {}",
                config.installation.unit("zegeld", "socket"),
                config.installation.service()
            ),
        ),
    }
}

/// What the server says of itself.
fn health_of(answer: &Answer, findings: &mut Findings) {
    let said = answer.text().trim_end();
    match answer.status {
        StatusCode::OK => findings.ok("running", "The server runs, and takes reports."),
        StatusCode::SERVICE_UNAVAILABLE if answer.text() == UNPROVED => {
            findings.look("running", "The server runs, and is closed until a caseworker has run zegel inbox.")
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            findings
                .wrong("running", format!("The server runs and does not take reports as it should: {said}."));
        }
        status => findings.wrong(
            "running",
            format!(
                "What answers where caseworkers connect is not zegeld: status {}. Does another program \
                 listen there?",
                status.as_u16()
            ),
        ),
    }
}

fn not_there(error: &VisitError, installation: &Installation) -> String {
    format!(
        "No server answers where caseworkers connect: {error}. If it should run, see: systemctl status {}",
        installation.service()
    )
}
