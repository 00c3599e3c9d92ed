//! The settings of a transport, and their defaults.

use std::sync::Arc;

use core::time::Duration;

use alloc::string::String;
use alloc::vec::Vec;
use ureq::http::Uri;

use super::detour::Detour;
use super::proxy;
use super::tls_config::Configuration;
use super::transport::HttpsTransport;
use crate::error::InvalidArgument;

/// The settings of a transport.
#[derive(Clone)]
pub(crate) struct Settings {
    /// For resolving the host, and again for connecting.
    pub(crate) connect_timeout: Duration,
    /// Root certificates in PEM, in addition to Mozilla's.
    pub(crate) roots: Vec<Vec<u8>>,
    pub(crate) proxy: Option<ProxySetting>,
    pub(crate) max_response_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            roots: Vec::new(),
            proxy: None,
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
        let tls = Configuration::new(&self.roots)?;
        let detour = match &self.proxy {
            Some(proxy) => Some((proxy.read)(&proxy.url)?),
            None => None,
        };
        let uri: Option<Uri> = origin.and_then(|origin| origin.parse().ok());
        // A proxy of no use is told before anything is done, and only where it is needed.
        if let (Some(detour), Some(uri)) = (&detour, &uri) {
            detour.leads_to(uri)?;
        }
        if uri.is_none_or(|uri| uri.scheme_str() != Some("http")) {
            tls.get()?;
        }
        Ok(HttpsTransport::new(
            tls,
            detour,
            self.connect_timeout,
            self.max_response_bytes,
        ))
    }
}

/// A proxy to be read when a transport is made.
#[derive(Clone)]
pub(crate) struct ProxySetting {
    url: String,
    read: fn(&str) -> Result<Arc<dyn Detour>, InvalidArgument>,
}

impl ProxySetting {
    pub(crate) fn url(url: String) -> Self {
        let read = proxy::by_url;
        Self { url, read }
    }

    pub(crate) fn environment() -> Self {
        let (url, read) = (String::new(), proxy::by_environment as _);
        Self { url, read }
    }
}
