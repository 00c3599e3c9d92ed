#![no_std]
//! A small, sync client for Pinecone's bulk imports: start one, at most once, and see it through.
//!
//! [`Client`] makes the calls. Over HTTPS it is made by `Client::new` or `Client::builder`;
//! over any other HTTP, also without std, by [`Client::with_transport`]:
//!
//! ```
//! use core::time::Duration;
//! use pinecone_import::{Client, Clock, Request, Response, StartImport, Transport, TransportError};
//!
//! struct Canned;
//!
//! impl Transport for Canned {
//!     fn send(&self, request: &Request, _: Duration) -> Result<Response, TransportError> {
//!         assert_eq!(request.url, "https://idx-abc123.svc.pinecone.io/bulk/imports");
//!         assert_eq!(request.body.as_deref(), Some(&br#"{"uri":"s3://bucket/dir"}"#[..]));
//!         Ok(Response::new(200, vec![], br#"{"id":"101"}"#.to_vec()))
//!     }
//! }
//!
//! struct Stopped;
//!
//! impl Clock for Stopped {
//!     fn now(&self) -> Duration {
//!         Duration::ZERO
//!     }
//!     fn sleep(&self, _: Duration) {}
//! }
//!
//! let client = Client::with_transport("idx-abc123.svc.pinecone.io", "key", Canned, Stopped)?;
//! let started = client.start_import(&StartImport::new("s3://bucket/dir"))?;
//! assert_eq!(started.id, "101");
//! # Ok::<(), pinecone_import::Error>(())
//! ```
//!
//! Each operation is also a value of its own ([`StartImport`], [`DescribeImport`],
//! [`ListImports`], [`CancelImport`]) that becomes a [`Request`] and reads its [`Response`],
//! without any IO: see [`Operation`].
//!
//! Every failure is an [`Error`]; [`Error::may_have_executed`] and [`Error::is_retryable`] say
//! what to do about it.
#![cfg_attr(docsrs, feature(doc_cfg))]
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

#[cfg(feature = "cdylib")]
mod capi;
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

/// The README's Rust blocks, as tests.
#[cfg(all(doctest, feature = "https"))]
#[doc = include_str!("../README.md")]
struct Readme;
