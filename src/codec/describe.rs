//! `GET /bulk/imports/{id}`: describe an import.

use alloc::string::String;

use super::endpoint::Endpoint;
use super::model::{Draft, ImportModel};
use super::read;
use super::{Method, Operation, Request, Response, id, sealed};
use crate::error::{Effect, Error};

/// Describes an import.
///
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/describe_import).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DescribeImport {
    id: String,
}

impl DescribeImport {
    /// The import with this id, of 1 to 1,000 characters.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl sealed::Sealed for DescribeImport {}

impl Operation for DescribeImport {
    type Output = ImportModel;

    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error> {
        Ok(endpoint.request(Method::Get, &id::path(&self.id)?, None))
    }

    fn parse_response(response: &Response) -> Result<ImportModel, Error> {
        read::object(response.success(Effect::Read)?, read::ESCAPED_MODEL)
            .and_then(Draft::finish)
            .ok_or_else(|| response.decode_error("an import with id and status", Effect::Read))
    }
}
