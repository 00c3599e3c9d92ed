//! The C functions, as `include/pinecone_import.h` declares and explains them.
//!
//! Pointers are passed in as `Option<&T>`, `Option<&mut MaybeUninit<T>>` and `Option<Box<T>>`,
//! which are nullable pointers to C; the header requires of callers what these types require of a
//! pointer. That leaves `unsafe` in three places: reading a caller's string, handing over a
//! handle, and calling a caller's function.
//!
//! Every function goes through one of the guards in [`guard`], so that no panic crosses.
#![allow(
    unsafe_code,
    reason = "exported names, strings and callbacks of C cannot be had without"
)]

mod calls;
mod client;
mod codes;
mod error;
mod error_read;
mod event;
mod exchange;
mod failure;
mod guard;
#[cfg(feature = "https")]
mod https_options;
#[cfg(feature = "https")]
mod https_settings;
mod model;
mod options;
mod page;
mod parts;
mod progress;
mod progress_many;
mod started;
mod stop;
mod text;
mod time;
mod transport;
mod version;
mod wait_options;
mod waited;
mod waited_many;
