//! The client over real sockets and real TLS, against the emulator.

#![cfg(feature = "https")]

#[path = "../support/mod.rs"]
mod support;

mod faults;
mod limits;
mod proxy;
mod secrets;
mod start;
mod tls;
mod tunnel;
