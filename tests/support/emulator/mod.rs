//! A loopback server that behaves as Pinecone's import API does, strictly, and can be told
//! to fail in every way that servers and networks do.
//!
//! [`service`] is the API without any IO; [`fault`] says what goes wrong with an exchange;
//! [`server`] puts both on a socket, plain or with TLS by [`certs`].

#![allow(dead_code, reason = "each test uses a part")]
#![allow(unused_imports, reason = "each test uses a part")]

pub mod certs;
mod connection;
mod crypto;
pub mod fault;
pub mod http;
mod model;
pub mod named;
pub mod server;
pub mod service;
mod shared;
mod socket;
mod start;
mod target;

pub use certs::Certificate;
pub use crypto::provider;
pub use fault::Fault;
pub use server::{Accept, Emulator, Exchange, Settings};
