//! What the callback of a wait for many sees.

use alloc::string::String;
use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::ops::ControlFlow;

use super::error::Error;
use super::failure::Failure;
use super::guard::{Out, get, give, number};
use super::page::Page;
use super::text::{Str, Text};
use super::time::millis_of;
use super::waited::Waited;
use super::waited_many::End;
use crate::client::WaitsProgress;

/// The caller's function that watches a wait for many; anything but 0 stops it.
pub(super) type WaitManyCallback =
    Option<unsafe extern "C" fn(progress: &ProgressMany<'_>, user_data: *mut c_void) -> c_int>;

/// A moment of a wait for many.
pub(super) struct ProgressMany<'a> {
    seen: &'a WaitsProgress<'a>,
    ended_id: Option<Text>,
    ended: Option<End>,
    error: Option<Error>,
}

impl<'a> ProgressMany<'a> {
    /// Shows a moment to the caller.
    pub(super) fn show(
        seen: &'a WaitsProgress<'a>,
        callback: WaitManyCallback,
        user_data: *mut c_void,
    ) -> ControlFlow<()> {
        let Some(callback) = callback else {
            return ControlFlow::Continue(());
        };
        let (ended_id, ended) = seen.ended.unzip();
        let progress = Self {
            seen,
            ended_id: ended_id.map(|id| String::from(id).into()),
            ended: ended.map(End::of),
            error: seen.error.map(Error::of),
        };
        // SAFETY: the header requires a function of this type that returns to its caller.
        match unsafe { callback(&progress, user_data) } {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_ended_id(progress: Option<&ProgressMany<'_>>) -> Str {
    get(progress, Str::NONE, |progress| {
        Text::optional(progress.ended_id.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_ended<'a>(
    progress: Option<&'a ProgressMany<'a>>,
) -> Option<&'a Waited> {
    get(progress, None, |progress| progress.ended.as_ref()?.waited())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_ended_error<'a>(
    progress: Option<&'a ProgressMany<'a>>,
) -> Option<&'a Error> {
    get(progress, None, |progress| progress.ended.as_ref()?.error())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_pending(progress: Option<&ProgressMany<'_>>) -> usize {
    get(progress, 0, |progress| progress.seen.pending)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_imports(
    progress: Option<&ProgressMany<'_>>,
    out: Out<Page>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let progress = progress.ok_or(Failure::Null("progress"))?;
        Ok(Page::of(progress.seen.imports().cloned()))
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_error<'a>(
    progress: Option<&'a ProgressMany<'a>>,
) -> Option<&'a Error> {
    get(progress, None, |progress| progress.error.as_ref())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_failures(progress: Option<&ProgressMany<'_>>) -> u32 {
    get(progress, 0, |progress| progress.seen.failures)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_elapsed_ms(progress: Option<&ProgressMany<'_>>) -> u64 {
    get(progress, 0, |progress| millis_of(progress.seen.elapsed))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_many_next_poll_ms(
    progress: Option<&ProgressMany<'_>>,
    out: Option<&mut MaybeUninit<u64>>,
) -> bool {
    let next = get(progress, None, |progress| progress.seen.next_poll);
    number(out, next.map(millis_of))
}
