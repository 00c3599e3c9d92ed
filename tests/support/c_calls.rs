//! Calls of the C functions in any order, made of bytes: for a seeded test and for fuzzing.
//!
//! What the header demands of a caller is kept (a pointer is NULL or valid, a text ends, a handle
//! is not used after it is freed); all else is up to the bytes. What the header promises is
//! asserted.

#![allow(unsafe_code, reason = "it plays the C caller")]

use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};

#[repr(C)]
pub struct Str {
    data: *const c_char,
    len: usize,
}

#[repr(C)]
struct Bytes {
    data: *const u8,
    len: usize,
}

#[repr(C)]
struct WaitSettings {
    poll_least_ms: u64,
    poll_most_ms: u64,
    deadline_ms: u64,
}

/// Any handle; C tells their types apart, and the names below do so here.
type Handle = *mut c_void;
type Callback = extern "C" fn(Handle, *mut c_void) -> c_int;

unsafe extern "C" {
    fn pinecone_import_version() -> *const c_char;
    fn pinecone_import_result_name(result: i32) -> *const c_char;

    fn pinecone_import_options_new() -> Handle;
    fn pinecone_import_options_free(options: Handle);
    fn pinecone_import_options_set_timeout_ms(options: Handle, ms: u64) -> i32;
    fn pinecone_import_options_set_connect_timeout_ms(options: Handle, ms: u64) -> i32;
    fn pinecone_import_options_set_api_version(options: Handle, text: *const c_char) -> i32;
    fn pinecone_import_options_set_retry_tries(options: Handle, tries: u32) -> i32;
    fn pinecone_import_options_set_retry_delays_ms(options: Handle, a: u64, b: u64) -> i32;
    fn pinecone_import_options_set_retry_deadline_ms(options: Handle, ms: u64) -> i32;
    fn pinecone_import_options_set_source_tag(options: Handle, text: *const c_char) -> i32;
    fn pinecone_import_options_add_root_certificate_pem(o: Handle, text: *const c_char) -> i32;
    fn pinecone_import_options_set_proxy(options: Handle, text: *const c_char) -> i32;
    fn pinecone_import_options_set_max_response_bytes(options: Handle, most: usize) -> i32;

    fn pinecone_import_client_new(
        host: *const c_char,
        key: *const c_char,
        options: Handle,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    fn pinecone_import_client_free(client: Handle);
    fn pinecone_import_start(
        client: Handle,
        uri: *const c_char,
        integration: *const c_char,
        mode: i32,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    fn pinecone_import_ensure(
        client: Handle,
        uri: *const c_char,
        integration: *const c_char,
        mode: i32,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    fn pinecone_import_describe(
        client: Handle,
        id: *const c_char,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    fn pinecone_import_cancel(client: Handle, id: *const c_char, error: *mut Handle) -> i32;
    fn pinecone_import_list(
        client: Handle,
        limit: u32,
        token: *const c_char,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    fn pinecone_import_for_each(
        client: Handle,
        size: u32,
        pages: usize,
        callback: Option<Callback>,
        user_data: *mut c_void,
        error: *mut Handle,
    ) -> i32;
    fn pinecone_import_wait(
        client: Handle,
        id: *const c_char,
        settings: *const WaitSettings,
        callback: Option<Callback>,
        user_data: *mut c_void,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;

    fn pinecone_import_started_free(started: Handle);
    fn pinecone_import_started_id(started: Handle) -> Str;
    fn pinecone_import_started_how(started: Handle) -> i32;
    fn pinecone_import_started_import(started: Handle) -> Handle;
    fn pinecone_import_model_free(model: Handle);
    fn pinecone_import_model_id(model: Handle) -> Str;
    fn pinecone_import_model_status(model: Handle) -> i32;
    fn pinecone_import_model_status_name(model: Handle) -> Str;
    fn pinecone_import_model_is_terminal(model: Handle) -> bool;
    fn pinecone_import_model_uri(model: Handle) -> Str;
    fn pinecone_import_model_created_at(model: Handle) -> Str;
    fn pinecone_import_model_finished_at(model: Handle) -> Str;
    fn pinecone_import_model_percent_complete(model: Handle, out: *mut f32) -> bool;
    fn pinecone_import_model_records_imported(model: Handle, out: *mut i64) -> bool;
    fn pinecone_import_model_import_successes(model: Handle, out: *mut i64) -> bool;
    fn pinecone_import_model_import_errors(model: Handle, out: *mut i64) -> bool;
    fn pinecone_import_model_error(model: Handle) -> Str;
    fn pinecone_import_page_free(page: Handle);
    fn pinecone_import_page_len(page: Handle) -> usize;
    fn pinecone_import_page_at(page: Handle, index: usize) -> Handle;
    fn pinecone_import_page_next(page: Handle) -> Str;
    fn pinecone_import_waited_free(waited: Handle);
    fn pinecone_import_waited_outcome(waited: Handle) -> i32;
    fn pinecone_import_waited_import(waited: Handle) -> Handle;
    fn pinecone_import_waited_error(waited: Handle) -> Handle;
    fn pinecone_import_error_free(error: Handle);
    fn pinecone_import_error_result(error: Handle) -> i32;
    fn pinecone_import_error_message(error: Handle) -> Str;
    fn pinecone_import_error_may_have_executed(error: Handle) -> bool;
    fn pinecone_import_error_is_retryable(error: Handle) -> bool;
    fn pinecone_import_error_field(error: Handle) -> Str;
    fn pinecone_import_error_transport_kind(error: Handle) -> i32;
    fn pinecone_import_error_http_status(error: Handle) -> i32;
    fn pinecone_import_error_request_id(error: Handle) -> Str;
    fn pinecone_import_error_retry_after_ms(error: Handle, out: *mut u64) -> bool;
    fn pinecone_import_error_excerpt(error: Handle) -> Str;
    fn pinecone_import_error_rpc_code(error: Handle, out: *mut i32) -> bool;
    fn pinecone_import_error_rpc_name(error: Handle) -> Str;
    fn pinecone_import_error_rpc_message(error: Handle) -> Str;
    fn pinecone_import_error_details_len(error: Handle) -> usize;
    fn pinecone_import_error_detail_type_url(error: Handle, index: usize) -> Str;
    fn pinecone_import_error_detail_value(error: Handle, index: usize) -> Bytes;
    fn pinecone_import_error_detail_json(error: Handle, index: usize) -> Str;
}

/// The result that no call of a caller who keeps the rules may give.
const PANIC: i32 = 7;
const NULL_POINTER: i32 = 1;
const RESULTS: i32 = 7;

/// The kinds of handles, each with its slots.
const KINDS: usize = 6;
const SLOTS: usize = 3;
const FREE: [unsafe extern "C" fn(Handle); KINDS] = [
    pinecone_import_options_free,
    pinecone_import_client_free,
    pinecone_import_started_free,
    pinecone_import_model_free,
    pinecone_import_page_free,
    pinecone_import_waited_free,
];
const OPTIONS: usize = 0;
const CLIENT: usize = 1;
const STARTED: usize = 2;
const MODEL: usize = 3;
const PAGE: usize = 4;
const WAITED: usize = 5;

/// The caller: what it holds, and the bytes that tell it what to do.
struct Caller<'a> {
    bytes: &'a [u8],
    host: &'a str,
    key: &'a str,
    slots: [[Handle; SLOTS]; KINDS],
}

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
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.bytes.split_first().unwrap_or((&0, &[]));
        self.bytes = rest;
        *first
    }

    fn number(&mut self) -> u64 {
        match self.byte() {
            255 => u64::MAX,
            254 => u64::MAX / 1000,
            small => small.into(),
        }
    }

    /// A handle of a kind, or NULL.
    fn handle(&mut self, kind: usize) -> Handle {
        let at = usize::from(self.byte());
        self.slots[kind]
            .get(at % (SLOTS + 1))
            .copied()
            .unwrap_or(null_mut())
    }

    /// Puts a handle into a slot, in the place of the one that is freed.
    fn keep(&mut self, kind: usize, handle: Handle) {
        let at = usize::from(self.byte()) % SLOTS;
        let old = std::mem::replace(&mut self.slots[kind][at], handle);
        // SAFETY: NULL, or of this kind and not freed.
        unsafe { FREE[kind](old) };
    }

    /// A text with a NUL at its end: a good one most of the time, else NULL or any bytes.
    fn text(&mut self, good: &[&str]) -> Option<Vec<u8>> {
        let choice = usize::from(self.byte());
        let mut text = match good.get(choice % (good.len() + 2)) {
            Some(text) => text.as_bytes().to_vec(),
            None if choice % 2 == 0 => return None,
            None => {
                let len = usize::from(self.byte() % 40).min(self.bytes.len());
                let (text, rest) = self.bytes.split_at(len);
                self.bytes = rest;
                text.to_vec()
            }
        };
        text.push(0);
        Some(text)
    }

    /// Makes one call; whether it succeeded.
    fn step(&mut self) -> bool {
        let (mut out, mut error) = (null_mut(), null_mut());
        let (want_out, want_error) = (self.byte() % 8 != 0, self.byte() % 4 != 0);
        let outs = if want_out { &raw mut out } else { null_mut() };
        let errors = if want_error {
            &raw mut error
        } else {
            null_mut()
        };
        let (host, key) = (self.host, self.key);
        let ids = ["101", "102", "nobody", "details", "nul"];
        let uris = ["s3://bucket/dir", "gs://bucket/dir", "s3://bucket/fail"];
        let operation = self.byte() % 16;
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
                    let (client, id) = (self.handle(CLIENT), self.text(&ids));
                    (
                        MODEL,
                        pinecone_import_describe(client, pointer(&id), outs, errors),
                    )
                }
                9 => {
                    let (client, id) = (self.handle(CLIENT), self.text(&ids));
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
                13 => {
                    let (client, id) = (self.handle(CLIENT), self.text(&ids));
                    let settings = WaitSettings {
                        poll_least_ms: self.number(),
                        poll_most_ms: self.number(),
                        deadline_ms: 1 + u64::from(self.byte() % 4),
                    };
                    let see = (self.byte() % 8 != 0).then_some(see as Callback);
                    let mut left = c_int::from(self.byte());
                    let left = (&raw mut left).cast();
                    let id = pointer(&id);
                    (
                        WAITED,
                        pinecone_import_wait(client, id, &settings, see, left, outs, errors),
                    )
                }
                14 => {
                    for kind in [STARTED, MODEL, PAGE, WAITED] {
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
        options
    }
}

fn ended(text: &str) -> Vec<u8> {
    [text.as_bytes(), b"\0"].concat()
}

fn pointer(text: &Option<Vec<u8>>) -> *const c_char {
    text.as_ref().map_or(null(), |text| text.as_ptr().cast())
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

/// What the header promises of a string, whoever asks.
///
/// # Safety
/// It must be one of the library's, and its handle live.
unsafe fn check(str: Str) -> usize {
    if str.data.is_null() {
        assert_eq!(str.len, 0);
        return 0;
    }
    // SAFETY: as the header says.
    let bytes = unsafe { std::slice::from_raw_parts(str.data.cast::<u8>(), str.len + 1) };
    assert_eq!(bytes[str.len], 0);
    assert!(std::str::from_utf8(bytes).is_ok());
    str.len
}

/// Reads all that a handle tells, and the `index`-th of what it has many of.
///
/// # Safety
/// NULL, or a live handle of this kind.
unsafe fn read(kind: usize, handle: Handle, index: usize) {
    // SAFETY: the caller's.
    unsafe {
        match kind {
            STARTED => {
                assert_eq!(
                    handle.is_null(),
                    check(pinecone_import_started_id(handle)) == 0
                );
                assert_eq!(handle.is_null(), pinecone_import_started_how(handle) == 0);
                read(MODEL, pinecone_import_started_import(handle), 0);
            }
            MODEL => read_model(handle),
            PAGE => {
                let len = pinecone_import_page_len(handle);
                let at = pinecone_import_page_at(handle, index);
                assert_eq!(at.is_null(), index >= len);
                read(MODEL, at, 0);
                check(pinecone_import_page_next(handle));
            }
            WAITED => {
                assert_eq!(
                    handle.is_null(),
                    pinecone_import_waited_outcome(handle) == 0
                );
                read(MODEL, pinecone_import_waited_import(handle), 0);
                read_error(pinecone_import_waited_error(handle));
            }
            _ => {}
        }
    }
}

unsafe fn read_model(model: Handle) {
    let (mut percent, mut count) = (-1.0, -1);
    // SAFETY: the caller's.
    unsafe {
        assert_eq!(model.is_null(), check(pinecone_import_model_id(model)) == 0);
        assert_eq!(
            model.is_null(),
            check(pinecone_import_model_status_name(model)) == 0
        );
        let status = pinecone_import_model_status(model);
        assert_eq!(
            pinecone_import_model_is_terminal(model),
            (3..=5).contains(&status)
        );
        for read in [
            pinecone_import_model_uri,
            pinecone_import_model_created_at,
            pinecone_import_model_finished_at,
            pinecone_import_model_error,
        ] {
            check(read(model));
        }
        let known = pinecone_import_model_percent_complete(model, &mut percent);
        assert!(known || percent == 0.0);
        for read in [
            pinecone_import_model_records_imported,
            pinecone_import_model_import_successes,
            pinecone_import_model_import_errors,
        ] {
            assert!(read(model, &mut count) || count == 0);
            assert_eq!(read(model, null_mut()), read(model, &mut count));
        }
    }
}

unsafe fn read_error(error: Handle) {
    let (mut wait, mut code) = (1, 1);
    // SAFETY: the caller's.
    unsafe {
        assert_eq!(
            error.is_null(),
            check(pinecone_import_error_message(error)) == 0
        );
        let name = pinecone_import_result_name(pinecone_import_error_result(error));
        assert!(!name.is_null() && !pinecone_import_version().is_null());
        for read in [
            pinecone_import_error_field,
            pinecone_import_error_request_id,
            pinecone_import_error_excerpt,
            pinecone_import_error_rpc_name,
            pinecone_import_error_rpc_message,
        ] {
            check(read(error));
        }
        assert!((0..10).contains(&pinecone_import_error_transport_kind(error)));
        assert!((0..600).contains(&pinecone_import_error_http_status(error)));
        assert!(pinecone_import_error_retry_after_ms(error, &mut wait) || wait == 0);
        assert!(pinecone_import_error_rpc_code(error, &mut code) || code == 0);
        let sure = !pinecone_import_error_may_have_executed(error);
        assert!(sure || !error.is_null());
        assert!(!pinecone_import_error_is_retryable(error) || !error.is_null());
        let details = pinecone_import_error_details_len(error);
        for index in 0..=details {
            let url = pinecone_import_error_detail_type_url(error, index);
            assert_eq!(url.data.is_null(), index == details);
            check(url);
            check(pinecone_import_error_detail_json(error, index));
            let bytes = pinecone_import_error_detail_value(error, index);
            assert!(bytes.len == 0 || !bytes.data.is_null());
        }
    }
}
