#![no_std]
//! Stub.
extern crate alloc;
#[cfg(feature = "https")]
extern crate std;

mod client;
mod codec;
mod error;
#[cfg(feature = "https")]
mod https;
mod retry;
mod status;

pub use client::{Client, Clock, Transport};
pub use codec::endpoint::{ApiKey, ApiVersion, Endpoint, IndexHost};
pub use codec::start::{ImportErrorMode, StartImport, StartImportResponse};
pub use codec::{Method, Operation, Request, Response};
pub use error::{
    ApiError, DecodeError, Error, InvalidArgument, TransportError, TransportErrorKind,
};
#[cfg(feature = "https")]
pub use https::{ClientBuilder, HttpsClient, HttpsTransport, SystemClock};
pub use retry::RetryPolicy;
pub use status::{Any, Code, Status};
