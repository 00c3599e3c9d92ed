//! What a program on this crate may take. `cargo bench --bench footprint -- --check` fails
//! beyond it, and a test compares it with the README.

/// Bytes of the stripped program, on x86_64 Linux.
pub const BYTES: u64 = 1_650_000;
/// Crates that are built for it, this one included.
pub const CRATES: usize = 30;
