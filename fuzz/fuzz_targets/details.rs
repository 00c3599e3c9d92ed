//! See `tests/invariants/details.rs`.

#![no_main]

#[path = "../../tests/support/heap.rs"]
mod heap;
#[path = "../../tests/invariants/mod.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|data: &[u8]| invariants::details::check(data));
