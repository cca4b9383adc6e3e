//! HTTP client of `doctor` and `selftest`: one request a connection, over a TCP, Unix or TLS stream, and
//! an answer bounded in size and time. The serving process does not use it.
//!
//! `zegel verify` has a client of its own. It needs a SOCKS proxy that looks names up; this one needs
//! Unix sockets, a pinned certificate and the certificates that were shown, and the crates that have
//! the one have not the other. What an answer is, and whether it is what this release gives, stands
//! once, in `zegel_browser`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::pinned_tls;
use crate::config::{Address, Config, Installation};
use zegel_browser::answer::Answer;

/// Far above the page, the script and sixteen recipients.
const MOST: usize = 1024 * 1024;
/// For one answer, from the first byte to the last.
const LONGEST: Duration = Duration::from_secs(30);

/// Where one of the server's listeners answers.
#[derive(Clone)]
pub(super) enum Endpoint {
    Network(SocketAddr),
    Unix(PathBuf),
    /// One of these, behind TLS with our own server.
    Tls(Box<Endpoint>, OwnServer),
}

/// What our own server has to show, and what it is shown.
#[derive(Clone)]
pub(super) enum OwnServer {
    /// The certificate in this file.
    Certificate(PathBuf),
    /// The server's own key in this file, by which the one who looks is known too.
    Key(PathBuf),
}

impl Endpoint {
    /// The endpoint of an address that the configuration names. Where systemd listens stands in its
    /// units; those that come with zegeld have each socket under its name.
    fn at(listen: &Address, installation: &Installation) -> Self {
        match listen {
            Address::Network(address) => Self::Network(*address),
            Address::Unix(path) => Self::Unix(path.clone()),
            Address::Systemd(name) => Self::Unix(installation.socket_file(name)),
        }
    }

    /// Where the page answers, with TLS if the configuration has it: at this place, or where it says.
    pub(super) fn of_page(config: &Config, place: Option<Self>) -> Self {
        let page = place.unwrap_or_else(|| Self::at(&config.listen, &config.installation));
        match &config.tls {
            Some(tls) => Self::Tls(Box::new(page), OwnServer::Certificate(tls.certificate.clone())),
            None => page,
        }
    }

    /// Where the desk's listener answers, in the same way.
    pub(super) fn of_desk(config: &Config, place: Option<Self>) -> Self {
        let desk = place.unwrap_or_else(|| Self::at(&config.desk.listen, &config.installation));
        match &config.desk.key {
            Some(key) => Self::Tls(Box::new(desk), OwnServer::Key(key.clone())),
            None => desk,
        }
    }

    /// Connects, asks, and reads the answer.
    pub(super) async fn ask(&self, request: Request<Full<Bytes>>) -> Result<Answer, VisitError> {
        match self {
            Self::Network(address) => {
                ask(connect(&address.ip().to_string(), address.port()).await?, request).await
            }
            Self::Unix(path) => ask(UnixStream::connect(path).await?, request).await,
            Self::Tls(place, server) => match place.as_ref() {
                Self::Network(address) => {
                    let stream = connect(&address.ip().to_string(), address.port()).await?;
                    ask(secured(stream, server).await?, request).await
                }
                Self::Unix(path) => {
                    ask(secured(UnixStream::connect(path).await?, server).await?, request).await
                }
                Self::Tls(..) => Err(VisitError::Name),
            },
        }
    }
}

/// TLS with our own server.
async fn secured<S>(stream: S, server: &OwnServer) -> Result<TlsStream<S>, VisitError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let name = ServerName::try_from("localhost").map_err(|_| VisitError::Name)?;
    let config = match server {
        OwnServer::Certificate(file) => pinned_tls::with_certificate(file)?,
        OwnServer::Key(file) => pinned_tls::with_key(file)?,
    };
    let connector = TlsConnector::from(config);
    let connecting = tokio::time::timeout(LONGEST, connector.connect(name, stream));
    Ok(connecting.await.map_err(|_| VisitError::Late)??)
}

impl FromStr for Endpoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text.strip_prefix("unix:") {
            Some(path) => Ok(Self::Unix(path.into())),
            None => text.parse().map(Self::Network).map_err(|_| "expected ADDRESS:PORT or unix:PATH"),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum VisitError {
    /// Nobody answers there.
    #[error("{0}")]
    Stream(#[from] std::io::Error),
    /// What came is no HTTP.
    #[error("{0}")]
    Http(#[from] hyper::Error),
    /// What came is too much, or ended early.
    #[error("{0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
    /// It took too long.
    #[error("no answer within {} seconds", LONGEST.as_secs())]
    Late,
    /// Not a name that a certificate can have.
    #[error("a certificate cannot be for this name")]
    Name,
    /// The TLS library refuses its own settings.
    #[error("{0}")]
    Tls(#[from] rustls::Error),
}

/// A `GET` as a browser asks, with all that it takes.
pub(super) fn get(host: &str, path: &str) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::default());
    *request.uri_mut() = path.parse().unwrap_or_default();
    headed(request, host)
}

/// A form as a browser posts it.
pub(super) fn post(host: &str, path: &str, fields: &[(&str, &str)]) -> Request<Full<Bytes>> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut request = Request::new(Full::from(body));
    *request.method_mut() = hyper::Method::POST;
    *request.uri_mut() = path.parse().unwrap_or_default();
    let form = hyper::header::HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(hyper::header::CONTENT_TYPE, form);
    headed(request, host)
}

fn headed(mut request: Request<Full<Bytes>>, host: &str) -> Request<Full<Bytes>> {
    use hyper::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HOST, HeaderValue};
    let headers = request.headers_mut();
    if let Ok(host) = HeaderValue::from_str(host) {
        headers.insert(HOST, host);
    }
    headers.insert(ACCEPT, HeaderValue::from_static("text/html,*/*;q=0.8"));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en-US,en;q=0.5"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate, br, zstd"));
    request
}

/// Connects to a host of the network.
pub(super) async fn connect(host: &str, port: u16) -> Result<TcpStream, VisitError> {
    // A literal of version 6 stands in brackets where it is an address of the web.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let connecting = tokio::time::timeout(LONGEST, TcpStream::connect((host, port)));
    Ok(connecting.await.map_err(|_| VisitError::Late)??)
}

/// Asks over a stream, and reads the answer.
pub(super) async fn ask<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, VisitError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    tokio::time::timeout(LONGEST, exchange(stream, request)).await.map_err(|_| VisitError::Late)?
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, VisitError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the sender, or with an error that the sender tells.
    let connection = tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, MOST).collect().await.map_err(VisitError::Body)?.to_bytes();
    connection.abort();
    Ok(Answer { status: head.status, headers: head.headers, body: body.to_vec() })
}

/// The same over TLS, with whom a browser trusts. The certificates come too, the host's first.
pub(super) async fn ask_tls(
    stream: TcpStream,
    host: &str,
    request: Request<Full<Bytes>>,
) -> Result<(Answer, Vec<CertificateDer<'static>>), VisitError> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| VisitError::Name)?;
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
    let connecting = tokio::time::timeout(LONGEST, TlsConnector::from(config).connect(name, stream));
    let stream = connecting.await.map_err(|_| VisitError::Late)??;
    let certificates = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let certificates = certificates.iter().map(|certificate| certificate.clone().into_owned()).collect();
    Ok((ask(stream, request).await?, certificates))
}
