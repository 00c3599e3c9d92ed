//! The version, and results by name.

use core::ffi::{CStr, c_char};

use super::codes::*;
use super::guard::get;

const VERSION: &CStr =
    match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    };

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_version() -> *const c_char {
    VERSION.as_ptr()
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_version_num() -> i32 {
    let mut parts = env!("CARGO_PKG_VERSION").split('.');
    let mut next = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
    next() << 16 | next() << 8 | next()
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_result_name(result: i32) -> *const c_char {
    get(Some(&result), c"UNKNOWN".as_ptr(), |&result| {
        let name = match result {
            PINECONE_IMPORT_OK => c"OK",
            PINECONE_IMPORT_NULL_POINTER => c"NULL_POINTER",
            PINECONE_IMPORT_NOT_UTF8 => c"NOT_UTF8",
            PINECONE_IMPORT_INVALID_ARGUMENT => c"INVALID_ARGUMENT",
            PINECONE_IMPORT_TRANSPORT => c"TRANSPORT",
            PINECONE_IMPORT_API => c"API",
            PINECONE_IMPORT_DECODE => c"DECODE",
            PINECONE_IMPORT_PANIC => c"PANIC",
            PINECONE_IMPORT_LIST => c"LIST",
            _ => c"UNKNOWN",
        };
        name.as_ptr()
    })
}
