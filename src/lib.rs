#![no_std]
//! Stub.

#![warn(unreachable_pub)]
#![warn(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![warn(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::dbg_macro,
    clippy::todo
)]

extern crate alloc;
#[cfg(feature = "https")]
extern crate std;

mod client;
mod codec;
mod ensure;
mod error;
#[cfg(feature = "https")]
mod https;
mod pages;
mod retry;
mod status;
mod wait;

pub use client::{Client, Clock, Transport};
pub use codec::cancel::CancelImport;
pub use codec::describe::DescribeImport;
pub use codec::endpoint::{ApiKey, ApiVersion, Endpoint, IndexHost};
pub use codec::list::{ListImports, ListImportsResponse};
pub use codec::model::{ImportModel, ImportStatus, ValidationResult};
pub use codec::start::{ImportErrorMode, StartImport, StartImportResponse};
pub use codec::{Method, Operation, Request, Response};
pub use ensure::Ensured;
pub use error::{
    ApiError, DecodeError, Error, InvalidArgument, TransportError, TransportErrorKind,
};
#[cfg(feature = "https")]
pub use https::{ClientBuilder, HttpsClient, HttpsTransport, SystemClock};
pub use pages::Imports;
pub use retry::RetryPolicy;
pub use status::{Any, Code, Status};
pub use wait::{WaitOptions, WaitOutcome};
