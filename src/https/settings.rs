//! The settings of a transport, and their defaults.

use core::time::Duration;

use alloc::string::String;
use alloc::vec::Vec;
use ureq::{Proxy, ProxyProtocol};

use super::tls;
use super::transport::HttpsTransport;
use crate::error::InvalidArgument;

/// The settings of a transport.
#[derive(Clone)]
pub(crate) struct Settings {
    /// For resolving the host, and again for connecting.
    pub(crate) connect_timeout: Duration,
    /// Root certificates in PEM, in addition to Mozilla's.
    pub(crate) roots: Vec<Vec<u8>>,
    pub(crate) proxy: ProxySetting,
    pub(crate) max_response_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            roots: Vec::new(),
            proxy: ProxySetting::None,
            max_response_bytes: 1024 * 1024,
        }
    }
}

impl Settings {
    pub(crate) fn transport(&self) -> Result<HttpsTransport, InvalidArgument> {
        let proxy = self.proxy.resolve()?;
        let tls = tls::config(&self.roots)?;
        Ok(HttpsTransport::new(
            tls,
            proxy,
            self.connect_timeout,
            self.max_response_bytes,
        ))
    }
}

#[derive(Clone)]
pub(crate) enum ProxySetting {
    None,
    Url(String),
    Environment,
}

impl ProxySetting {
    fn resolve(&self) -> Result<Option<Proxy>, InvalidArgument> {
        let proxy = match self {
            Self::None => return Ok(None),
            Self::Url(url) => Proxy::new(url).ok(),
            Self::Environment => match Proxy::try_from_env() {
                None if !environment_names_one() => return Ok(None),
                found => found,
            },
        };
        // The error does not quote the URL, which can contain a password.
        let limit = "must be an http:// or https:// URL with a host";
        proxy
            .filter(|p| matches!(p.protocol(), ProxyProtocol::Http | ProxyProtocol::Https))
            .map(Some)
            .ok_or_else(|| InvalidArgument::new("proxy", limit))
    }
}

/// Whether the environment sets a proxy.
fn environment_names_one() -> bool {
    ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"]
        .iter()
        .any(|name| {
            let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            set(name) || set(&name.to_ascii_lowercase())
        })
}
