//! The codec: what each operation sends, and what each answer becomes. No client, clock or IO.

extern crate alloc;

#[path = "../support/heap.rs"]
mod heap;
#[path = "../support/mod.rs"]
mod support;
#[path = "../invariants/tame.rs"]
mod tame_invariants;
#[path = "../invariants/tolerant.rs"]
mod tolerant;

mod address;
mod cancel_answer;
mod details;
mod endpoint;
mod list_answer;
mod model;
mod model_random;
mod odd_values;
mod refusals;
mod requests;
mod rpc_status;
mod rpc_status_limits;
mod shown;
mod start_answer;
mod start_request;
mod tame;

use pinecone_import::{
    ApiKey, DecodeError, DescribeImport, Endpoint, Error, ImportModel, IndexHost, InvalidArgument,
    Operation, Request, Response, StartImport,
};
use serde_json::Value;
use support::fake::KEY;

fn endpoint() -> Endpoint {
    Endpoint::new(
        IndexHost::new("idx.example").unwrap(),
        ApiKey::new(KEY).unwrap(),
    )
}

fn request<O: Operation>(operation: &O) -> Request {
    operation.request(&endpoint()).unwrap()
}

/// An answer, as a program without a client reads it.
fn read<O: Operation>(operation: &O, response: Response) -> Result<O::Output, Error> {
    operation.read(&endpoint(), response)
}

/// An answer to a start.
fn started(response: Response) -> Result<String, Error> {
    let started = read(&StartImport::new("s3://bucket/dir"), response)?;
    Ok(started.id)
}

/// An answer to a describe of the import that the body is about, if that can be told.
fn described(body: &str) -> Result<ImportModel, Error> {
    let parsed: Value = serde_json::from_str(body).unwrap_or_default();
    let id = match &parsed["id"] {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    };
    let response = Response::new(200, vec![], body.into());
    read(&DescribeImport::new(id), response)
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> InvalidArgument {
    match result.unwrap_err() {
        Error::InvalidArgument(argument) => *argument,
        other => panic!("not refused as an argument: {other:?}"),
    }
}

fn decode<T: std::fmt::Debug>(result: Result<T, Error>) -> DecodeError {
    match result.unwrap_err() {
        Error::Decode(error) => *error,
        other => panic!("not a decode error: {other:?}"),
    }
}
