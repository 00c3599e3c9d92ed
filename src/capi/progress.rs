//! What the callback of a wait sees.

use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::ops::ControlFlow;
use core::time::Duration;

use super::error::Error;
use super::guard::{get, number};
use super::model::Model;
use super::time::millis_of;
use crate::client::WaitProgress;

/// The caller's function that watches a wait; anything but 0 stops it.
pub(super) type WaitCallback =
    Option<unsafe extern "C" fn(progress: &Progress, user_data: *mut c_void) -> c_int>;

/// A moment of a wait.
#[derive(Default)]
pub(super) struct Progress {
    import: Option<Model>,
    error: Option<Error>,
    failures: u32,
    polled: bool,
    elapsed: Duration,
    next_poll: Option<Duration>,
}

impl Progress {
    /// Takes the next moment, and shows it to the caller.
    pub(super) fn show(
        &mut self,
        seen: &WaitProgress<'_>,
        callback: WaitCallback,
        user_data: *mut c_void,
    ) -> ControlFlow<()> {
        let Some(callback) = callback else {
            return ControlFlow::Continue(());
        };
        if seen.polled {
            if let Some(import) = seen.just_seen() {
                self.import = Some(import.clone().into());
            }
            self.error = seen.error.map(Error::of);
        }
        self.failures = seen.failures;
        self.polled = seen.polled;
        self.elapsed = seen.elapsed;
        self.next_poll = seen.next_poll;
        // SAFETY: the header requires a function of this type that returns to its caller.
        match unsafe { callback(self, user_data) } {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_import(progress: Option<&Progress>) -> Option<&Model> {
    get(progress, None, |progress| progress.import.as_ref())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_just_seen(progress: Option<&Progress>) -> Option<&Model> {
    get(progress, None, |progress| {
        let fresh = progress.polled && progress.error.is_none();
        progress.import.as_ref().filter(|_| fresh)
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_error(progress: Option<&Progress>) -> Option<&Error> {
    get(progress, None, |progress| progress.error.as_ref())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_failures(progress: Option<&Progress>) -> u32 {
    get(progress, 0, |progress| progress.failures)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_polled(progress: Option<&Progress>) -> bool {
    get(progress, false, |progress| progress.polled)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_elapsed_ms(progress: Option<&Progress>) -> u64 {
    get(progress, 0, |progress| millis_of(progress.elapsed))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_progress_next_poll_ms(
    progress: Option<&Progress>,
    out: Option<&mut MaybeUninit<u64>>,
) -> bool {
    let next = get(progress, None, |progress| progress.next_poll);
    number(out, next.map(millis_of))
}
