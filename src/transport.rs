//! The trait that sends requests.

use alloc::boxed::Box;
use alloc::rc::Rc;
#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
use core::time::Duration;

use crate::error::TransportError;
use crate::http::{Request, Response};
use crate::stop::Stop;

/// Sends one request and waits for the response.
///
/// `HttpsTransport` (feature `https`) is built in. Implement this trait to use your own HTTP
/// stack, or to wrap another transport:
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
    /// Sends `request` at most once, without following redirects.
    ///
    /// `timeout` covers one attempt, from resolving the host to the last byte of the answer; zero
    /// means that no time is left, not that there is no limit. Any HTTP status is a response, not
    /// an error. If the body of a status other than 2xx breaks off, the part that arrived may be
    /// returned, with [`complete`](Response::complete) false.
    ///
    /// # Errors
    /// [`TransportError`] if no complete response arrived. Use [`TransportError::not_sent`] only
    /// if the server certainly did not receive the whole request: even a start is then retried.
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError>;

    /// The same, for a client that has a [`Stop`]: should give up soon after `stop` is requested,
    /// with [`TransportErrorKind::Stopped`](crate::TransportErrorKind::Stopped).
    ///
    /// Defaults to [`send`](Self::send), so that a stop takes effect when the attempt ends.
    ///
    /// # Errors
    /// As for [`send`](Self::send).
    fn send_stoppable(
        &self,
        request: &Request,
        timeout: Duration,
        stop: &Stop,
    ) -> Result<Response, TransportError> {
        let _ = stop;
        self.send(request, timeout)
    }
}

macro_rules! pass_on {
    ($($pointer:ty),*) => {$(
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
                (**self).send(request, timeout)
            }

            fn send_stoppable(
                &self,
                request: &Request,
                timeout: Duration,
                stop: &Stop,
            ) -> Result<Response, TransportError> {
                (**self).send_stoppable(request, timeout, stop)
            }
        }
    )*};
}

pass_on!(&T, Box<T>, Rc<T>);
#[cfg(target_has_atomic = "ptr")]
pass_on!(Arc<T>);
