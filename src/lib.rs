#![no_std]
//! Stub.
extern crate alloc;
mod client;
mod codec;
mod error;
mod retry;
mod status;
pub use client::{Client, Clock, Transport};
pub use codec::endpoint::*;
pub use codec::start::*;
pub use codec::{Method, Operation, Request, Response};
pub use error::*;
pub use retry::RetryPolicy;
pub use status::{Any, Code, Status};
