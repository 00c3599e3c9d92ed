//! Asks handles for all they tell, and asserts what the header promises of it.

use std::ptr::null_mut;

use super::functions::*;
use super::{MANY, MODEL, PAGE, STARTED, WAITED};

/// What the header promises of a string, whoever asks.
///
/// # Safety
/// It must be one of the library's, and its handle live.
pub unsafe fn check(str: Str) -> usize {
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
pub unsafe fn read(kind: usize, handle: Handle, index: usize) {
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
            MANY => {
                let there = index < pinecone_import_waited_many_len(handle);
                let waited = pinecone_import_waited_many_at(handle, index);
                let error = pinecone_import_waited_many_error_at(handle, index);
                assert_eq!(there, waited.is_null() != error.is_null());
                assert!(there || waited.is_null());
                read(WAITED, waited, 0);
                read_error(error);
                read_error(pinecone_import_waited_many_error(handle));
            }
            _ => {}
        }
    }
}

/// # Safety
/// NULL, or a live import.
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

/// Reads all that an error tells.
///
/// # Safety
/// NULL, or a live error.
pub unsafe fn read_error(error: Handle) {
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
