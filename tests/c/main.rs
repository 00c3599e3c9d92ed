//! The C functions, as programs in C, C++ and Python call them.

#[cfg(all(feature = "cdylib", target_os = "linux"))]
#[path = "../support/mod.rs"]
mod support;

#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod build;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod curl;
mod header;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod install;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod lives;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod memory;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod programs;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod readme;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod sizes;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod tools;
#[cfg(all(feature = "cdylib", target_os = "linux"))]
mod windows;
