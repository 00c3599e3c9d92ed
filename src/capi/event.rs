//! What happens between a call and its result.

use alloc::string::{String, ToString};
use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;
use core::time::Duration;

use super::codes::*;
use super::error::Error;
use super::guard::{get, number};
use super::text::{Str, Text, UserData};
use super::time::millis_of;
use crate::client::{self, EventLevel};

/// The caller's function that is called with each event.
pub(super) type EventCallback = Option<
    unsafe extern "C" fn(level: i32, line: *const c_char, event: &Event, user_data: *mut c_void),
>;

/// An event, while it is told.
pub(super) struct Event {
    kind: i32,
    operation: Option<Text>,
    attempt: u32,
    of: u32,
    http_status: i32,
    error: Option<Error>,
    time: Option<Duration>,
}

/// The function that a client calls for a function of C.
pub(super) fn listener(
    callback: unsafe extern "C" fn(i32, *const c_char, &Event, *mut c_void),
    user_data: UserData,
) -> impl Fn(&client::Event<'_>) + Send + Sync + Clone {
    move |event| {
        let line = Text::from(event.to_string());
        let level = match event.level() {
            EventLevel::Warning => PINECONE_IMPORT_LEVEL_WARNING,
            EventLevel::Info => PINECONE_IMPORT_LEVEL_INFO,
            EventLevel::Debug => PINECONE_IMPORT_LEVEL_DEBUG,
        };
        let event = Event::from(event);
        // SAFETY: the header requires a function of this type that returns to its caller, and may
        // be called by each thread that uses the client.
        unsafe { callback(level, line.view().data(), &event, user_data.pointer()) };
    }
}

impl From<&client::Event<'_>> for Event {
    fn from(event: &client::Event<'_>) -> Self {
        let blank = Self {
            kind: 0,
            operation: None,
            attempt: 0,
            of: 0,
            http_status: 0,
            error: None,
            time: None,
        };
        let named = |operation: &str| Some(String::from(operation).into());
        match *event {
            client::Event::AttemptBegins {
                operation,
                attempt,
                of,
            } => Self {
                kind: PINECONE_IMPORT_EVENT_ATTEMPT_BEGINS,
                operation: named(operation),
                attempt,
                of,
                ..blank
            },
            client::Event::AttemptEnded {
                operation,
                attempt,
                of,
                result,
                took,
            } => Self {
                kind: PINECONE_IMPORT_EVENT_ATTEMPT_ENDED,
                operation: named(operation),
                attempt,
                of,
                http_status: result.map_or(0, i32::from),
                error: result.err().map(Error::of),
                time: Some(took),
            },
            client::Event::Retry {
                operation,
                error,
                delay,
                attempt,
                of,
            } => Self {
                kind: PINECONE_IMPORT_EVENT_RETRY,
                operation: named(operation),
                attempt,
                of,
                error: Some(Error::of(error)),
                time: Some(delay),
                ..blank
            },
            client::Event::Search { search, of } => Self {
                kind: PINECONE_IMPORT_EVENT_SEARCH,
                attempt: search,
                of,
                ..blank
            },
            client::Event::Pause {
                delay,
                error,
                failures,
            } => Self {
                kind: PINECONE_IMPORT_EVENT_PAUSE,
                attempt: failures,
                error: error.map(Error::of),
                time: Some(delay),
                ..blank
            },
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_event_kind(event: Option<&Event>) -> i32 {
    get(event, 0, |event| event.kind)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_event_operation(event: Option<&Event>) -> Str {
    get(event, Str::NONE, |event| {
        Text::optional(event.operation.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_event_number(event: Option<&Event>) -> u32 {
    get(event, 0, |event| event.attempt)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_event_of(event: Option<&Event>) -> u32 {
    get(event, 0, |event| event.of)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_event_http_status(event: Option<&Event>) -> i32 {
    get(event, 0, |event| event.http_status)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_event_error(event: Option<&Event>) -> Option<&Error> {
    get(event, None, |event| event.error.as_ref())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_event_time_ms(
    event: Option<&Event>,
    out: Option<&mut MaybeUninit<u64>>,
) -> bool {
    let time = get(event, None, |event| event.time);
    number(out, time.map(millis_of))
}
