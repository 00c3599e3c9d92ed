//! A response with a status other than 2xx.

use alloc::string::String;
use core::error::Error as StdError;
use core::time::Duration;

use super::effect;
use super::rpc::RpcStatus;
use crate::http::Method;

/// A response with a status other than 2xx.
///
/// ```
/// use pinecone_import::Error;
///
/// fn explain(error: &Error) {
///     if let Error::Api(api) = error {
///         println!("HTTP {}: {}", api.http_status, api.status.message);
///         println!("request id for support: {:?}", api.request_id);
///     }
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub http_status: u16,
    /// The decoded body.
    pub status: RpcStatus,
    /// The request id, to quote to Pinecone's support; at most 256 bytes.
    pub request_id: Option<String>,
    /// The delay that the server asks for: by `Retry-After`, or by a `RetryInfo` in the details if
    /// that is longer.
    pub retry_after: Option<Duration>,
    /// Why the API key was rejected; at most 256 bytes.
    pub auth_rejected_reason: Option<String>,
    /// The start of the body as text; at most 512 bytes. A body that is encoded without having been
    /// asked for is only named, such as `(content-encoding gzip)`. Empty if the bytes of a detail
    /// echoed a secret.
    pub excerpt: String,
    pub(crate) method: Method,
    pub(crate) earlier_may_have_executed: bool,
}

impl ApiError {
    /// An error with only an HTTP status, as if from a start.
    #[cfg(feature = "testing")]
    pub(crate) fn of_status(http_status: u16) -> Self {
        Self {
            http_status,
            status: RpcStatus::default(),
            request_id: None,
            retry_after: None,
            auth_rejected_reason: None,
            excerpt: String::new(),
            method: Method::Post,
            earlier_may_have_executed: false,
        }
    }

    /// Whether the server may have executed the request.
    ///
    /// 307, 308 and 4xx except 408 and 499 mean that it did not, unless an earlier attempt of the
    /// same call may have been executed. Servers also send 301, 302 and 303 after they executed a
    /// request.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        let refused = match self.http_status {
            307 | 308 => true,
            408 | 499 => false,
            status => (400..500).contains(&status),
        };
        effect::changes(self.method) && (!refused || self.earlier_may_have_executed)
    }

    /// What `Display` adds if the request may have been executed.
    pub(crate) fn doubt(&self) -> &'static str {
        if self.may_have_executed() {
            effect::doubt(self.method)
        } else {
            ""
        }
    }

    pub(super) fn is_retryable(&self) -> bool {
        let idempotent = effect::is_idempotent(self.method);
        match self.http_status {
            429 => idempotent || !self.earlier_may_have_executed,
            408 | 500 | 502 | 503 | 504 => idempotent,
            _ => false,
        }
    }
}

impl StdError for ApiError {}
