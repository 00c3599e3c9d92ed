//! The caller's own HTTP, and one exchange over it.

use alloc::boxed::Box;
use core::ffi::c_void;
use core::ptr;
use core::time::Duration;

use super::codes::*;
use super::exchange::{Request, Response};
use super::failure::Failure;
use super::guard::{call, caught, free};
use super::text::UserData;
use super::time::millis_of;
use crate::error::{TransportError, TransportErrorKind as Kind};
use crate::http;
use crate::stop::Stop;

/// Sends one request and fills the response; 0, or a kind of transport error.
pub(super) type SendCallback = Option<
    unsafe extern "C" fn(request: &Request, response: &mut Response, user_data: *mut c_void) -> i32,
>;
pub(super) type NowCallback = Option<unsafe extern "C" fn(user_data: *mut c_void) -> u64>;
pub(super) type SleepCallback = Option<unsafe extern "C" fn(ms: u64, user_data: *mut c_void)>;
pub(super) type RandomCallback = Option<unsafe extern "C" fn(user_data: *mut c_void) -> u64>;

/// Most bytes of a body by default.
const BODY: usize = 1024 * 1024;

/// The caller's functions.
#[derive(Clone, Copy)]
pub(super) struct Transport {
    send: unsafe extern "C" fn(&Request, &mut Response, *mut c_void) -> i32,
    pub(super) user_data: UserData,
    pub(super) clock: (NowCallback, SleepCallback, RandomCallback),
    max_response_bytes: usize,
}

impl Transport {
    /// The same, with this limit of a body; 0 is the default.
    pub(super) fn limited(self, most: usize) -> Self {
        Self {
            max_response_bytes: if most == 0 { BODY } else { most },
            ..self
        }
    }

    /// Sends a request by the caller's function.
    pub(super) fn exchange(
        &self,
        request: &http::Request,
        timeout: Duration,
        stop: Option<&Stop>,
    ) -> Result<http::Response, TransportError> {
        // 0 is no limit for most HTTP libraries.
        let ms = millis_of(timeout).max(1);
        let request = Request::new(request, ms, stop.cloned());
        let mut response = Response::new(self.max_response_bytes);
        // SAFETY: the header requires a function of this type that returns to its caller.
        let result = unsafe { (self.send)(&request, &mut response, self.user_data.pointer()) };
        response.finish(kind_of(result))
    }
}

/// The kind of a result; `None` is success.
fn kind_of(result: i32) -> Option<Kind> {
    Some(match result {
        PINECONE_IMPORT_TRANSPORT_NONE => return None,
        PINECONE_IMPORT_TRANSPORT_RESOLVE => Kind::Resolve,
        PINECONE_IMPORT_TRANSPORT_CONNECT => Kind::Connect,
        PINECONE_IMPORT_TRANSPORT_PROXY => Kind::Proxy,
        PINECONE_IMPORT_TRANSPORT_TLS => Kind::Tls,
        PINECONE_IMPORT_TRANSPORT_CERTIFICATE => Kind::Certificate,
        PINECONE_IMPORT_TRANSPORT_TIMEOUT => Kind::Timeout,
        PINECONE_IMPORT_TRANSPORT_PROTOCOL => Kind::Protocol,
        PINECONE_IMPORT_TRANSPORT_TOO_LARGE => Kind::TooLarge,
        PINECONE_IMPORT_TRANSPORT_PROXY_REFUSED => Kind::ProxyRefused,
        PINECONE_IMPORT_TRANSPORT_STOPPED => Kind::Stopped,
        _ => Kind::Io,
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_transport_new(
    send: SendCallback,
    user_data: *mut c_void,
) -> *mut Transport {
    let transport = caught(|| {
        let transport = Transport {
            send: send?,
            user_data: UserData(user_data),
            clock: (None, None, None),
            max_response_bytes: BODY,
        };
        Some(Box::into_raw(Box::new(transport)))
    });
    transport.flatten().unwrap_or(ptr::null_mut())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_transport_set_clock(
    transport: Option<&mut Transport>,
    now: NowCallback,
    sleep: SleepCallback,
    random: RandomCallback,
) -> i32 {
    call(ptr::null_mut(), || {
        let transport = transport.ok_or(Failure::Null("transport"))?;
        if now.is_none() || sleep.is_none() {
            return Err(Failure::Null("now and sleep"));
        }
        transport.clock = (now, sleep, random);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_transport_free(transport: Option<Box<Transport>>) {
    free(transport);
}
