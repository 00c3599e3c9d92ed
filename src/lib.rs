#![no_std]
//! A small, sync client for Pinecone bulk imports: starts one, at most once, and follows it to
//! its end.
//!
#![cfg_attr(feature = "https", doc = "```no_run")]
#![cfg_attr(not(feature = "https"), doc = "```ignore")]
//! use core::ops::ControlFlow;
//! use pinecone_import::{Client, StartImport, WaitOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = std::env::var("PINECONE_API_KEY")?;
//! let client = Client::new("idx-abc123.svc.us-east-1.pinecone.io", key)?;
//!
//! let started = client.start_import(&StartImport::new("s3://bucket/dir"))?;
//! let outcome = client.wait_for_import(&started.id, &WaitOptions::default(), |progress| {
//!     if let Some(import) = progress.just_seen() {
//!         println!("{} {:.1} %", import.status, import.percent_complete.unwrap_or(0.0));
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! let import = outcome.into_result()?;
//! println!("{} records", import.records_imported.unwrap_or(0));
//! # Ok(())
//! # }
//! ```
//!
//! Every failed call returns an [`Error`]; [`Error::may_have_executed`] and
//! [`Error::is_retryable`] say what to do next.
//!
//! Without feature `https`, or without std, supply your own HTTP stack and clock:
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
//! [`ListImports`], [`CancelImport`]) that builds a [`Request`] and decodes its [`Response`],
//! without any IO; see [`Operation`].
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
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "capi")]
mod capi;
mod client;
mod clock;
mod codec;
mod error;
mod http;
#[cfg(feature = "https")]
mod https;
mod json;
mod stop;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;

pub use client::{
    Client, Ensured, Event, EventLevel, Imports, NotCompleted, RetryPolicy, WaitOptions,
    WaitOutcome, WaitProgress, WaitedImports, WaitsProgress,
};
#[cfg(feature = "https")]
pub use client::{ClientBuilder, HttpsClient};
pub use clock::Clock;
#[cfg(feature = "std")]
pub use clock::SystemClock;
pub use codec::{
    ApiKey, ApiVersion, CancelImport, DescribeImport, Endpoint, ImportErrorMode, ImportModel,
    ImportStatus, IndexHost, ListImports, ListImportsResponse, Operation, StartImport,
    StartImportResponse, ValidationResult,
};
pub use error::{
    ApiError, DecodeError, Error, InvalidArgument, ListError, ListErrorKind, RpcCode, RpcDetail,
    RpcMessage, RpcStatus, TransportError, TransportErrorKind, google_rpc,
};
pub use http::{Method, Request, Response};
#[cfg(feature = "https")]
pub use https::HttpsTransport;
pub use stop::Stop;
pub use transport::Transport;

/// The README's Rust blocks, as tests.
#[cfg(all(doctest, feature = "https"))]
#[doc = include_str!("../README.md")]
struct Readme;
