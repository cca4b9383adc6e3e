//! The HTTP client's way through TLS: what it sends goes into a connection of ours. That to a desk's listener refuses
//! every server but one.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

use super::tls::{ServerKey, TlsRefusal};

/// Makes a TLS connection out of one that is open.
#[derive(Clone)]
pub struct TlsConnector {
    pub config: Arc<ClientConfig>,
    pub server: Arc<ServerKey>,
}

/// A TLS connection.
pub struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
    meaning: Meaning,
}

/// What an error of a connection means to whoever asked for it.
pub type Meaning = fn(io::Error) -> Error;

impl fmt::Debug for TlsConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsConnector")
    }
}

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsTransport")
    }
}

impl<In: Transport> Connector<In> for TlsConnector {
    type Out = TlsTransport;

    fn connect(&self, details: &ConnectionDetails<'_>, open: Option<In>) -> Result<Option<Self::Out>, Error> {
        let Some(open) = open else { return Ok(None) };
        // No name is sent, and none is compared: the server is known by its key.
        let name = ServerName::try_from("desk").map_err(|_| Error::HostNotFound)?;
        let refused = |error: rustls::Error| refusal(TlsRefusal::NoDesk(error.to_string()));
        let tls = ClientConnection::new(self.config.clone(), name).map_err(refused)?;
        let connected = TlsTransport::connect(Box::new(open), details, tls, meaning);
        connected.map(Some).map_err(|error| match self.server.is_other() {
            Some(shown) => refusal(TlsRefusal::OtherKey(shown.to_string())),
            None => error,
        })
    }
}

impl TlsTransport {
    /// Does the handshake on a connection that is open.
    pub fn connect(
        open: Box<dyn Transport>,
        details: &ConnectionDetails<'_>,
        mut tls: ClientConnection,
        meaning: Meaning,
    ) -> Result<Self, Error> {
        let mut open = TransportAdapter::new(open, details.current_time.clone());
        open.set_timeout(details.timeout);
        tls.complete_io(&mut open).map_err(meaning)?;
        let sizes = details.config;
        let buffers = LazyBuffers::new(sizes.input_buffer_size(), sizes.output_buffer_size());
        Ok(Self { buffers, stream: StreamOwned::new(tls, open), meaning })
    }
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.get_mut().set_timeout(timeout);
        let output = &self.buffers.output()[..amount];
        self.stream.write_all(output).map_err(self.meaning)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.get_mut().set_timeout(timeout);
        let input = self.buffers.input_append_buf();
        let amount = self.stream.read(input).map_err(self.meaning)?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

fn meaning(error: io::Error) -> Error {
    match TlsRefusal::from_io(&error) {
        Some(refused) => refusal(refused),
        None => Error::from(error),
    }
}

fn refusal(why: TlsRefusal) -> Error {
    Error::Other(Box::new(why))
}
