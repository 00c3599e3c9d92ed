//! The C functions in any order, with NULLs and random bytes; see `invariants/c_abi.rs`.

// Brings the functions along that `c_calls` declares.
use pinecone_import as _;

use crate::c_abi;
use crate::support::c_calls;
use crate::support::random::Random;

#[test]
fn calls_in_any_order_keep_what_the_header_promises() {
    let emulator = c_abi::server();
    let (url, key) = (emulator.url(), emulator.api_key());
    let mut random = Random(4);
    let mut succeeded = 0;
    for _ in 0..500 {
        let bytes: Vec<u8> = (0..400).map(|_| random.bits() as u8).collect();
        succeeded += c_calls::run(&bytes, &url, &key);
    }
    // Else it would only be refusals that are tested.
    assert!(
        emulator.imports_started() > 100,
        "{}",
        emulator.imports_started()
    );
    assert!(succeeded > 1000, "{succeeded}");
}
