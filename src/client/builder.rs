//! Building a client over HTTPS.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::call::Client;
use super::event::{Event, Listener};
use super::retry::RetryPolicy;
use crate::clock::SystemClock;
use crate::codec::{ApiVersion, IndexHost};
use crate::error::{Error, InvalidArgument};
use crate::https::{HttpsTransport, ProxySetting, Settings};
use crate::stop::Stop;

/// A [`Client`] over HTTPS.
pub type HttpsClient = Client<HttpsTransport, SystemClock>;

impl HttpsClient {
    /// A client with the defaults of [`ClientBuilder`].
    ///
    /// ```
    /// use pinecone_import::{Client, StartImport};
    ///
    /// # fn start(key: &str) -> Result<(), pinecone_import::Error> {
    /// let client = Client::new("idx-abc123.svc.us-east-1.pinecone.io", key)?;
    /// let started = client.start_import(&StartImport::new("s3://bucket/dir"))?;
    /// println!("started import {}", started.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`ClientBuilder::build`].
    pub fn new(host: impl AsRef<str>, key: impl AsRef<str>) -> Result<Self, Error> {
        Self::builder(host, key).build()
    }

    /// Starts building a client for the index at `host`, with an API key.
    pub fn builder(host: impl AsRef<str>, key: impl AsRef<str>) -> ClientBuilder {
        ClientBuilder {
            host: host.as_ref().into(),
            key: key.as_ref().into(),
            version: ApiVersion::default(),
            source_tag: String::new(),
            retry: RetryPolicy::default(),
            timeout: Duration::from_secs(30),
            https: Settings::default(),
            listener: Listener::default(),
            stop: None,
        }
    }
}

/// Builds an [`HttpsClient`]; each setting has a default.
///
/// ```
/// use core::time::Duration;
/// use pinecone_import::{Client, RetryPolicy};
///
/// # fn build(key: &str) -> Result<(), pinecone_import::Error> {
/// let client = Client::builder("idx-abc123.svc.us-east-1.pinecone.io", key)
///     .timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::default().tries(5))
///     .proxy("http://proxy.example:3128")
///     .source_tag("nightly-load")
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    host: String,
    key: String,
    version: ApiVersion,
    source_tag: String,
    retry: RetryPolicy,
    timeout: Duration,
    https: Settings,
    listener: Listener,
    stop: Option<Stop>,
}

impl fmt::Debug for ClientBuilder {
    /// Shows neither the key nor the proxy, which can hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Sets the API version. Defaults to 2025-10.
    pub fn api_version(self, version: ApiVersion) -> Self {
        Self { version, ..self }
    }

    /// Names the calling program in the user agent; see
    /// [`Endpoint::source_tag`](crate::Endpoint::source_tag).
    pub fn source_tag(self, tag: impl Into<String>) -> Self {
        Self {
            source_tag: tag.into(),
            ..self
        }
    }

    /// Sets the retry policy. Defaults to [`RetryPolicy::default`].
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self {
            retry: policy,
            ..self
        }
    }

    /// Calls a function with what happens between each call and its result; see
    /// [`Client::on_event`].
    pub fn on_event(self, function: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        Self {
            listener: Listener::new(function),
            ..self
        }
    }

    /// Makes all calls heed a request to stop; see [`Client::stop`].
    pub fn stop(self, stop: Stop) -> Self {
        Self {
            stop: Some(stop),
            ..self
        }
    }

    /// Sets the timeout of one attempt, from resolving the host to the last byte of the answer.
    /// Defaults to 30 s.
    ///
    /// At least 1 ms and at most 24 h; zero is refused.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Sets the timeout for resolving the host, and again for connecting, proxy and TLS included.
    /// Defaults to 10 s.
    ///
    /// At least 1 ms and at most 24 h; zero is refused.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.https.connect_timeout = timeout;
        self
    }

    /// Trusts these root certificates (PEM) in addition to Mozilla's. Each call adds more.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.https.roots.push(pem.into());
        self
    }

    /// Connects through a proxy, such as `http://user:password@proxy.example:3128`. Defaults to
    /// none.
    ///
    /// The scheme is `http` or `https`; user and password are percent-encoded.
    ///
    /// A loopback host is always reached directly: a proxy would look for it on its own machine,
    /// and would see the key of a request over plain http.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.https.proxy = Some(ProxySetting::url(url.into()));
        self
    }

    /// Connects through the proxy set in the environment, if any: the first of `https_proxy`,
    /// `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` that is not empty.
    ///
    /// `no_proxy` or `NO_PROXY` lists hosts to reach directly, separated by commas: a domain with
    /// its subdomains (`example.com` or `.example.com`), an address, a range of addresses
    /// (`10.0.0.0/8`), any of these with a port (`example.com:8443`), or `*` for all. `HTTP_PROXY`
    /// is for plain http, which never goes through a proxy. The environment is read when the client
    /// is made; see [`proxy`](Self::proxy) for the URLs and for loopback hosts.
    pub fn proxy_from_env(mut self) -> Self {
        self.https.proxy = Some(ProxySetting::environment());
        self
    }

    /// Sets the maximum size of a response body, in bytes. Defaults to 1 MiB.
    ///
    /// The largest answer, a page of 100 imports, has at most about 300 KB.
    pub fn max_response_bytes(mut self, most: usize) -> Self {
        self.https.max_response_bytes = most;
        self
    }

    /// Checks the settings and builds the client, without connecting.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an invalid host, key, proxy or certificate, for a timeout of
    /// zero, and if there is no TLS provider.
    pub fn build(self) -> Result<HttpsClient, Error> {
        positive("timeout", self.timeout)?;
        let transport = self.build_transport()?;
        let mut client =
            Client::with_transport(self.host, self.key, transport, SystemClock::default())?;
        client.listener = self.listener;
        client.stop = self.stop;
        Ok(client
            .api_version(self.version)
            .source_tag(self.source_tag)
            .retry(self.retry)
            .timeout(self.timeout))
    }

    /// Builds only the transport, to be wrapped in one of your own.
    ///
    /// Uses `connect_timeout`, `root_certificate_pem`, the proxy and `max_response_bytes`; the
    /// other settings belong to the client.
    ///
    /// ```
    /// use pinecone_import::{Client, SystemClock, Transport};
    ///
    /// # fn wrapped(host: &str, key: &str) -> Result<(), pinecone_import::Error> {
    /// let transport = Client::builder(host, key).build_transport()?;
    /// let transport: Box<dyn Transport> = Box::new(transport); // or one that wraps it
    /// let client = Client::with_transport(host, key, transport, SystemClock::default())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an invalid proxy or certificate, for a `connect_timeout` of
    /// zero, and if there is no TLS provider.
    pub fn build_transport(&self) -> Result<HttpsTransport, Error> {
        positive("connect timeout", self.https.connect_timeout)?;
        let host = IndexHost::new(&self.host).ok();
        Ok(self.https.transport(host.as_ref().map(IndexHost::origin))?)
    }
}

/// Some take zero for no limit, others for the default: here it is neither.
fn positive(field: &'static str, timeout: Duration) -> Result<(), InvalidArgument> {
    match timeout {
        Duration::ZERO => Err(InvalidArgument::new(field, "must be longer than 0")),
        _ => Ok(()),
    }
}
