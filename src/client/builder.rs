//! Building a client over HTTPS.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::call::Client;
use super::retry::RetryPolicy;
use crate::clock::SystemClock;
use crate::codec::ApiVersion;
use crate::error::Error;
use crate::https::{HttpsTransport, ProxySetting, Settings};

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

    /// Starts building a client of the index at `host`, with an API key.
    pub fn builder(host: impl AsRef<str>, key: impl AsRef<str>) -> ClientBuilder {
        ClientBuilder {
            host: host.as_ref().into(),
            key: key.as_ref().into(),
            version: ApiVersion::default(),
            source_tag: String::new(),
            retry: RetryPolicy::default(),
            timeout: Duration::from_secs(30),
            https: Settings::default(),
        }
    }
}

/// Settings of an [`HttpsClient`]; each has a default.
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

    /// Sets what is retried, how often and when.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self {
            retry: policy,
            ..self
        }
    }

    /// Sets the time limit of one try, from resolving the host to the last byte of the answer.
    /// Defaults to 30 s.
    ///
    /// At least 1 ms and at most 24 h.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Sets the time limit within a try to resolve the host, and again to connect with TLS.
    /// Defaults to 10 s.
    ///
    /// At least 1 ms and at most 24 h.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.https.connect_timeout = timeout;
        self
    }

    /// Adds root certificates, in PEM, to Mozilla's. Can be called more than once.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.https.roots.push(pem.into());
        self
    }

    /// Connects through an HTTP proxy: `http://` or `https://`, `user:password@` if it asks for
    /// them (percent-encoded), host and port. Defaults to none; the environment is not read.
    ///
    /// A loopback host is always reached directly: a proxy would look for it on its own machine,
    /// and would see the key if the host is reached by plain http.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.https.proxy = ProxySetting::Url(url.into());
        self
    }

    /// Connects through the proxy that the environment names, if any: the first of `ALL_PROXY`,
    /// `HTTPS_PROXY`, `HTTP_PROXY`, in either case, unless `NO_PROXY` matches the host.
    pub fn proxy_from_env(mut self) -> Self {
        self.https.proxy = ProxySetting::Environment;
        self
    }

    /// Sets the most bytes of a response's body. Defaults to 1 MiB.
    ///
    /// The largest answer is a page of the list: 100 imports, at most about 300 KB.
    pub fn max_response_bytes(mut self, most: usize) -> Self {
        self.https.max_response_bytes = most;
        self
    }

    /// Checks the settings and makes the client; connects nowhere yet.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an invalid host, key, proxy or certificate, and if there is
    /// no TLS provider.
    pub fn build(self) -> Result<HttpsClient, Error> {
        let transport = self.build_transport()?;
        let client =
            Client::with_transport(self.host, self.key, transport, SystemClock::default())?;
        Ok(client
            .api_version(self.version)
            .source_tag(self.source_tag)
            .retry(self.retry)
            .timeout(self.timeout))
    }

    /// Makes the transport alone, for a transport of your own that wraps it.
    ///
    /// Its settings are `connect_timeout`, `root_certificate_pem`, `proxy` and
    /// `max_response_bytes`; the others belong to the client.
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
    /// [`Error::InvalidArgument`] for an invalid proxy or certificate, and if there is no TLS
    /// provider.
    pub fn build_transport(&self) -> Result<HttpsTransport, Error> {
        Ok(self.https.transport()?)
    }
}
