//! HTTPS over ureq and rustls; the only place that names them.
//!
//! ureq speaks HTTP; connecting, the proxy and TLS are our own connectors in its chain, so that
//! each failure says how far the request got.

mod connect;
mod environment;
mod failure;
mod late;
mod proxy;
mod proxy_answer;
mod proxy_url;
mod resolve;
mod route;
mod settings;
mod stoppable;
mod timing;
mod tls;
mod transport;
mod words;
mod written;

pub(crate) use settings::{ProxySetting, Settings};
pub use transport::HttpsTransport;
