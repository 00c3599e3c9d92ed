//! Every committed fuzz input, and every one that ever failed, through the same checks that
//! the fuzz targets make.

use std::fs;
use std::path::Path;

#[cfg(feature = "cdylib")]
use crate::c_abi;
use crate::{invariants, life, tame};

/// Runs a check on each file of a target's folder.
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let Ok(inputs) = fs::read_dir(&folder) else {
        eprintln!("SKIPPED: fuzz/seeds is not in the package");
        return;
    };
    let mut count = 0;
    for entry in inputs {
        let path = entry.unwrap().path();
        let input = fs::read(&path).unwrap();
        if let Err(panic) = std::panic::catch_unwind(|| check(&input)) {
            panic!("{}: {:?}", path.display(), panic.downcast_ref::<String>());
        }
        count += 1;
    }
    assert!(count > 5, "{count} inputs in {}", folder.display());
}

#[test]
fn tame_inputs_hold() {
    replay("tame", tame::check);
}

#[test]
fn rpc_status_inputs_hold() {
    replay("rpc_status", invariants::rpc_status::check);
}

#[test]
fn details_inputs_hold() {
    replay("details", invariants::details::check);
}

#[test]
fn response_inputs_hold() {
    replay("response", invariants::response::check);
}

#[test]
fn request_inputs_hold() {
    replay("request", invariants::request::check);
}

#[test]
fn endpoint_inputs_hold() {
    replay("endpoint", invariants::endpoint::check);
}

#[test]
fn http_inputs_hold() {
    replay("http", invariants::http::check);
}

#[test]
fn life_inputs_hold() {
    replay("life", life::check);
}

#[cfg(feature = "cdylib")]
#[test]
fn c_abi_inputs_hold() {
    replay("c_abi", c_abi::check);
}
