//! HTTPS over ureq and rustls; the only place that names them.
//!
//! ureq speaks HTTP. Its connections are our own, so that each failure says how far the request
//! got, and none takes more time or memory than it needs.

/// ureq asks for `Debug` and shows it nowhere; deriving it links that of all parts, such as rustls's
/// configuration.
macro_rules! opaque {
    ($name:ident) => {
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

mod buffers;
mod connect;
mod connection;
mod detour;
mod environment;
mod exchange;
mod failure;
mod late;
mod proxy;
mod proxy_answer;
mod proxy_url;
mod resolve;
mod route;
mod settings;
mod socket;
mod stoppable;
mod timing;
mod tls;
mod tls_config;
mod transport;
mod wire;
mod words;

pub(crate) use settings::{ProxySetting, Settings};
pub use transport::HttpsTransport;
