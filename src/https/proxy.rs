//! The tunnel through an HTTP proxy (`CONNECT`, RFC 9110 §9.3.6).
//!
//! ureq's own lets a slow proxy take any time; this one keeps to the connect timeout, reads at
//! most [`ANSWER`] bytes, and reports the proxy's status.

use std::io::{Read, Write};

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt;
use ureq::Error;
use ureq::http::Uri;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout};
use ureq::unversioned::transport::{Transport, TransportAdapter};

use super::failure::NotSent;
use super::proxy_url::Server;
use super::route::Route;
use super::timing;
use crate::error::{InvalidArgument, TransportError, TransportErrorKind as Kind};

/// Most bytes of a proxy's answer.
const ANSWER: usize = 4096;

/// Connects through the proxy, if there is one for the host.
#[derive(Clone)]
pub(super) struct ProxyConnector {
    route: Route,
}

impl fmt::Debug for ProxyConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyConnector").finish_non_exhaustive()
    }
}

impl ProxyConnector {
    pub(super) fn new(route: Route) -> Self {
        Self { route }
    }

    /// Whether a proxy connects to `uri`, and so resolves it too.
    pub(super) fn connects_to(&self, uri: &Uri) -> bool {
        !matches!(self.route.proxy_for(uri), Ok(None))
    }
}

impl<In: Transport> Connector<In> for ProxyConnector {
    type Out = Tunnel;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<In>,
    ) -> Result<Option<Tunnel>, Error> {
        // A transport can meet hosts that it was not made for.
        let useless = |error: InvalidArgument| {
            let detail = format!("{} {}", error.field, error.limit);
            let error = TransportError::not_sent(Kind::ProxyRefused);
            Error::Other(Box::new(NotSent(error.with_detail(detail))))
        };
        let Some(proxy) = self.route.proxy_for(details.uri).map_err(useless)? else {
            return Ok(None);
        };
        let timeout = timing::time_left(details);
        let addrs = details
            .resolver
            .resolve(proxy.uri(), details.config, timeout)?;
        let to_proxy = timing::with(details, proxy.uri(), addrs, details.config);
        let transport = (details.run_connector)(&to_proxy)?;
        let mut stream = TransportAdapter::new(transport, details.current_time.clone());
        stream.set_timeout(timing::time_left(details));
        let lost = |error: std::io::Error| match error.into() {
            Error::Io(error) => NotSent::new(Kind::Proxy).because(error),
            other => other,
        };
        stream
            .write_all(request(details.uri, proxy).as_bytes())
            .map_err(lost)?;
        let mut answer = [0; ANSWER];
        let mut len = 0;
        while !answer.get(..len).unwrap_or(&answer).ends_with(b"\r\n\r\n") {
            // Byte by byte: anything after the empty line belongs to the tunnel.
            match answer.get_mut(len..=len) {
                Some(byte) => stream.read_exact(byte).map_err(lost)?,
                None => return Err(NotSent::new(Kind::Proxy).saying("its answer is too long")),
            }
            len += 1;
        }
        match status(&answer) {
            Some(200..=299) => Ok(Some(Tunnel(stream.into_inner()))),
            Some(407) => {
                Err(NotSent::new(Kind::Proxy).saying("it requires valid credentials (407)"))
            }
            Some(status) => Err(refusal(status)),
            None => Err(NotSent::new(Kind::Proxy).saying("its answer is not valid HTTP")),
        }
    }
}

fn request(target: &Uri, proxy: &Server) -> String {
    let port = target.port_u16().unwrap_or(443);
    let authority = format!("{}:{port}", target.host().unwrap_or_default());
    let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
    if let Some(credentials) = proxy.authorization() {
        request += &format!("Proxy-Authorization: {credentials}\r\n");
    }
    request + "\r\n"
}

/// The status of an answer that starts with `HTTP/1.x NNN`.
fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.strip_prefix(b"HTTP/1.")?;
    let digits = line
        .strip_prefix(b"0 ")
        .or_else(|| line.strip_prefix(b"1 "))?
        .get(..3)?;
    core::str::from_utf8(digits).ok()?.parse().ok()
}

fn refusal(status: u16) -> Error {
    let error = TransportError::not_sent(Kind::Proxy);
    Error::Other(Box::new(NotSent(
        error.with_detail(format!("it answered {status}")),
    )))
}

/// A connection through a proxy; reports no TLS, even if the proxy is reached over TLS.
#[derive(Debug)]
pub(super) struct Tunnel(Box<dyn Transport>);

impl Transport for Tunnel {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }
}
