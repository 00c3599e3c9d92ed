//! Resolving the host.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::detour::Detour;
use super::failure::NotSent;
use super::late::{LateJobs, NoResult};
use super::timing::Deadline;
use crate::error::TransportErrorKind as Kind;

/// Most addresses of a name that are tried; [`ResolvedSocketAddrs`] has room for no more.
const MOST: usize = 16;
/// Most threads of the process that may be left behind; each may take the system minutes.
const LATE_LOOK_UPS: usize = 16;

/// Resolves names within the timeout, and addresses without a lookup.
///
/// ureq's own resolver starts a thread for an address too, and panics if it cannot.
pub(super) struct Resolve {
    detour: Option<Arc<dyn Detour>>,
}

opaque!(Resolve);

impl Resolve {
    pub(super) fn new(detour: Option<Arc<dyn Detour>>) -> Self {
        Self { detour }
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
        // An error is told by the one who connects.
        let by_proxy = |detour: &Arc<dyn Detour>| !matches!(detour.leads_to(uri), Ok(false));
        if !self.detour.as_ref().is_some_and(by_proxy) {
            for address in addresses(uri, Deadline::new(timeout))? {
                found.push(address);
            }
        }
        Ok(found)
    }
}

/// The addresses of a URL's host: at least one, and not more than are tried.
pub(super) fn addresses(uri: &Uri, deadline: Deadline) -> Result<Vec<SocketAddr>, Error> {
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().unwrap_or(match uri.scheme_str() {
        Some("http") => 80,
        _ => 443,
    });
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(alloc::vec![SocketAddr::new(address, port)]);
    }
    let mut found = look_up(String::from(host), port, deadline)?;
    found.truncate(MOST);
    match found.is_empty() {
        true => Err(NotSent::new(Kind::Resolve).saying("the name has no address")),
        false => Ok(found),
    }
}

/// The system's resolver has no timeout, so it runs in a thread, which is abandoned when late.
fn look_up(host: String, port: u16, deadline: Deadline) -> Result<Vec<SocketAddr>, Error> {
    static LATE: LateJobs = LateJobs::new(LATE_LOOK_UPS);
    let resolve = move || (host.as_str(), port).to_socket_addrs().map(Vec::from_iter);
    let failed = |error: io::Error| NotSent::new(Kind::Resolve).because(error);
    match LATE.run("resolve", resolve, deadline.left()?, || false) {
        Ok(found) => found.map_err(failed),
        Err(NoResult::Late) => Err(deadline.passed()),
        Err(NoResult::TooManyLate) => {
            Err(NotSent::new(Kind::Resolve).saying("too many look-ups are still under way"))
        }
        Err(NoResult::NoThread(error)) => Err(failed(error)),
        Err(NoResult::Panicked) => {
            Err(NotSent::new(Kind::Resolve).saying("the system's resolver failed"))
        }
    }
}
