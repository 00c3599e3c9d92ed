//! Which hosts are reached through which proxy.

use alloc::string::String;
use core::net::IpAddr;
use ureq::http::Uri;

use super::environment::{self, Named};
use super::proxy_url::Server;
use crate::error::InvalidArgument;

/// The way to all hosts.
#[derive(Clone)]
pub(super) enum Route {
    Direct,
    Proxy(Server),
    /// One that the environment names, perhaps by a URL that is of no use.
    Named(Named, Result<Server, InvalidArgument>),
}

impl Route {
    pub(super) fn through(url: &str) -> Result<Self, InvalidArgument> {
        let server = Server::new(url).map_err(|limit| InvalidArgument::new("proxy", limit))?;
        Ok(Self::Proxy(server))
    }

    pub(super) fn of_environment(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let Some(named) = environment::read(lookup) else {
            return Self::Direct;
        };
        let refuse = |limit| InvalidArgument::new(named.variable, limit);
        let server = Server::new(&named.url).map_err(refuse);
        Self::Named(named, server)
    }

    /// The proxy for `uri`, if there is one; an error if it is of no use.
    ///
    /// Only https goes through a proxy, which would see the key otherwise; and never to a loopback
    /// host, which at the other end would be another machine.
    pub(super) fn proxy_for(&self, uri: &Uri) -> Result<Option<&Server>, InvalidArgument> {
        let host = uri.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if uri.scheme_str() != Some("https") || is_loopback(bare) {
            return Ok(None);
        }
        let server = match self {
            Self::Direct => return Ok(None),
            Self::Proxy(server) => server,
            Self::Named(named, _) if !named.is_for(bare, uri.port_u16().unwrap_or(443)) => {
                return Ok(None);
            }
            Self::Named(_, server) => server.as_ref().map_err(InvalidArgument::clone)?,
        };
        // The proxy itself is reached directly.
        Ok((uri != server.uri()).then_some(server))
    }
}

fn is_loopback(host: &str) -> bool {
    match host.parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback(),
        Ok(IpAddr::V6(address)) => address.to_canonical().is_loopback(),
        Err(_) => host
            .strip_suffix('.')
            .unwrap_or(host)
            .eq_ignore_ascii_case("localhost"),
    }
}
