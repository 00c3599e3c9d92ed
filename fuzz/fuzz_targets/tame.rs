//! See `tests/invariants/tame.rs`.

#![no_main]

extern crate alloc;

#[path = "../../tests/support/heap.rs"]
mod heap;
#[path = "../../tests/invariants/tame.rs"]
mod tame;
#[path = "../../tests/invariants/tolerant.rs"]
mod tolerant;

libfuzzer_sys::fuzz_target!(|data: &[u8]| tame::check(data));
