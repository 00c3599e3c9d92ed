//! The client over a scripted transport, in virtual time.

#[path = "../support/mod.rs"]
mod support;

mod bounds;
mod ensure;
mod ensure_recovery;
mod ensures;
mod events;
mod many;
mod many_errors;
mod next_token;
mod pages;
mod parts;
mod progress;
mod redaction;
mod resends;
mod retry;
mod stop;
mod wait;
mod wait_errors;
mod waits;
mod without_io;
