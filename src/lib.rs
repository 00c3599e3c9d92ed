#![no_std]
//! Stub.
extern crate alloc;
mod codec;
mod error;
mod status;
pub use codec::endpoint::*;
pub use codec::start::*;
pub use codec::{Method, Operation, Request, Response};
pub use error::*;
pub use status::{Any, Code, Status};
