//! One exchange with the server: a request, and an answer that is bounded and checked.

use std::io::{ErrorKind, Read};
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use ureq::http::{Request, Response};
use ureq::{AsSendBody, Body, SendBody, Timeout};

use crate::error::{self, DeskError, Kind};
use crate::server::address::Server;
use crate::server::connection::Connection;
use crate::server::tls::TlsRefusal;
use zegel_core::seal::Fingerprint;
use zegel_core::signature::DeskKey;
use zegel_core::wire::{Call, Problem, Refusal};

/// A session carries sixteen recipients of two kilobytes; a problem may carry them too.
pub const MOST_SMALL: u64 = 256 * 1024;

/// One exchange. An error is of the kind [`Kind::Uncertain`] where the request may have left this computer.
pub fn run(
    connection: &Connection,
    request: ureq::http::request::Builder,
    body: &[u8],
    first_answer: Option<Duration>,
) -> Result<Response<Body>, DeskError> {
    if body.is_empty() {
        let request = request.body(SendBody::none()).map_err(|_| error::server::not_zegel())?;
        return exchanged(connection, request, first_answer);
    }
    let request = request.header("content-type", "application/json");
    let request = request.body(body).map_err(|_| error::server::not_zegel())?;
    exchanged(connection, request, first_answer)
}

fn exchanged(
    connection: &Connection,
    request: Request<impl AsSendBody>,
    first_answer: Option<Duration>,
) -> Result<Response<Body>, DeskError> {
    let answer = connection.ask(|agent| match first_answer {
        Some(_) => {
            let request = agent.configure_request(request).timeout_recv_response(first_answer).build();
            agent.run(request)
        }
        None => agent.run(request),
    });
    answer.map_err(|why| unanswered(why, connection.server()))
}

/// The key that a server shows by TLS. Nothing is asked of it, and it does not learn who looked.
pub fn shown_key(server: Server, key: &Arc<DeskKey>) -> Result<Fingerprint, DeskError> {
    let connection = Connection::new(vec![server.with_key(None)], key)?;
    let asked = connection.ask(|agent| agent.get(connection.server().url("/")).call());
    match (connection.shown_key(), asked) {
        (Some(shown), _) => Ok(shown),
        (None, Err(why)) => Err(unanswered(why, connection.server())),
        (None, Ok(_)) => Err(error::server::not_zegel()),
    }
}

/// Why there is no answer, and whether the request may have arrived all the same.
fn unanswered(why: ureq::Error, server: &Server) -> DeskError {
    if let Some(refusal) = TlsRefusal::of(&why) {
        return refused_by_tls(refusal, server);
    }
    let stayed = stayed_here(&why);
    let error = match (&why, server.proxy_address()) {
        (ureq::Error::Io(_), Some(proxy)) if stayed => error::server::proxy_away(&proxy, why),
        (ureq::Error::Timeout(_), _) => error::server::dead_tunnel(why),
        _ => error::server::away(why),
    };
    if stayed { error } else { error::server::may_have_left(error) }
}

fn refused_by_tls(refusal: &TlsRefusal, server: &Server) -> DeskError {
    match (refusal, server.key()) {
        (TlsRefusal::OtherKey(shown), Some(compared)) => error::trust::server_key(compared, shown),
        (TlsRefusal::OtherKey(_), None) => error::trust::no_server_key(),
        (TlsRefusal::NotLetIn, _) => error::server::unknown_caseworker(),
        (TlsRefusal::NoDesk(why), _) => error::server::no_tls(why),
    }
}

/// Whether there was no connection yet.
#[expect(clippy::wildcard_enum_match_arm, reason = "after any other error the request may be there")]
fn stayed_here(why: &ureq::Error) -> bool {
    match why {
        ureq::Error::Timeout(which) => matches!(which, Timeout::Resolve | Timeout::Connect),
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::InvalidProxyUrl => true,
        ureq::Error::Io(error) => matches!(
            error.kind(),
            // Given up before it began.
            ErrorKind::Interrupted
                | ErrorKind::ConnectionRefused
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkUnreachable
                | ErrorKind::NetworkDown
                | ErrorKind::AddrNotAvailable
        ),
        _ => false,
    }
}

/// An answer with what was asked for; what else there is becomes an error.
pub fn checked(answer: Response<Body>) -> Result<Response<Body>, DeskError> {
    match answer.status().as_u16() {
        200 => Ok(answer),
        300..=399 => Err(error::server::redirect()),
        status => Err(match json(answer, MOST_SMALL) {
            Ok(Problem { title, .. }) => error::server::refused(status, &title),
            Err(_) => error::server::refused(status, ""),
        }),
    }
}

/// Why a call was refused, if it was.
pub fn refusal(call: &Call, error: &DeskError) -> Option<Refusal> {
    let Kind::Refused(status) = error.kind() else { return None };
    call.refusal(status)
}

/// What a refusal means at the desk; any other error is as it was.
pub fn meaning(call: &Call, error: DeskError) -> DeskError {
    match refusal(call, &error) {
        Some(Refusal::UnknownKey) => error::server::unknown_caseworker(),
        Some(Refusal::OnlyWhoOpens) => error::offline::only_carries(),
        Some(Refusal::NoThread) => error::server::gone(),
        Some(Refusal::Changed) => error::server::changed(),
        _ => error,
    }
}

/// An answer as JSON, of at most so many bytes.
pub fn json<T: DeserializeOwned>(answer: Response<Body>, most: u64) -> Result<T, DeskError> {
    let mut bytes = Vec::new();
    let mut reader = answer.into_body().into_reader().take(most + 1);
    reader.read_to_end(&mut bytes).map_err(error::server::away)?;
    if bytes.len() as u64 > most {
        return Err(error::server::large());
    }
    serde_json::from_slice(&bytes).map_err(|_| error::server::not_zegel())
}
