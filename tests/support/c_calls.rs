//! Calls of the C functions in any order, made of bytes: for a seeded test and for fuzzing.
//!
//! What the header demands of a caller is kept (a pointer is NULL or valid, a text ends, a handle
//! is not used after it is freed); all else is up to the bytes. What the header promises is
//! asserted.

#![allow(unsafe_code, reason = "it plays the C caller")]

#[path = "c_calls/functions.rs"]
mod functions;
#[path = "c_calls/held.rs"]
mod held;
#[path = "c_calls/read.rs"]
mod read;
#[path = "c_calls/waits.rs"]
mod waits;

use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};

use functions::*;
use held::{CLIENT, Caller, FREE, KINDS, MANY, MODEL, OPTIONS, PAGE, SLOTS, STARTED, WAITED};
use read::{read, read_error};

/// The result that no call of a caller who keeps the rules may give.
const PANIC: i32 = 7;
const NULL_POINTER: i32 = 1;
const RESULTS: i32 = 9;
/// Ids of imports that there are and that there are not.
const IDS: [&str; 5] = ["101", "102", "nobody", "details", "nul"];

/// Makes the calls that `bytes` spell, against the server at `host`; gives how many succeeded.
pub fn run(bytes: &[u8], host: &str, key: &str) -> usize {
    let slots = [[null_mut(); SLOTS]; KINDS];
    let mut caller = Caller {
        bytes,
        host,
        key,
        slots,
    };
    caller.slots[OPTIONS][0] = quick();
    let (host, key) = (ended(host), ended(key));
    let mut error = null_mut();
    // SAFETY: texts that live on, live options, and places for the handles.
    let result = unsafe {
        pinecone_import_client_new(
            host.as_ptr().cast(),
            key.as_ptr().cast(),
            caller.slots[OPTIONS][0],
            &raw mut caller.slots[CLIENT][0],
            &mut error,
        )
    };
    assert!(result == 0 && error.is_null());
    let mut succeeded = 0;
    while !caller.bytes.is_empty() {
        succeeded += usize::from(caller.step());
    }
    for (kind, slots) in caller.slots.into_iter().enumerate() {
        for handle in slots {
            // SAFETY: NULL, or of this kind and not freed.
            unsafe { FREE[kind](handle) };
        }
    }
    succeeded
}

impl Caller<'_> {
    /// Makes one call; whether it succeeded.
    fn step(&mut self) -> bool {
        let (want_out, want_error) = (self.byte() % 8 != 0, self.byte() % 4 != 0);
        let mut out = null_mut();
        // Whatever was there before a call must not be there after it.
        let mut error = if want_error {
            std::ptr::dangling_mut()
        } else {
            null_mut()
        };
        let outs = if want_out { &raw mut out } else { null_mut() };
        let errors = if want_error {
            &raw mut error
        } else {
            null_mut()
        };
        let (host, key) = (self.host, self.key);
        let uris = ["s3://bucket/dir", "gs://bucket/dir", "s3://bucket/fail"];
        let operation = self.byte() % 17;
        // SAFETY: the texts live on, the handles are NULL or live, and so are the pointers.
        let (kind, result) = unsafe {
            match operation {
                0 => {
                    self.keep(OPTIONS, quick());
                    return true;
                }
                1 => return self.set(),
                2 | 3 => {
                    let host = self.text(&[host, host, host]);
                    let key = self.text(&[key, key, key]);
                    let options = match self.handle(OPTIONS) {
                        // All defaults: such a client waits long between tries.
                        none if none.is_null() && self.byte() != 0 => self.slots[OPTIONS][0],
                        some => some,
                    };
                    let (host, key) = (pointer(&host), pointer(&key));
                    (
                        CLIENT,
                        pinecone_import_client_new(host, key, options, outs, errors),
                    )
                }
                4..=6 => {
                    let (client, uri, id) =
                        (self.handle(CLIENT), self.text(&uris), self.text(&[""]));
                    let (uri, id, mode) = (pointer(&uri), pointer(&id), i32::from(self.byte() % 4));
                    let start = [pinecone_import_start, pinecone_import_ensure];
                    let call = start[usize::from(operation == 6)];
                    (STARTED, call(client, uri, id, mode, outs, errors))
                }
                7 | 8 => {
                    let (client, id) = (self.handle(CLIENT), self.text(&IDS));
                    (
                        MODEL,
                        pinecone_import_describe(client, pointer(&id), outs, errors),
                    )
                }
                9 => {
                    let (client, id) = (self.handle(CLIENT), self.text(&IDS));
                    (KINDS, pinecone_import_cancel(client, pointer(&id), errors))
                }
                10 | 11 => {
                    let (client, token) = (self.handle(CLIENT), self.text(&["skip/1=="]));
                    let limit = u32::from(self.byte());
                    (
                        PAGE,
                        pinecone_import_list(client, limit, pointer(&token), outs, errors),
                    )
                }
                12 => {
                    let (client, mut left) = (self.handle(CLIENT), c_int::from(self.byte()));
                    let (size, pages) = (u32::from(self.byte()), usize::from(self.byte()));
                    let see = (self.byte() % 8 != 0).then_some(see as Callback);
                    let left = (&raw mut left).cast();
                    (
                        KINDS,
                        pinecone_import_for_each(client, size, pages, see, left, errors),
                    )
                }
                13 => (WAITED, self.wait(outs, errors)),
                14 => (MANY, self.wait_many(outs, errors)),
                15 => {
                    for kind in [STARTED, MODEL, PAGE, WAITED, MANY] {
                        let handle = self.handle(kind);
                        read(kind, handle, usize::from(self.byte()));
                    }
                    return true;
                }
                _ => {
                    let kind = usize::from(self.byte()) % KINDS;
                    self.keep(kind, null_mut());
                    return true;
                }
            }
        };
        assert!((0..RESULTS).contains(&result), "{operation}: {result}");
        assert_ne!(result, PANIC);
        assert_eq!(out.is_null(), result != 0 || kind == KINDS, "{operation}");
        assert_eq!(error.is_null(), result == 0 || !want_error, "{operation}");
        assert!(want_out || kind == KINDS || result == NULL_POINTER);
        if kind < KINDS {
            // SAFETY: NULL, or just made.
            unsafe { read(kind, out, 0) };
            self.keep(kind, out);
        }
        // SAFETY: NULL, or just made; freed once.
        unsafe {
            assert_eq!(
                pinecone_import_error_result(error),
                if want_error { result } else { 0 }
            );
            read_error(error);
            pinecone_import_error_free(error);
        }
        result == 0
    }

    /// Changes a setting. No limit gets so tight that the answer to a start is lost: to look for
    /// the import then takes ensure half a minute.
    fn set(&mut self) -> bool {
        let options = self.handle(OPTIONS);
        let (which, number) = (self.byte() % 10, self.number());
        let text = self.text(&["2025-10", "2026-07", "ftp://proxy", "a tag"]);
        let text = pointer(&text);
        let long = number.saturating_add(5000);
        let most = usize::try_from(long).unwrap_or(usize::MAX);
        // SAFETY: NULL or live options, and a text that lives on.
        let result = unsafe {
            match which {
                0 => pinecone_import_options_set_timeout_ms(options, long),
                1 => pinecone_import_options_set_connect_timeout_ms(options, number),
                2 => pinecone_import_options_set_api_version(options, text),
                3 => pinecone_import_options_set_retry_tries(options, 2),
                4 => pinecone_import_options_set_retry_delays_ms(options, number, number % 2),
                5 => pinecone_import_options_set_retry_deadline_ms(options, long),
                6 => pinecone_import_options_set_source_tag(options, text),
                7 => pinecone_import_options_add_root_certificate_pem(options, text),
                8 => pinecone_import_options_set_proxy(options, text),
                _ => pinecone_import_options_set_max_response_bytes(options, most),
            }
        };
        assert!((0..3).contains(&result), "{which}: {result}");
        result == 0
    }
}

/// Options by which a call that fails does not wait long for its next try.
fn quick() -> Handle {
    // SAFETY: the options were just made.
    unsafe {
        let options = pinecone_import_options_new();
        assert_eq!(
            pinecone_import_options_set_retry_delays_ms(options, 0, 1),
            0
        );
        let told = pinecone_import_options_set_on_event(options, Some(tell), null_mut());
        assert_eq!(told, 0);
        options
    }
}

fn ended(text: &str) -> Vec<u8> {
    [text.as_bytes(), b"\0"].concat()
}

fn pointer(text: &Option<Vec<u8>>) -> *const c_char {
    text.as_ref().map_or(null(), |text| text.as_ptr().cast())
}

/// Reads an event.
extern "C" fn tell(level: i32, line: *const c_char, event: Handle, _: *mut c_void) {
    // SAFETY: all is what the library passes.
    unsafe {
        let line = std::ffi::CStr::from_ptr(line).to_str().unwrap();
        assert!(!line.is_empty() && !line.contains('\n'), "{line}");
        assert!((1..=3).contains(&level));
        assert!((1..=5).contains(&pinecone_import_event_kind(event)));
        read_error(pinecone_import_event_error(event));
    }
}

/// Counts down to breaking off.
extern "C" fn see(import: Handle, left: *mut c_void) -> c_int {
    // SAFETY: both are what this file and the library pass.
    unsafe {
        read(MODEL, import, 0);
        let left = left.cast::<c_int>();
        *left -= 1;
        c_int::from(*left < 0)
    }
}
