//! The emulator that the other programs test against: as strict as the real service, with faults
//! that are what their names say.

#[path = "../support/mod.rs"]
mod support;

mod faults;
mod named;
mod protocol;
mod raw;
mod service;
