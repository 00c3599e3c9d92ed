//! What a program on this crate may take. `cargo bench --bench footprint -- --check` fails
//! beyond it, and a test compares it with the README.

/// Bytes of the stripped program, on x86_64 Linux.
pub const BYTES: u64 = 1_580_000;
/// Crates that are built for it, this one included.
pub const CRATES: usize = 30;
/// Bytes of the same program with all of the linker's options in docs/COSTS.md, and with repeated
/// code outlined too.
pub const LINKED: u64 = 1_340_000;
pub const OUTLINED: u64 = 1_308_000;
/// Bytes of the same program with a TLS provider of its own, of AES-GCM and P-256 alone.
pub const NARROW: u64 = 1_470_000;
