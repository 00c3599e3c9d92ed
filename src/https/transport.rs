//! The transport: one request over ureq, and its response within limits.

use std::io::{self, Read};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use ureq::config::{AutoHeaderValue, Config};
use ureq::http::{self, HeaderValue, header};
use ureq::{Agent, AsSendBody, Body, SendBody};

use super::connect::Connect;
use super::detour::Detour;
use super::exchange::{self, Gate};
use super::failure;
use super::resolve::Resolve;
use super::stoppable;
use super::timing::LONGEST;
use super::tls_config::Configuration;
use crate::error::{TransportError, TransportErrorKind};
use crate::http::{KEY_HEADER, Request, Response};
use crate::stop::Stop;
use crate::transport::Transport;

/// Most bytes of a response's headers.
const HEADERS: usize = 8 * 1024;
/// Most bytes allocated for a body before any of it has arrived.
const PROMISED: usize = 64 * 1024;
/// How long an idle connection is kept for the next read: longer than the pause between two polls.
const IDLE: Duration = Duration::from_secs(90);
/// Shortest timeout: ureq treats zero as a second.
const SHORTEST: Duration = Duration::from_millis(1);

/// The blocking HTTPS transport.
///
/// Follows no redirects, and sends each request at most once. Built by
/// [`ClientBuilder::build_transport`](crate::ClientBuilder::build_transport).
#[derive(Clone)]
pub struct HttpsTransport {
    agent: Agent,
    connect_timeout: Duration,
    max_response_bytes: usize,
}

impl fmt::Debug for HttpsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpsTransport").finish_non_exhaustive()
    }
}

/// What all requests have in common.
fn config() -> Config {
    static CONFIG: OnceLock<Config> = OnceLock::new();
    // For each new one, ureq reads the environment's proxy, though none is used: docs/UPSTREAM.md.
    let config = CONFIG.get_or_init(|| {
        Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .max_response_header_size(HEADERS)
            .max_idle_age(IDLE)
            .build()
    });
    config.clone()
}

impl HttpsTransport {
    pub(super) fn new(
        tls: Configuration,
        detour: Option<Arc<dyn Detour>>,
        connect_timeout: Duration,
        max_response_bytes: usize,
    ) -> Self {
        let resolver = Resolve::new(detour.clone());
        let agent = Agent::with_parts(config(), Connect::new(detour, tls), resolver);
        let connect_timeout = connect_timeout.clamp(SHORTEST, LONGEST);
        Self {
            agent,
            connect_timeout,
            max_response_bytes,
        }
    }

    /// Sends the request and waits for the response's head.
    fn exchange(
        &self,
        request: &Request,
        timeout: Duration,
        body: &mut CountingBody<'_>,
    ) -> Result<http::Response<Body>, ureq::Error> {
        let mut head = http::Request::builder()
            .method(request.method.as_str())
            .uri(&request.url);
        for (name, value) in &request.headers {
            let mut value = HeaderValue::from_str(value).map_err(http::Error::from)?;
            value.set_sensitive(*name == KEY_HEADER);
            head = head.header(*name, value);
        }
        if request.body.is_none() {
            return self.run(head.body(())?, IDLE, timeout);
        }
        head = head.header(header::CONTENT_LENGTH, body.rest.len());
        // A start reuses no pooled connection: the server may be closing it, and then it is unknown
        // whether the request was read.
        self.run(
            head.body(SendBody::from_reader(body))?,
            Duration::ZERO,
            timeout,
        )
    }

    fn run(
        &self,
        request: http::Request<impl AsSendBody>,
        idle: Duration,
        timeout: Duration,
    ) -> Result<http::Response<Body>, ureq::Error> {
        let config = self.agent.configure_request(request);
        let config = config
            .timeout_global(Some(timeout.clamp(SHORTEST, LONGEST)))
            .timeout_resolve(Some(self.connect_timeout))
            .timeout_connect(Some(self.connect_timeout))
            .max_idle_age(idle);
        self.agent.run(config.build())
    }

    /// Reads a body up to the limit; after an error, also returns the part that arrived.
    fn read_body(&self, body: &mut Body) -> (Vec<u8>, Option<TransportError>) {
        let announced = body
            .content_length()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0);
        let most = self.max_response_bytes;
        // An announced length alone must not cost memory.
        let mut bytes = Vec::with_capacity(announced.min(most).min(PROMISED));
        let mut reader = body.as_reader();
        let mut chunk = [0; 2048];
        loop {
            let count = match reader.read(&mut chunk) {
                Ok(0) => return (bytes, None),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return (bytes, Some(failure::of(error.into(), true))),
            };
            let room = most - bytes.len();
            bytes.extend_from_slice(chunk.get(..count.min(room)).unwrap_or(&chunk));
            if count > room {
                let detail = alloc::format!("the body has more than {most} bytes");
                let error = TransportError::maybe_sent(TransportErrorKind::TooLarge);
                return (bytes, Some(error.with_detail(detail)));
            }
        }
    }
}

impl Transport for HttpsTransport {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        self.send_through(None, request, timeout)
    }

    fn send_stoppable(
        &self,
        request: &Request,
        timeout: Duration,
        stop: &Stop,
    ) -> Result<Response, TransportError> {
        let (transport, owned) = (self.clone(), request.clone());
        let exchange = move |gate| transport.send_through(Some(gate), &owned, timeout);
        // Without a thread, the stop takes effect after the attempt.
        stoppable::run(exchange, timeout, stop).unwrap_or_else(|| self.send(request, timeout))
    }
}

impl HttpsTransport {
    /// Sends a request unless `gate` is closed before it is.
    pub(super) fn send_through(
        &self,
        gate: Option<Gate>,
        request: &Request,
        timeout: Duration,
    ) -> Result<Response, TransportError> {
        let mut body = CountingBody {
            rest: request.body.as_deref().unwrap_or(&[]),
            reads: 0,
            gate: None,
        };
        match (gate, &request.body) {
            (gate, Some(_)) => body.gate = gate,
            (Some(gate), None) => exchange::set_gate(gate),
            (None, None) => {}
        }
        exchange::begin(longest_part(request));
        let result = self.exchange(request, timeout, &mut body);
        // ureq reads the body only after it wrote the head, which alone is not the whole request.
        let sent = match request.body {
            Some(_) => body.reads > 0,
            None => exchange::has_written(),
        };
        let mut answer = result.map_err(|error| failure::of(error, sent))?;
        let headers = answer.headers().iter().map(|(name, value)| {
            (
                String::from(name.as_str()),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        let mut response = Response::new(answer.status().as_u16(), headers.collect(), Vec::new());
        let (body, error) = self.read_body(answer.body_mut());
        response.body = body;
        match error {
            // The status of a refusal says more than the error that cut its body short.
            Some(_) if !(200..300).contains(&response.status) => response.complete = false,
            Some(error) => return Err(error),
            None => {}
        }
        Ok(response)
    }
}

/// At least the length of the head and of the body, for the connection's buffer. ureq sends a longer
/// body in parts, but no part of a head.
fn longest_part(request: &Request) -> usize {
    let headers = request.headers.iter();
    let headers: usize = headers
        .map(|(name, value)| name.len() + value.len() + 4)
        .sum();
    // The URL holds the host, and the rest is the version and the length of the body.
    let head = request.url.len() + headers + 128;
    head.max(request.body.as_ref().map_or(0, Vec::len))
}

/// A request body that counts how often ureq reads it.
struct CountingBody<'a> {
    rest: &'a [u8],
    reads: usize,
    gate: Option<Gate>,
}

impl Read for CountingBody<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.gate.as_ref().map_or(Ok(()), Gate::pass)?;
        self.reads += 1;
        self.rest.read(buffer)
    }
}
