//! HTTPS by ureq and rustls; the only place that names them.
//!
//! ureq speaks HTTP; connecting, the proxy and TLS are connectors of ours in its chain, so that
//! each failure tells how far the request got.

mod connect;
mod failure;
mod proxy;
mod resolve;
mod settings;
mod timing;
mod tls;
mod transport;

pub(crate) use settings::{ProxySetting, Settings};
pub use transport::HttpsTransport;
