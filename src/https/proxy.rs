//! The tunnel through an HTTP proxy (`CONNECT`, RFC 9110 §9.3.6).
//!
//! ureq's own lets a slow proxy take any time; this one keeps to the connect timeout, reads a bounded
//! answer, and reports what failed at which proxy.

use std::io::Write;
use std::sync::Arc;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use ureq::Error;
use ureq::http::Uri;

use super::detour::Detour;
use super::failure::{self, NotSent};
use super::proxy_answer::{self, Answer};
use super::proxy_url::Server;
use super::resolve;
use super::route::Route;
use super::socket::Socket;
use super::timing::Deadline;
use super::tls_config::Configuration;
use super::wire::Wire;
use crate::error::{InvalidArgument, TransportError, TransportErrorKind as Kind};

/// The way through the proxy of this URL.
pub(super) fn by_url(url: &str) -> Result<Arc<dyn Detour>, InvalidArgument> {
    Ok(Arc::new(Route::through(url)?))
}

/// The way through the proxy that the environment names, if any. Needs no URL.
pub(super) fn by_environment(_: &str) -> Result<Arc<dyn Detour>, InvalidArgument> {
    Ok(Arc::new(Route::of_environment(|name| {
        Some(std::env::var_os(name)?.to_string_lossy().into_owned())
    })))
}

impl Detour for Route {
    fn leads_to(&self, uri: &Uri) -> Result<bool, InvalidArgument> {
        Ok(self.proxy_for(uri)?.is_some())
    }

    fn open(
        &self,
        uri: &Uri,
        tls: &Configuration,
        deadline: Deadline,
    ) -> Result<Option<Wire>, Error> {
        // A transport can meet hosts that it was not made for.
        let useless = |error: InvalidArgument| {
            let detail = format!("{} {}", error.field, error.limit);
            not_sent(TransportError::not_sent(Kind::ProxyRefused).with_detail(detail))
        };
        let Some(proxy) = self.proxy_for(uri).map_err(useless)? else {
            return Ok(None);
        };
        let name = &proxy.name;
        let mut wire = reach(proxy, tls, deadline).map_err(|error| blame(error, name))?;
        let answer = wire
            .write_all(request(uri, proxy).as_bytes())
            .and_then(|()| proxy_answer::read(&mut wire))
            .map_err(|error| blame(error.into(), name))?;
        let (kind, detail) = match answer {
            Answer::Status(200..=299) => return Ok(Some(wire)),
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
fn reach(proxy: &Server, tls: &Configuration, deadline: Deadline) -> Result<Wire, Error> {
    let uri = proxy.uri();
    let addresses = resolve::addresses(uri, deadline)?;
    let wire = Wire::Plain(Socket::open(&addresses, deadline)?);
    match uri.scheme_str() {
        Some("https") => wire.secured(uri.host().unwrap_or_default(), tls),
        _ => Ok(wire),
    }
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
