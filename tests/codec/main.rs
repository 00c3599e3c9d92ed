//! The codec: what each operation sends, and what each answer becomes. No client, clock or IO.

#[path = "../support/mod.rs"]
mod support;

mod cancel_answer;
mod endpoint;
mod list_answer;
mod model;
mod model_random;
mod refusals;
mod requests;
mod rpc_status;
mod rpc_status_limits;
mod start_answer;
mod start_request;

use pinecone_import::{
    ApiKey, DecodeError, Endpoint, Error, IndexHost, InvalidArgument, Operation, Request,
};
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
