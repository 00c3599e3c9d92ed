//! See `tests/invariants/life.rs`.

#![no_main]

#[path = "../../tests/invariants/life.rs"]
mod life;
#[path = "../../tests/support/model_server.rs"]
mod model_server;
#[path = "../../tests/support/random.rs"]
mod random;

mod support {
    pub(crate) use crate::{model_server, random};
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| life::check(data));
