//! See `tests/invariants/c_abi.rs`.

#![no_main]

// Brings the functions along that `c_calls` declares.
use pinecone_import as _;

#[path = "../../tests/invariants/c_abi.rs"]
mod c_abi;
#[path = "../../tests/support/c_calls.rs"]
mod c_calls;
#[path = "../../tests/support/emulator/mod.rs"]
mod emulator;

mod support {
    pub(crate) use crate::{c_calls, emulator};
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| c_abi::check(data));
