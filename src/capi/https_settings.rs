//! Settings of the HTTPS transport.

use alloc::string::String;
use alloc::vec::Vec;

use super::time::millis;
use crate::client::{ClientBuilder, HttpsClient};
use crate::error::Error;
use crate::https::HttpsTransport;

/// Settings of the HTTPS transport; 0 and `None` are the default.
#[derive(Default)]
pub(super) struct HttpsSettings {
    pub(super) connect_timeout: u64,
    pub(super) roots: Vec<String>,
    pub(super) proxy: Option<ProxyOf>,
}

pub(super) enum ProxyOf {
    Url(String),
    Environment,
}

impl HttpsSettings {
    pub(super) fn transport(
        &self,
        host: &str,
        key: &str,
        max_response_bytes: usize,
    ) -> Result<HttpsTransport, Error> {
        let mut builder = HttpsClient::builder(host, key);
        if let Some(time) = millis(self.connect_timeout) {
            builder = builder.connect_timeout(time);
        }
        if max_response_bytes != 0 {
            builder = builder.max_response_bytes(max_response_bytes);
        }
        builder = match &self.proxy {
            Some(ProxyOf::Url(url)) => builder.proxy(url),
            Some(ProxyOf::Environment) => builder.proxy_from_env(),
            None => builder,
        };
        let roots = self.roots.iter();
        roots
            .fold(builder, |builder, pem| {
                ClientBuilder::root_certificate_pem(builder, pem.as_bytes())
            })
            .build_transport()
    }
}
