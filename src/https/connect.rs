//! Making connections: to the server or through a proxy, and over TLS for https.

use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{ConnectionDetails, Connector};

use super::connection::Connection;
use super::detour::Detour;
use super::socket::Socket;
use super::timing::Deadline;
use super::tls_config::Configuration;
use super::wire::Wire;

/// Makes connections within the connect timeout, which all steps share.
pub(super) struct Connect {
    detour: Option<Arc<dyn Detour>>,
    tls: Configuration,
}

opaque!(Connect);

impl Connect {
    pub(super) fn new(detour: Option<Arc<dyn Detour>>, tls: Configuration) -> Self {
        Self { detour, tls }
    }
}

impl Connector for Connect {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Connection>, Error> {
        let (uri, deadline) = (details.uri, Deadline::of(details));
        let tunnel = match &self.detour {
            Some(detour) => detour.open(uri, &self.tls, deadline)?,
            None => None,
        };
        let mut wire = match tunnel {
            Some(tunnel) => tunnel,
            None => Wire::Plain(Socket::open(&details.addrs, deadline)?),
        };
        if details.needs_tls() {
            wire = wire.secured(uri.host().unwrap_or_default(), &self.tls)?;
        }
        Ok(Some(Connection::new(wire)))
    }
}
