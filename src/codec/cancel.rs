//! `DELETE /bulk/imports/{id}`: cancel an import.

use alloc::string::String;

use super::endpoint::Endpoint;
use super::read;
use super::{Method, Operation, Request, Response, id, sealed};
use crate::error::{Effect, Error};

/// Cancels an import that has not ended; without effect on one that has.
///
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/cancel_import).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CancelImport {
    id: String,
}

impl CancelImport {
    /// The import with this id, of 1 to 1,000 characters.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl sealed::Sealed for CancelImport {}

impl Operation for CancelImport {
    type Output = ();

    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error> {
        Ok(endpoint.request(Method::Delete, &id::path(&self.id)?, None))
    }

    /// Takes an object, documented as empty, and also nothing, as 202 and 204 have it.
    fn parse_response(response: &Response) -> Result<(), Error> {
        let body = response.success(Effect::Cancel)?;
        let is_object = || read::object::<()>(body, read::ESCAPED).is_some();
        if body.trim_ascii().is_empty() || is_object() {
            return Ok(());
        }
        Err(response.decode_error("a JSON object or nothing", Effect::Cancel))
    }
}
