//! The trait of all operations of the API.

use super::endpoint::Endpoint;
use crate::error::Error;
use crate::http::{Method, Request, Response};

/// One operation of the API, for programs with an HTTP stack of their own.
///
/// [`Client`](crate::Client) sends operations over a [`Transport`](crate::Transport), with
/// retries. Used without it, an operation makes the same checks and gives the same errors:
///
/// ```
/// use pinecone_import::{ApiKey, Endpoint, IndexHost, Operation, Response, StartImport};
///
/// let host = IndexHost::new("idx-abc123.svc.us-east-1.pinecone.io")?;
/// let endpoint = Endpoint::new(host, ApiKey::new("made-up-key")?);
/// let start = StartImport::new("s3://bucket/dir");
///
/// let request = start.request(&endpoint)?;
/// assert_eq!(request.method.as_str(), "POST");
/// assert_eq!(request.body.as_deref(), Some(&br#"{"uri":"s3://bucket/dir"}"#[..]));
///
/// // Send it, then:
/// let response = Response::new(200, vec![], br#"{"id":"101"}"#.to_vec());
/// assert_eq!(start.read(&endpoint, response)?.id, "101");
/// # Ok::<(), pinecone_import::Error>(())
/// ```
///
/// This trait is sealed: only this crate implements it.
pub trait Operation: sealed::Sealed {
    /// The decoded body of a successful response.
    type Output;

    /// The operation in one word, as events name it: `start`, `describe`, `list` or `cancel`.
    const NAME: &'static str;

    /// The HTTP method, which also decides what may be retried.
    const METHOD: Method;

    /// Builds the request.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if an argument is outside its documented limits.
    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error>;

    /// Decodes the response to [`request`](Self::request) for the same endpoint.
    ///
    /// # Errors
    /// [`Error::Api`] for any status other than 2xx, and [`Error::Decode`] for a 2xx without the
    /// expected body. Neither shows the API key or the pagination token of the request.
    fn read(&self, endpoint: &Endpoint, response: Response) -> Result<Self::Output, Error>;
}

pub(super) mod sealed {
    pub trait Sealed {}
}
