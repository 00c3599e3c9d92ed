//! The proxy that the environment names, and the hosts that it exempts, as curl reads them.

use alloc::string::String;
use core::net::IpAddr;

/// In the order in which they count. `HTTP_PROXY` is for plain http, which never goes through one.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// A proxy that the environment names.
#[derive(Clone)]
pub(super) struct Named {
    pub(super) variable: &'static str,
    /// Can hold a password.
    pub(super) url: String,
    no_proxy: String,
}

/// The first proxy that a variable names; an empty variable counts as unset.
pub(super) fn read(lookup: impl Fn(&str) -> Option<String>) -> Option<Named> {
    let value = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
    let (variable, url) = VARIABLES
        .iter()
        .find_map(|variable| Some((*variable, value(variable)?)))?;
    Some(Named {
        variable,
        url: url.trim().into(),
        no_proxy: value("no_proxy")
            .or_else(|| value("NO_PROXY"))
            .unwrap_or_default(),
    })
}

impl Named {
    /// Whether the proxy is for this host, which is a name or an address without brackets.
    pub(super) fn is_for(&self, host: &str, port: u16) -> bool {
        let mut entries = self
            .no_proxy
            .split(|c: char| c == ',' || c.is_ascii_whitespace());
        !entries.any(|entry| matches(entry, host, port))
    }
}

/// Whether an entry means the host: `*`, a domain with all below it, an address, a range of
/// addresses, or a domain or an address with a port.
fn matches(entry: &str, host: &str, port: u16) -> bool {
    if entry == "*" || matches_host(entry, host) {
        return true;
    }
    // The colons of an address without brackets are no port's: that was tried.
    let with_port = entry.rsplit_once(':');
    with_port.is_some_and(|(entry, wanted)| {
        let bare = !entry.contains(':') || entry.ends_with(']');
        bare && wanted.parse() == Ok(port) && matches_host(entry, host)
    })
}

fn matches_host(entry: &str, host: &str) -> bool {
    let unbracketed = entry
        .strip_prefix('[')
        .and_then(|entry| entry.strip_suffix(']'));
    let entry = unbracketed.unwrap_or(entry);
    if let Ok(address) = host.parse() {
        return match entry.split_once('/') {
            Some((first, bits)) => in_range(address, first.parse().ok(), bits.parse().ok()),
            None => entry.parse() == Ok(address),
        };
    }
    let entry = entry.strip_prefix('*').unwrap_or(entry);
    let entry = entry.strip_prefix('.').unwrap_or(entry);
    let entry = entry.strip_suffix('.').unwrap_or(entry);
    let host = host.strip_suffix('.').unwrap_or(host);
    let Some(above) = host.len().checked_sub(entry.len()) else {
        return false;
    };
    let (below, domain) = match (host.get(..above), host.get(above..)) {
        (Some(below), Some(domain)) => (below, domain),
        _ => return false,
    };
    !entry.is_empty()
        && domain.eq_ignore_ascii_case(entry)
        && (below.is_empty() || below.ends_with('.'))
}

/// Whether the first `bits` of both addresses are the same.
fn in_range(address: IpAddr, first: Option<IpAddr>, bits: Option<u32>) -> bool {
    let same = match (address, first) {
        (IpAddr::V4(a), Some(IpAddr::V4(b))) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        (IpAddr::V6(a), Some(IpAddr::V6(b))) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        _ => return false,
    };
    bits.is_some_and(|bits| bits <= same)
}
