//! The tunnel through an HTTP proxy (`CONNECT`, RFC 9110 §9.3.6).
//!
//! ureq's own lets a slow proxy take any time; this one keeps to the connect timeout, reads a bounded
//! answer, and reports what failed at which proxy.

use std::io::Write;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt;
use ureq::Error;
use ureq::http::Uri;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout};
use ureq::unversioned::transport::{Transport, TransportAdapter};

use super::failure::{self, NotSent};
use super::proxy_answer::{self, Answer};
use super::proxy_url::Server;
use super::route::Route;
use super::timing;
use crate::error::{InvalidArgument, TransportError, TransportErrorKind as Kind};

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
            not_sent(TransportError::not_sent(Kind::ProxyRefused).with_detail(detail))
        };
        let Some(proxy) = self.route.proxy_for(details.uri).map_err(useless)? else {
            return Ok(None);
        };
        let name = &proxy.name;
        let transport = reach(details, proxy).map_err(|error| blame(error, name))?;
        let mut stream = TransportAdapter::new(transport, details.current_time.clone());
        stream.set_timeout(timing::time_left(details));
        let answer = stream
            .write_all(request(details.uri, proxy).as_bytes())
            .and_then(|()| proxy_answer::read(&mut stream))
            .map_err(|error| blame(error.into(), name))?;
        let (kind, detail) = match answer {
            Answer::Status(200..=299) => return Ok(Some(Tunnel(stream.into_inner()))),
            Answer::Status(407) if proxy.authorization().is_some() => (
                Kind::ProxyRefused,
                format!("{name} asks for other credentials (407)"),
            ),
            Answer::Status(407) => (
                Kind::ProxyRefused,
                format!("{name} asks for a user and a password (407)"),
            ),
            Answer::Status(status) => {
                let kind = match proxy_answer::is_refusal(status) {
                    true => Kind::ProxyRefused,
                    false => Kind::Proxy,
                };
                (kind, format!("{name} answered {status}"))
            }
            Answer::NotHttp => (
                Kind::Proxy,
                format!("the answer of {name} is not valid HTTP"),
            ),
            Answer::TooLong => (Kind::Proxy, format!("the answer of {name} is too long")),
            Answer::Broken => (
                Kind::Proxy,
                format!("{name} closed the connection in the middle of its answer"),
            ),
            Answer::Nothing => (
                Kind::Proxy,
                format!("{name} closed the connection without an answer"),
            ),
        };
        Err(not_sent(TransportError::not_sent(kind).with_detail(detail)))
    }
}

/// Connects to the proxy itself.
fn reach(details: &ConnectionDetails<'_>, proxy: &Server) -> Result<Box<dyn Transport>, Error> {
    let timeout = timing::time_left(details);
    let addrs = details
        .resolver
        .resolve(proxy.uri(), details.config, timeout)?;
    let to_proxy = timing::with(details, proxy.uri(), addrs, details.config);
    (details.run_connector)(&to_proxy)
}

/// Says of a failure that it was the proxy's, where it would be taken for the server's.
fn blame(error: Error, name: &str) -> Error {
    let mut error = failure::of(error, false);
    let (kind, detail) = match error.kind {
        Kind::Resolve => (Kind::Proxy, format!("cannot resolve {name}")),
        Kind::Connect => (Kind::Proxy, format!("cannot connect to {name}")),
        Kind::Certificate => (
            Kind::ProxyRefused,
            format!("the certificate of {name} is not trusted"),
        ),
        Kind::Tls => (
            Kind::Proxy,
            format!("TLS with {name} failed; most proxies have http:// in their URL"),
        ),
        Kind::Timeout => (Kind::Timeout, "the proxy took too long".into()),
        _ => (Kind::Proxy, format!("lost the connection to {name}")),
    };
    error.kind = kind;
    error.detail = detail.into();
    error.peer = name.into();
    not_sent(error)
}

fn not_sent(error: TransportError) -> Error {
    Error::Other(Box::new(NotSent(error)))
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
