//! `GET /bulk/imports/{id}`: describe an import.

use alloc::string::String;

use super::answer::{Asked, LONG};
use super::endpoint::Endpoint;
use super::id;
use super::model::{Draft, ImportModel};
use super::operation::{Operation, sealed};
use crate::error::Error;
use crate::http::{Method, Request, Response};

/// Describes an import.
///
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/describe_import).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DescribeImport {
    id: String,
}

impl DescribeImport {
    /// The import with this id, which has 1 to 1,000 characters.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl sealed::Sealed for DescribeImport {}

impl Operation for DescribeImport {
    type Output = ImportModel;

    const NAME: &'static str = "describe";
    const METHOD: Method = Method::Get;

    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error> {
        Ok(endpoint.request(Self::METHOD, &id::path(&self.id)?))
    }

    fn read(&self, endpoint: &Endpoint, response: Response) -> Result<ImportModel, Error> {
        let asked = Asked {
            method: Self::METHOD,
            endpoint,
            token: None,
        };
        asked.read(response, LONG, |found, _| {
            match found.and_then(Draft::finish) {
                Some(import) if import.id == self.id => Ok(import),
                Some(_) => Err("the requested import"),
                None => Err("an import with id and status"),
            }
        })
    }
}
