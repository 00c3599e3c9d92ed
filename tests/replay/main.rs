//! What must hold for any input (`tests/invariants`), over every committed fuzz input and over
//! random ones.

#[cfg(feature = "https")]
extern crate alloc;

#[path = "../support/heap.rs"]
mod heap;
#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "cdylib")]
#[path = "../invariants/c_abi.rs"]
mod c_abi;
#[cfg(feature = "https")]
#[path = "../invariants/mod.rs"]
mod invariants;
#[path = "../invariants/life.rs"]
mod life;
#[cfg(feature = "https")]
#[path = "../invariants/tame.rs"]
mod tame;

#[cfg(feature = "cdylib")]
mod calls;
#[cfg(feature = "https")]
mod details;
mod lives;
#[cfg(feature = "https")]
mod seeds;

#[cfg(feature = "https")]
use invariants::tolerant;
