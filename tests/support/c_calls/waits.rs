//! Waits for one import and for many.

use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};

use super::functions::*;
use super::held::{CLIENT, Caller};
use super::read::{check, read, read_error};
use super::{IDS, MODEL, PAGE, WAITED, pointer, see};

impl Caller<'_> {
    /// Waits for an import.
    ///
    /// # Safety
    /// Both are NULL or a place for a handle.
    pub unsafe fn wait(&mut self, outs: *mut Handle, errors: *mut Handle) -> i32 {
        let (client, id) = (self.handle(CLIENT), self.text(&IDS));
        let (options, watch, mut left) =
            (self.patience(), self.callback(watch), self.byte().into());
        let left = (&raw mut left as *mut c_int).cast();
        // SAFETY: the caller's; the id lives on, and the handles are NULL or live.
        unsafe {
            let id = pointer(&id);
            let result = pinecone_import_wait(client, id, options, watch, left, outs, errors);
            pinecone_import_wait_options_free(options);
            result
        }
    }

    /// Waits for up to four imports, some of them the same.
    ///
    /// # Safety
    /// As above.
    pub unsafe fn wait_many(&mut self, outs: *mut Handle, errors: *mut Handle) -> i32 {
        let client = self.handle(CLIENT);
        let ids: Vec<_> = (0..self.byte() % 5).map(|_| self.text(&IDS)).collect();
        let pointers: Vec<*const c_char> = ids.iter().map(pointer).collect();
        let array = match self.byte() % 8 {
            0 => null(),
            _ => pointers.as_ptr(),
        };
        let (options, watch) = (self.patience(), self.callback(watch_many));
        let mut watched = Watched {
            left: self.byte().into(),
            pending: ids.len(),
        };
        let data = (&raw mut watched).cast();
        // SAFETY: the caller's; the ids live on, and the handles are NULL or live.
        unsafe {
            let result = pinecone_import_wait_many(
                client,
                array,
                ids.len(),
                options,
                watch,
                data,
                outs,
                errors,
            );
            pinecone_import_wait_options_free(options);
            if result == 0 && !outs.is_null() {
                assert_eq!(pinecone_import_waited_many_len(*outs), ids.len());
            }
            result
        }
    }

    /// Options of a wait that does not last.
    fn patience(&mut self) -> Handle {
        let (least, most) = (self.number(), self.number());
        let deadline = 1 + u64::from(self.byte() % 4);
        // SAFETY: the options were just made.
        unsafe {
            let options = pinecone_import_wait_options_new();
            pinecone_import_wait_options_set_interval_ms(options, least, most);
            pinecone_import_wait_options_set_deadline_ms(options, deadline);
            pinecone_import_wait_options_set_first_answer_ms(options, most);
            pinecone_import_wait_options_set_outage_ms(options, least);
            options
        }
    }

    fn callback(&mut self, callback: Callback) -> Option<Callback> {
        (self.byte() % 8 != 0).then_some(callback)
    }
}

/// Reads a moment of a wait, and counts down.
extern "C" fn watch(progress: Handle, left: *mut c_void) -> c_int {
    // SAFETY: both are what this file and the library pass.
    unsafe {
        read_error(pinecone_import_progress_error(progress));
        see(pinecone_import_progress_import(progress), left)
    }
}

/// What the callback of a wait for many counts down.
struct Watched {
    left: c_int,
    pending: usize,
}

/// Reads a moment of a wait for many, and counts down.
extern "C" fn watch_many(progress: Handle, watched: *mut c_void) -> c_int {
    // SAFETY: both are what this file and the library pass.
    unsafe {
        let watched = &mut *watched.cast::<Watched>();
        let ended = pinecone_import_progress_many_ended(progress);
        let ended_error = pinecone_import_progress_many_ended_error(progress);
        let told = check(pinecone_import_progress_many_ended_id(progress)) > 0;
        assert_eq!(told, ended.is_null() != ended_error.is_null());
        read(WAITED, ended, 0);
        read_error(ended_error);
        watched.pending -= usize::from(told);
        assert_eq!(
            pinecone_import_progress_many_pending(progress),
            watched.pending
        );
        let error = pinecone_import_progress_many_error(progress);
        assert!(!error.is_null() || pinecone_import_progress_many_failures(progress) == 0);
        read_error(error);
        let mut next = 1;
        assert!(pinecone_import_progress_many_next_poll_ms(progress, &mut next) || next == 0);
        let mut page = null_mut();
        let result = pinecone_import_progress_many_imports(progress, &mut page, null_mut());
        assert_eq!(result, 0);
        assert!(pinecone_import_page_len(page) <= watched.pending);
        read(PAGE, page, 0);
        read(MODEL, pinecone_import_page_at(page, 0), 0);
        pinecone_import_page_free(page);
        watched.left -= 1;
        c_int::from(watched.left < 0)
    }
}
