//! The tunnel through an HTTP proxy (`CONNECT`, RFC 9110 §9.3.6).
//!
//! ureq's own lets a slow proxy take any time; this one keeps to the connect timeout, reads at
//! most [`ANSWER`] bytes, and reports the proxy's status.

use std::io::{Read, Write};

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use core::fmt;
use core::net::IpAddr;
use ureq::http::Uri;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout};
use ureq::unversioned::transport::{Transport, TransportAdapter};
use ureq::{Error, Proxy};

use super::failure::NotSent;
use super::timing;
use crate::error::{TransportError, TransportErrorKind as Kind};

/// Most bytes of a proxy's answer.
const ANSWER: usize = 4096;

/// Connects through the proxy, if there is one for the host.
#[derive(Clone)]
pub(super) struct ProxyConnector {
    proxy: Option<Proxy>,
}

impl fmt::Debug for ProxyConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyConnector").finish_non_exhaustive()
    }
}

impl ProxyConnector {
    pub(super) fn new(proxy: Option<Proxy>) -> Self {
        Self { proxy }
    }

    /// The proxy for `uri`, unless that is the proxy's own.
    ///
    /// Only https goes through a proxy, which would see the key otherwise; and never to a loopback
    /// host, which at the other end would be another machine.
    fn for_uri(&self, uri: &Uri) -> Option<&Proxy> {
        let goes_out = uri.scheme_str() == Some("https") && !is_loopback(uri);
        self.proxy
            .as_ref()
            .filter(|proxy| goes_out && uri != proxy.uri() && !proxy.is_no_proxy(uri))
    }

    /// Whether the proxy connects to `uri`, and so resolves it too.
    pub(super) fn connects_to(&self, uri: &Uri) -> bool {
        self.for_uri(uri).is_some()
    }
}

impl<In: Transport> Connector<In> for ProxyConnector {
    type Out = Tunnel;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<In>,
    ) -> Result<Option<Tunnel>, Error> {
        let Some(proxy) = self.for_uri(details.uri) else {
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

fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback(),
        Ok(IpAddr::V6(address)) => address.to_canonical().is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

fn request(target: &Uri, proxy: &Proxy) -> String {
    let port = target.port_u16().unwrap_or(443);
    let authority = format!("{}:{port}", target.host().unwrap_or_default());
    let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
    if proxy.username().is_some() || proxy.password().is_some() {
        let (user, password) = (
            proxy.username().unwrap_or(""),
            proxy.password().unwrap_or(""),
        );
        let credentials = BASE64_STANDARD.encode(format!("{user}:{password}"));
        request += &format!("Proxy-Authorization: Basic {credentials}\r\n");
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
