//! The URL of a proxy.

use alloc::format;
use alloc::string::String;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ureq::http::Uri;
use ureq::{Proxy, ProxyProtocol};

/// A proxy: where it is, and who we are for it.
#[derive(Clone)]
pub(super) struct Server {
    proxy: Proxy,
    /// Host and port, for errors: never user or password.
    pub(super) name: String,
}

impl Server {
    /// Reads a URL, or tells the limit that it breaks; never what it holds.
    pub(super) fn new(url: &str) -> Result<Self, &'static str> {
        if let Some((scheme, _)) = url.split_once("://") {
            if scheme.to_ascii_lowercase().starts_with("socks") {
                return Err("must be an http:// or https:// URL; SOCKS is not supported");
            }
        }
        let limit = "must be an http:// or https:// URL with a host";
        let proxy = Proxy::new(url).map_err(|_| limit)?;
        if !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
            return Err(limit);
        }
        let authority = proxy.uri().authority().ok_or(limit)?;
        let place = authority.as_str().rsplit('@').next().unwrap_or_default();
        // A port that is none would silently become the scheme's.
        if place.len() > authority.host().len() && !matches!(authority.port_u16(), Some(1..)) {
            return Err("must have a port from 1 to 65535");
        }
        let name = format!("{}:{}", authority.host(), proxy.port());
        Ok(Self { proxy, name })
    }

    pub(super) fn uri(&self) -> &Uri {
        self.proxy.uri()
    }

    /// What the header `Proxy-Authorization` holds, if the URL has a user or a password.
    pub(super) fn authorization(&self) -> Option<String> {
        let (user, password) = (self.proxy.username(), self.proxy.password());
        let credentials = format!("{}:{}", user.unwrap_or(""), password.unwrap_or(""));
        (user.is_some() || password.is_some())
            .then(|| format!("Basic {}", BASE64_STANDARD.encode(credentials)))
    }
}
