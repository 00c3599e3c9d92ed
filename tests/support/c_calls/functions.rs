//! The C functions that are called, as the header declares them.

use std::ffi::{c_char, c_int, c_void};

#[repr(C)]
pub struct Str {
    pub data: *const c_char,
    pub len: usize,
}

#[repr(C)]
pub struct Bytes {
    pub data: *const u8,
    pub len: usize,
}

/// Any handle; C tells their types apart, and the names below do so here.
pub type Handle = *mut c_void;
pub type Callback = extern "C" fn(Handle, *mut c_void) -> c_int;
pub type EventCallback = extern "C" fn(i32, *const c_char, Handle, *mut c_void);

unsafe extern "C" {
    pub fn pinecone_import_version() -> *const c_char;
    pub fn pinecone_import_result_name(result: i32) -> *const c_char;

    pub fn pinecone_import_options_new() -> Handle;
    pub fn pinecone_import_options_free(options: Handle);
    pub fn pinecone_import_options_set_timeout_ms(options: Handle, ms: u64) -> i32;
    pub fn pinecone_import_options_set_connect_timeout_ms(options: Handle, ms: u64) -> i32;
    pub fn pinecone_import_options_set_api_version(options: Handle, text: *const c_char) -> i32;
    pub fn pinecone_import_options_set_retry_tries(options: Handle, tries: u32) -> i32;
    pub fn pinecone_import_options_set_retry_delays_ms(options: Handle, a: u64, b: u64) -> i32;
    pub fn pinecone_import_options_set_retry_deadline_ms(options: Handle, ms: u64) -> i32;
    pub fn pinecone_import_options_set_source_tag(options: Handle, text: *const c_char) -> i32;
    pub fn pinecone_import_options_add_root_certificate_pem(o: Handle, text: *const c_char) -> i32;
    pub fn pinecone_import_options_set_proxy(options: Handle, text: *const c_char) -> i32;
    pub fn pinecone_import_options_set_max_response_bytes(options: Handle, most: usize) -> i32;

    pub fn pinecone_import_options_set_on_event(
        options: Handle,
        callback: Option<EventCallback>,
        user_data: *mut c_void,
    ) -> i32;
    pub fn pinecone_import_wait_options_new() -> Handle;
    pub fn pinecone_import_wait_options_free(options: Handle);
    pub fn pinecone_import_wait_options_set_interval_ms(options: Handle, a: u64, b: u64) -> i32;
    pub fn pinecone_import_wait_options_set_deadline_ms(options: Handle, ms: u64) -> i32;
    pub fn pinecone_import_wait_options_set_first_answer_ms(options: Handle, ms: u64) -> i32;
    pub fn pinecone_import_wait_options_set_outage_ms(options: Handle, ms: u64) -> i32;
    pub fn pinecone_import_progress_import(progress: Handle) -> Handle;
    pub fn pinecone_import_progress_error(progress: Handle) -> Handle;
    pub fn pinecone_import_progress_many_ended_id(progress: Handle) -> Str;
    pub fn pinecone_import_progress_many_ended(progress: Handle) -> Handle;
    pub fn pinecone_import_progress_many_ended_error(progress: Handle) -> Handle;
    pub fn pinecone_import_progress_many_pending(progress: Handle) -> usize;
    pub fn pinecone_import_progress_many_imports(
        progress: Handle,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_progress_many_error(progress: Handle) -> Handle;
    pub fn pinecone_import_progress_many_failures(progress: Handle) -> u32;
    pub fn pinecone_import_progress_many_next_poll_ms(progress: Handle, out: *mut u64) -> bool;
    pub fn pinecone_import_event_kind(event: Handle) -> i32;
    pub fn pinecone_import_event_error(event: Handle) -> Handle;

    pub fn pinecone_import_client_new(
        host: *const c_char,
        key: *const c_char,
        options: Handle,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_client_free(client: Handle);
    pub fn pinecone_import_start(
        client: Handle,
        uri: *const c_char,
        integration: *const c_char,
        mode: i32,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_ensure(
        client: Handle,
        uri: *const c_char,
        integration: *const c_char,
        mode: i32,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_describe(
        client: Handle,
        id: *const c_char,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_cancel(client: Handle, id: *const c_char, error: *mut Handle) -> i32;
    pub fn pinecone_import_list(
        client: Handle,
        limit: u32,
        token: *const c_char,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_for_each(
        client: Handle,
        size: u32,
        pages: usize,
        callback: Option<Callback>,
        user_data: *mut c_void,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_wait(
        client: Handle,
        id: *const c_char,
        options: Handle,
        callback: Option<Callback>,
        user_data: *mut c_void,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;
    pub fn pinecone_import_wait_many(
        client: Handle,
        ids: *const *const c_char,
        count: usize,
        options: Handle,
        callback: Option<Callback>,
        user_data: *mut c_void,
        out: *mut Handle,
        error: *mut Handle,
    ) -> i32;

    pub fn pinecone_import_started_free(started: Handle);
    pub fn pinecone_import_started_id(started: Handle) -> Str;
    pub fn pinecone_import_started_how(started: Handle) -> i32;
    pub fn pinecone_import_started_import(started: Handle) -> Handle;
    pub fn pinecone_import_model_free(model: Handle);
    pub fn pinecone_import_model_id(model: Handle) -> Str;
    pub fn pinecone_import_model_status(model: Handle) -> i32;
    pub fn pinecone_import_model_status_name(model: Handle) -> Str;
    pub fn pinecone_import_model_is_terminal(model: Handle) -> bool;
    pub fn pinecone_import_model_uri(model: Handle) -> Str;
    pub fn pinecone_import_model_created_at(model: Handle) -> Str;
    pub fn pinecone_import_model_finished_at(model: Handle) -> Str;
    pub fn pinecone_import_model_percent_complete(model: Handle, out: *mut f32) -> bool;
    pub fn pinecone_import_model_records_imported(model: Handle, out: *mut i64) -> bool;
    pub fn pinecone_import_model_import_successes(model: Handle, out: *mut i64) -> bool;
    pub fn pinecone_import_model_import_errors(model: Handle, out: *mut i64) -> bool;
    pub fn pinecone_import_model_error(model: Handle) -> Str;
    pub fn pinecone_import_page_free(page: Handle);
    pub fn pinecone_import_page_len(page: Handle) -> usize;
    pub fn pinecone_import_page_at(page: Handle, index: usize) -> Handle;
    pub fn pinecone_import_page_next(page: Handle) -> Str;
    pub fn pinecone_import_waited_free(waited: Handle);
    pub fn pinecone_import_waited_outcome(waited: Handle) -> i32;
    pub fn pinecone_import_waited_import(waited: Handle) -> Handle;
    pub fn pinecone_import_waited_error(waited: Handle) -> Handle;
    pub fn pinecone_import_waited_many_free(waited: Handle);
    pub fn pinecone_import_waited_many_len(waited: Handle) -> usize;
    pub fn pinecone_import_waited_many_at(waited: Handle, index: usize) -> Handle;
    pub fn pinecone_import_waited_many_error_at(waited: Handle, index: usize) -> Handle;
    pub fn pinecone_import_waited_many_error(waited: Handle) -> Handle;
    pub fn pinecone_import_error_free(error: Handle);
    pub fn pinecone_import_error_result(error: Handle) -> i32;
    pub fn pinecone_import_error_message(error: Handle) -> Str;
    pub fn pinecone_import_error_may_have_executed(error: Handle) -> bool;
    pub fn pinecone_import_error_is_retryable(error: Handle) -> bool;
    pub fn pinecone_import_error_field(error: Handle) -> Str;
    pub fn pinecone_import_error_transport_kind(error: Handle) -> i32;
    pub fn pinecone_import_error_http_status(error: Handle) -> i32;
    pub fn pinecone_import_error_request_id(error: Handle) -> Str;
    pub fn pinecone_import_error_retry_after_ms(error: Handle, out: *mut u64) -> bool;
    pub fn pinecone_import_error_excerpt(error: Handle) -> Str;
    pub fn pinecone_import_error_rpc_code(error: Handle, out: *mut i32) -> bool;
    pub fn pinecone_import_error_rpc_name(error: Handle) -> Str;
    pub fn pinecone_import_error_rpc_message(error: Handle) -> Str;
    pub fn pinecone_import_error_details_len(error: Handle) -> usize;
    pub fn pinecone_import_error_detail_type_url(error: Handle, index: usize) -> Str;
    pub fn pinecone_import_error_detail_value(error: Handle, index: usize) -> Bytes;
    pub fn pinecone_import_error_detail_json(error: Handle, index: usize) -> Str;
}
