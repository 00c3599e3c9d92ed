//! Building a client over HTTPS.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use ureq::{Proxy, ProxyProtocol};

use super::{HttpsTransport, SystemClock, tls};
use crate::client::Client;
use crate::codec::endpoint::ApiVersion;
use crate::error::{Error, InvalidArgument};
use crate::retry::RetryPolicy;

/// A [`Client`] over HTTPS.
pub type HttpsClient = Client<HttpsTransport, SystemClock>;

impl HttpsClient {
    /// A client with the defaults of [`ClientBuilder`].
    ///
    /// # Errors
    /// As of [`ClientBuilder::build`].
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
            connect_timeout: Duration::from_secs(10),
            roots: Vec::new(),
            proxy: ProxySetting::None,
            max_response_bytes: 1024 * 1024,
        }
    }
}

/// Settings of an [`HttpsClient`]; each has a default.
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    host: String,
    key: String,
    version: ApiVersion,
    source_tag: String,
    retry: RetryPolicy,
    timeout: Duration,
    connect_timeout: Duration,
    roots: Vec<Vec<u8>>,
    proxy: ProxySetting,
    max_response_bytes: usize,
}

#[derive(Clone)]
enum ProxySetting {
    None,
    Url(String),
    Environment,
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
    /// Sets the API version; 2025-10 unless told.
    pub fn api_version(self, version: ApiVersion) -> Self {
        Self { version, ..self }
    }

    /// Names the calling program in the user agent; see [`Endpoint::source_tag`](crate::Endpoint::source_tag).
    pub fn source_tag(self, tag: impl Into<String>) -> Self {
        Self {
            source_tag: tag.into(),
            ..self
        }
    }

    /// Sets what is sent again, and when.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self {
            retry: policy,
            ..self
        }
    }

    /// The time that one try has, from resolving the host to the last byte; 30 s unless told.
    ///
    /// Taken as 1 ms at least and 24 h at most.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The time within a try to resolve the host, and again to connect with TLS; 10 s unless told.
    ///
    /// Taken as 1 ms at least and 24 h at most.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Self {
            connect_timeout: timeout,
            ..self
        }
    }

    /// Also trusts these root certificates, in PEM, beside Mozilla's; adds up.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// Connects through an HTTP proxy: `http://` or `https://`, `user:password@` if it asks for
    /// them (percent-encoded), host and port. None unless told; the environment is not read.
    pub fn proxy(self, url: impl Into<String>) -> Self {
        Self {
            proxy: ProxySetting::Url(url.into()),
            ..self
        }
    }

    /// Connects through the proxy that the environment names, if it does: the first of
    /// `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`, in either case, unless `NO_PROXY` matches the host.
    pub fn proxy_from_env(self) -> Self {
        Self {
            proxy: ProxySetting::Environment,
            ..self
        }
    }

    /// Most bytes of a response's body; 1 MiB unless told.
    ///
    /// The largest answer is a page of the list: 100 imports, at most about 300 KB.
    pub fn max_response_bytes(self, most: usize) -> Self {
        Self {
            max_response_bytes: most,
            ..self
        }
    }

    /// Checks the settings and makes the client; connects nowhere yet.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for a host, key, proxy or certificate that is none, and where
    /// there is no TLS provider.
    pub fn build(self) -> Result<HttpsClient, Error> {
        let proxy = self.proxy.resolve()?;
        let tls = tls::config(&self.roots)?;
        let most = self.max_response_bytes;
        let transport = HttpsTransport::new(tls, proxy, self.connect_timeout, most);
        let client =
            Client::with_transport(self.host, self.key, transport, SystemClock::default())?;
        Ok(client
            .api_version(self.version)
            .source_tag(self.source_tag)
            .retry(self.retry)
            .timeout(self.timeout))
    }
}

impl ProxySetting {
    fn resolve(&self) -> Result<Option<Proxy>, Error> {
        let proxy = match self {
            Self::None => return Ok(None),
            Self::Url(url) => Proxy::new(url).ok(),
            Self::Environment => match Proxy::try_from_env() {
                None if !environment_names_one() => return Ok(None),
                found => found,
            },
        };
        // Neither the URL nor what is wrong with it is shown: it can hold a password.
        let limit = "must be an http:// or https:// URL with a host";
        proxy
            .filter(|p| matches!(p.protocol(), ProxyProtocol::Http | ProxyProtocol::Https))
            .map(Some)
            .ok_or_else(|| InvalidArgument::refuse("proxy", limit, None))
    }
}

/// Whether there is a proxy in the environment that could not be read.
fn environment_names_one() -> bool {
    ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"]
        .iter()
        .any(|name| {
            let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            set(name) || set(&name.to_ascii_lowercase())
        })
}
