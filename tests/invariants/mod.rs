//! What must hold for any input at all. The fuzz targets feed these with inputs of their
//! own, and `tests/replay` with those that are committed, so the two cannot diverge.

#![allow(dead_code, reason = "each fuzz target uses a part")]

pub mod details;
pub mod endpoint;
pub mod google_rpc;
pub mod http;
pub mod input;
pub mod reference;
pub mod request;
pub mod response;
pub mod rpc_status;
pub mod tolerant;
