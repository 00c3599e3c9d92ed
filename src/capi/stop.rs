//! A request to stop.

use alloc::boxed::Box;
use core::ptr;

use super::guard::{caught, free, get};
use crate::stop::Stop;

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_stop_new() -> *mut Stop {
    caught(|| Box::into_raw(Box::new(new()))).unwrap_or(ptr::null_mut())
}

#[cfg(target_has_atomic = "ptr")]
fn new() -> Stop {
    Stop::new()
}

/// Without Arc, nothing could tell when the last client is gone: the flag stays.
#[cfg(not(target_has_atomic = "ptr"))]
fn new() -> Stop {
    let flag = core::sync::atomic::AtomicBool::new(false);
    Stop::from_flag(Box::leak(Box::new(flag)))
}

/// Goes through no guard, because nothing that a signal handler must not do may happen here: it
/// stores an atomic, which cannot panic.
#[unsafe(no_mangle)]
extern "C" fn pinecone_import_stop_request(stop: Option<&Stop>) {
    if let Some(stop) = stop {
        stop.request();
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_stop_is_requested(stop: Option<&Stop>) -> bool {
    get(stop, false, Stop::is_requested)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_stop_free(stop: Option<Box<Stop>>) {
    free(stop);
}
