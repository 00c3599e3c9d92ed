//! `DELETE /bulk/imports/{id}`: cancel an import.

use alloc::string::String;

use super::answer::{Asked, SHORT};
use super::endpoint::Endpoint;
use super::id;
use super::operation::{Operation, sealed};
use crate::error::Error;
use crate::http::{Method, Request, Response};

/// Cancels an import; has no effect on one that has ended.
///
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/cancel_import).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CancelImport {
    id: String,
}

impl CancelImport {
    /// The import with this id, which has 1 to 1,000 characters.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl sealed::Sealed for CancelImport {}

impl Operation for CancelImport {
    type Output = ();

    const NAME: &'static str = "cancel";
    const METHOD: Method = Method::Delete;

    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error> {
        Ok(endpoint.request(Self::METHOD, &id::path(&self.id)?))
    }

    /// Accepts an object, documented as empty, and also no body, as with 202 and 204.
    fn read(&self, endpoint: &Endpoint, response: Response) -> Result<(), Error> {
        let asked = Asked {
            method: Self::METHOD,
            endpoint,
            token: None,
        };
        asked.read(response, SHORT, |found, body| match found {
            Some(id::Only(_)) => Ok(()),
            None if body.trim_ascii().is_empty() => Ok(()),
            None => Err("a JSON object or nothing"),
        })
    }
}
