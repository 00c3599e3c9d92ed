//! A request that the caller's HTTP reads, and the response that it fills.

use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::{c_char, c_void};
use core::slice;

use super::guard::{caught, get};
use super::text::{Bytes, Str, Text};
use crate::error::{TransportError, TransportErrorKind as Kind};
use crate::http;
use crate::stop::Stop;

/// Most bytes of a response's headers.
const HEADERS: usize = 8 * 1024;

/// A request to send.
pub(super) struct Request {
    method: Text,
    url: Text,
    headers: Vec<(Text, Text)>,
    body: Option<Vec<u8>>,
    timeout_ms: u64,
    stop: Option<Stop>,
}

impl Request {
    pub(super) fn new(request: &http::Request, timeout_ms: u64, stop: Option<Stop>) -> Self {
        let headers = request.headers.iter();
        Self {
            method: String::from(request.method.as_str()).into(),
            url: request.url.clone().into(),
            headers: headers
                .map(|(name, value)| (String::from(*name).into(), value.clone().into()))
                .collect(),
            body: request.body.clone(),
            timeout_ms,
            stop,
        }
    }
}

/// A response, as far as it has been filled.
pub(super) struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    header_bytes: usize,
    body: Vec<u8>,
    most: usize,
    too_large: Option<&'static str>,
    incomplete: bool,
    not_sent: bool,
    detail: Option<String>,
}

impl Response {
    pub(super) fn new(most: usize) -> Self {
        Self {
            status: 0,
            headers: Vec::new(),
            header_bytes: 0,
            body: Vec::new(),
            most,
            too_large: None,
            incomplete: false,
            not_sent: false,
            detail: None,
        }
    }

    /// The response, or why there is none.
    pub(super) fn finish(self, kind: Option<Kind>) -> Result<http::Response, TransportError> {
        let fail = |kind, detail: Option<String>| {
            let error = match self.not_sent {
                true => TransportError::not_sent(kind),
                false => TransportError::maybe_sent(kind),
            };
            match detail {
                Some(detail) => error.with_detail(detail),
                None => error,
            }
        };
        // A refusal stays one, even if it is too long.
        let refused = self.incomplete && !(200..300).contains(&self.status);
        if let Some(part) = self.too_large.filter(|_| !refused) {
            return Err(fail(Kind::TooLarge, Some(part.into())));
        }
        if let Some(kind) = kind {
            return Err(fail(kind, self.detail));
        }
        if self.status == 0 {
            let detail = "the transport gave no status";
            return Err(fail(Kind::Protocol, Some(detail.into())));
        }
        let mut response = http::Response::new(self.status, self.headers, self.body);
        response.complete = !self.incomplete;
        Ok(response)
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_method(request: Option<&Request>) -> Str {
    get(request, Str::NONE, |request| request.method.view())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_url(request: Option<&Request>) -> Str {
    get(request, Str::NONE, |request| request.url.view())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_headers_len(request: Option<&Request>) -> usize {
    get(request, 0, |request| request.headers.len())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_header_name(request: Option<&Request>, index: usize) -> Str {
    get(request, Str::NONE, |request| {
        Text::optional(request.headers.get(index).map(|header| &header.0))
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_header_value(request: Option<&Request>, index: usize) -> Str {
    get(request, Str::NONE, |request| {
        Text::optional(request.headers.get(index).map(|header| &header.1))
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_body(request: Option<&Request>) -> Bytes {
    get(request, Bytes::NONE, |request| {
        request.body.as_deref().map_or(Bytes::NONE, Bytes::of)
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_timeout_ms(request: Option<&Request>) -> u64 {
    get(request, 0, |request| request.timeout_ms)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_request_is_stopped(request: Option<&Request>) -> bool {
    get(request, false, |request| {
        request.stop.as_ref().is_some_and(Stop::is_requested)
    })
}

/// Changes a response; false for NULL, and where `change` says so.
fn fill(response: Option<&mut Response>, change: impl FnOnce(&mut Response) -> bool) -> bool {
    response
        .and_then(|response| caught(|| change(response)))
        .unwrap_or(false)
}

/// The caller's bytes; `None` for NULL with a length.
fn bytes<'a>(data: *const c_void, len: usize) -> Option<&'a [u8]> {
    match (data.is_null(), len) {
        (_, 0) => Some(&[]),
        (true, _) => None,
        // SAFETY: not NULL, and the header requires so many bytes that do not change during the
        // call.
        (false, len) => Some(unsafe { slice::from_raw_parts(data.cast(), len) }),
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_response_set_status(
    response: Option<&mut Response>,
    status: i32,
) -> bool {
    fill(response, |response| {
        let status = u16::try_from(status).ok();
        let status = status.filter(|status| (100..1000).contains(status));
        response.status = status.unwrap_or(0);
        status.is_some()
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_response_add_header(
    response: Option<&mut Response>,
    name: *const c_char,
    name_len: usize,
    value: *const c_char,
    value_len: usize,
) -> bool {
    fill(response, |response| {
        let name = bytes(name.cast(), name_len);
        let (Some(name), Some(value)) = (name, bytes(value.cast(), value_len)) else {
            return false;
        };
        response.header_bytes = response
            .header_bytes
            .saturating_add(name_len)
            .saturating_add(value_len);
        if response.header_bytes > HEADERS {
            response.too_large = Some("the headers");
            return false;
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes.trim_ascii()).into_owned();
        response.headers.push((text(name), text(value)));
        true
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_response_add_body(
    response: Option<&mut Response>,
    data: *const c_void,
    len: usize,
) -> bool {
    fill(response, |response| {
        let Some(data) = bytes(data, len) else {
            return false;
        };
        let room = response.most - response.body.len();
        response
            .body
            .extend_from_slice(data.get(..room).unwrap_or(data));
        if len > room {
            response.too_large = Some("the body");
        }
        len <= room
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_response_clear(response: Option<&mut Response>) -> bool {
    fill(response, |response| {
        *response = Response::new(response.most);
        true
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_response_set_incomplete(response: Option<&mut Response>) -> bool {
    fill(response, |response| {
        response.incomplete = true;
        true
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_response_set_not_sent(response: Option<&mut Response>) -> bool {
    fill(response, |response| {
        response.not_sent = true;
        true
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_response_set_detail(
    response: Option<&mut Response>,
    detail: *const c_char,
) -> bool {
    fill(response, |response| {
        let detail = super::text::optional(detail, "detail").ok().flatten();
        response.detail = detail.map(String::from);
        response.detail.is_some()
    })
}
