//! Opening TCP connections.

use ureq::config::Config;
use ureq::unversioned::transport::{ConnectionDetails, Connector, TcpConnector, Transport};
use ureq::{Agent, Error};

use super::failure::NotSent;
use super::timing::with;
use crate::error::TransportErrorKind as Kind;

/// Opens TCP connections, and marks their failures as not sent.
#[derive(Debug)]
pub(super) struct Connect {
    tcp: TcpConnector,
    /// Small buffers for a connection below TLS, which has buffers of its own.
    below_tls: Config,
}

impl Connect {
    pub(super) fn new() -> Self {
        let below_tls = Agent::config_builder()
            .proxy(None)
            .input_buffer_size(4096)
            .output_buffer_size(4096);
        Self {
            tcp: TcpConnector::default(),
            below_tls: below_tls.build(),
        }
    }
}

impl<In: Transport> Connector<In> for Connect {
    type Out = <TcpConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let config = if details.needs_tls() {
            &self.below_tls
        } else {
            details.config
        };
        let details = with(details, details.uri, details.addrs.clone(), config);
        self.tcp
            .connect(&details, chained)
            .map_err(|error| match error {
                Error::Io(error) => NotSent::new(Kind::Connect).because(error),
                other => other,
            })
    }
}
