//! The guards that keep a panic from crossing into C.

use alloc::boxed::Box;
use core::mem::MaybeUninit;
use core::ptr;
#[cfg(feature = "std")]
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::codes::PINECONE_IMPORT_OK;
use super::error::Error;
use super::failure::Failure;

/// Where a call puts a handle: NULL first, the handle only at success.
///
/// Not a reference, because a callback may use the same variable during the call.
pub(super) type Out<T> = *mut *mut T;

pub(super) fn put<T>(out: Out<T>, handle: *mut T) {
    if !out.is_null() {
        // SAFETY: not NULL, and the header requires any other pointer to be valid.
        unsafe { out.write(handle) };
    }
}

/// What `work` returns, unless it panics.
///
/// A panic leaves no half-changed state: no call changes a shared handle, and a setter replaces
/// one value as a whole. Without std there is no unwinding: a panic ends in the program's handler.
pub(super) fn caught<R>(work: impl FnOnce() -> R) -> Option<R> {
    unwound(|| {
        #[cfg(pinecone_import_panics)]
        forced_panic();
        work()
    })
}

#[cfg(feature = "std")]
fn unwound<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(not(feature = "std"))]
fn unwound<R>(work: impl FnOnce() -> R) -> Option<R> {
    Some(work())
}

/// Lets the tests cause a panic; only built with this cfg.
#[cfg(pinecone_import_panics)]
#[allow(clippy::panic, reason = "that is what it is for")]
fn forced_panic() {
    if std::env::var_os("PINECONE_IMPORT_PANICS").is_some() {
        panic!("forced by a test");
    }
}

/// Runs a call that returns a handle.
pub(super) fn give<T>(
    out: Out<T>,
    error: Out<Error>,
    work: impl FnOnce() -> Result<T, Failure>,
) -> i32 {
    put(out, ptr::null_mut());
    call(error, || {
        if out.is_null() {
            return Err(Failure::Null("out"));
        }
        put(out, Box::into_raw(Box::new(work()?)));
        Ok(())
    })
}

/// Runs a call that can fail.
pub(super) fn call(error: Out<Error>, work: impl FnOnce() -> Result<(), Failure>) -> i32 {
    put(error, ptr::null_mut());
    let failure = match caught(work) {
        Some(Ok(())) => return PINECONE_IMPORT_OK,
        Some(Err(failure)) => failure,
        None => Failure::Panicked,
    };
    let result = failure.result();
    if !error.is_null() {
        // If the object cannot be made, it stays NULL; the result code still reports the error.
        if let Some(object) = unwound(|| Error::from(failure)) {
            put(error, Box::into_raw(Box::new(object)));
        }
    }
    result
}

/// What `read` returns for a handle; `absent` for NULL.
pub(super) fn get<'a, T, R>(handle: Option<&'a T>, absent: R, read: impl FnOnce(&'a T) -> R) -> R {
    handle
        .and_then(|handle| caught(|| read(handle)))
        .unwrap_or(absent)
}

/// Writes a number, or 0 if it is unknown, and returns whether it is known.
pub(super) fn number<T: Default>(out: Option<&mut MaybeUninit<T>>, value: Option<T>) -> bool {
    let known = value.is_some();
    if let Some(out) = out {
        out.write(value.unwrap_or_default());
    }
    known
}

/// Frees a handle; nothing for NULL.
pub(super) fn free<T>(handle: Option<Box<T>>) {
    // If that panics, the closure is still dropped, and the handle with it.
    let _ = caught(move || drop(handle));
}
