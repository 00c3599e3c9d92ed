//! The settings of a transport, and their defaults.

use core::time::Duration;

use alloc::string::String;
use alloc::vec::Vec;

use super::route::Route;
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
    /// `origin` is what it is meant for, if that is known: scheme, host and port.
    pub(crate) fn transport(
        &self,
        origin: Option<&str>,
    ) -> Result<HttpsTransport, InvalidArgument> {
        let route = self.proxy.route()?;
        if let Some(uri) = origin.and_then(|origin| origin.parse().ok()) {
            // A proxy of no use is told before anything is done, and only where it is needed.
            route.proxy_for(&uri)?;
        }
        let tls = tls::config(&self.roots)?;
        Ok(HttpsTransport::new(
            tls,
            route,
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
    fn route(&self) -> Result<Route, InvalidArgument> {
        match self {
            Self::None => Ok(Route::Direct),
            Self::Url(url) => Route::through(url),
            Self::Environment => Ok(Route::of_environment(|name| {
                Some(std::env::var_os(name)?.to_string_lossy().into_owned())
            })),
        }
    }
}
