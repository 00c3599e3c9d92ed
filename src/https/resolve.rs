//! Resolving the host.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::failure::NotSent;
use super::late::{LateJobs, NoResult};
use super::proxy::ProxyConnector;
use crate::error::TransportErrorKind as Kind;

/// Most addresses of a name that are tried; [`ResolvedSocketAddrs`] has room for no more.
const MOST: usize = 16;
/// Most threads of the process that may be left behind; each may take the system minutes.
const LATE_LOOK_UPS: usize = 16;

/// Resolves names within the timeout, and addresses without a lookup.
///
/// ureq's own resolver starts a thread for an address too, and panics if it cannot.
#[derive(Debug)]
pub(super) struct Resolve {
    proxy: ProxyConnector,
}

impl Resolve {
    pub(super) fn new(proxy: ProxyConnector) -> Self {
        Self { proxy }
    }
}

impl Resolver for Resolve {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut found = self.empty();
        if self.proxy.connects_to(uri) {
            return Ok(found);
        }
        let host = uri.host().unwrap_or_default();
        let port = uri
            .port_u16()
            .unwrap_or(if uri.scheme_str() == Some("http") {
                80
            } else {
                443
            });
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            found.push(SocketAddr::new(address, port));
            return Ok(found);
        }
        for address in look_up(String::from(host), port, timeout)?
            .into_iter()
            .take(MOST)
        {
            found.push(address);
        }
        if found.is_empty() {
            return Err(NotSent::new(Kind::Resolve).saying("the name has no address"));
        }
        Ok(found)
    }
}

/// The system's resolver has no timeout, so it runs in a thread, which is abandoned when late.
fn look_up(host: String, port: u16, timeout: NextTimeout) -> Result<Vec<SocketAddr>, Error> {
    static LATE: LateJobs = LateJobs::new(LATE_LOOK_UPS);
    let resolve = move || (host.as_str(), port).to_socket_addrs().map(Vec::from_iter);
    let failed = |error: io::Error| NotSent::new(Kind::Resolve).because(error);
    match LATE.run("resolve", resolve, *timeout.after, || false) {
        Ok(found) => found.map_err(failed),
        Err(NoResult::Late) => Err(Error::Timeout(timeout.reason)),
        Err(NoResult::TooManyLate) => {
            Err(NotSent::new(Kind::Resolve).saying("too many look-ups are still under way"))
        }
        Err(NoResult::NoThread(error)) => Err(failed(error)),
        Err(NoResult::Panicked) => {
            Err(NotSent::new(Kind::Resolve).saying("the system's resolver failed"))
        }
    }
}
