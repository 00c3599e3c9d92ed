//! The accessors of an error object.

use alloc::boxed::Box;
use core::mem::MaybeUninit;

use super::codes::*;
use super::error::{Detail, Error, Rpc};
use super::guard::{free, get, number};
use super::text::{Bytes, Str, Text};

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_free(error: Option<Box<Error>>) {
    free(error);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_result(error: Option<&Error>) -> i32 {
    get(error, PINECONE_IMPORT_OK, |error| error.result)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_message(error: Option<&Error>) -> Str {
    get(error, Str::NONE, |error| error.message.view())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_may_have_executed(error: Option<&Error>) -> bool {
    get(error, false, |error| error.may_have_executed)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_is_retryable(error: Option<&Error>) -> bool {
    get(error, false, |error| error.is_retryable)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_field(error: Option<&Error>) -> Str {
    get(error, Str::NONE, |error| {
        Text::optional(error.field.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_transport_kind(error: Option<&Error>) -> i32 {
    get(error, PINECONE_IMPORT_TRANSPORT_NONE, |error| {
        error.transport_kind
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_http_status(error: Option<&Error>) -> i32 {
    get(error, 0, |error| error.http_status)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_request_id(error: Option<&Error>) -> Str {
    get(error, Str::NONE, |error| {
        Text::optional(error.request_id.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_retry_after_ms(
    error: Option<&Error>,
    out: Option<&mut MaybeUninit<u64>>,
) -> bool {
    let time = get(error, None, |error| error.retry_after);
    number(
        out,
        time.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
    )
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_auth_rejected_reason(error: Option<&Error>) -> Str {
    get(error, Str::NONE, |error| {
        Text::optional(error.auth_rejected_reason.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_excerpt(error: Option<&Error>) -> Str {
    get(error, Str::NONE, |error| {
        Text::optional(error.excerpt.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_rpc_code(
    error: Option<&Error>,
    out: Option<&mut MaybeUninit<i32>>,
) -> bool {
    number(out, get(error, None, |error| error.rpc.as_ref()?.code))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_rpc_name(error: Option<&Error>) -> Str {
    rpc(error, Str::NONE, |rpc| Text::optional(rpc.name.as_ref()))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_rpc_message(error: Option<&Error>) -> Str {
    rpc(error, Str::NONE, |rpc| Text::optional(rpc.message.as_ref()))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_rpc_malformed(error: Option<&Error>) -> bool {
    rpc(error, false, |rpc| rpc.malformed)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_rpc_truncated(error: Option<&Error>) -> bool {
    rpc(error, false, |rpc| rpc.truncated)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_details_len(error: Option<&Error>) -> usize {
    rpc(error, 0, |rpc| rpc.details.len())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_detail_type_url(error: Option<&Error>, index: usize) -> Str {
    detail(error, index, Str::NONE, |detail| detail.type_url.view())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_detail_value(error: Option<&Error>, index: usize) -> Bytes {
    detail(error, index, Bytes::NONE, |detail| Bytes::of(&detail.value))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_error_detail_json(error: Option<&Error>, index: usize) -> Str {
    detail(error, index, Str::NONE, |detail| {
        Text::optional(detail.json.as_ref())
    })
}

fn rpc<R>(error: Option<&Error>, absent: R, read: impl FnOnce(&Rpc) -> R) -> R {
    get(error.and_then(|error| error.rpc.as_ref()), absent, read)
}

fn detail<R>(error: Option<&Error>, index: usize, absent: R, read: impl FnOnce(&Detail) -> R) -> R {
    let rpc = error.and_then(|error| error.rpc.as_ref());
    get(rpc.and_then(|rpc| rpc.details.get(index)), absent, read)
}
