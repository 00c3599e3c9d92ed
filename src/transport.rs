//! What a client needs from the network.

use alloc::boxed::Box;
use alloc::rc::Rc;
#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
use core::time::Duration;

use crate::error::TransportError;
use crate::http::{Request, Response};

/// Sends one request and waits for the response.
///
/// `HttpsTransport` (feature `https`) is the one built in. Implement this trait to bring an HTTP
/// stack of your own, or to wrap another transport:
///
/// ```
/// use core::time::Duration;
/// use pinecone_import::{Request, Response, Transport, TransportError};
///
/// /// Prints each request and its status.
/// struct Logged<T>(T);
///
/// impl<T: Transport> Transport for Logged<T> {
///     fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
///         let result = self.0.send(request, timeout);
///         let status = result.as_ref().map(|response| response.status);
///         println!("{} {}: {status:?}", request.method, request.url);
///         result
///     }
/// }
/// ```
pub trait Transport {
    /// Sends `request` at most once, follows no redirect, and gives up after `timeout`.
    ///
    /// Any HTTP status is a response. A body that broke off may be returned with
    /// [`complete`](Response::complete) unset if the status is not 2xx.
    ///
    /// # Errors
    /// [`TransportError`] if no complete response arrived. Use [`TransportError::not_sent`] only
    /// if the server certainly did not receive the whole request: such a start is retried.
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError>;
}

macro_rules! pass_on {
    ($($pointer:ty),*) => {$(
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
                (**self).send(request, timeout)
            }
        }
    )*};
}

pass_on!(&T, Box<T>, Rc<T>);
#[cfg(target_has_atomic = "ptr")]
pass_on!(Arc<T>);
