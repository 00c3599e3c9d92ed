//! Strings and bytes, in and out.

use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::{CStr, c_char, c_void};
use core::{ptr, slice};

use super::failure::Failure;

/// A string that a handle owns: UTF-8, with a NUL at its end that `len` does not count.
#[repr(C)]
pub(super) struct Str {
    data: *const c_char,
    len: usize,
}

impl Str {
    pub(super) fn data(&self) -> *const c_char {
        self.data
    }

    /// An unknown string.
    pub(super) const NONE: Self = Self {
        data: ptr::null(),
        len: 0,
    };
}

/// Bytes that a handle owns.
#[repr(C)]
pub(super) struct Bytes {
    data: *const u8,
    len: usize,
}

impl Bytes {
    pub(super) const NONE: Self = Self {
        data: ptr::null(),
        len: 0,
    };

    pub(super) fn of(bytes: &[u8]) -> Self {
        Self {
            data: bytes.as_ptr(),
            len: bytes.len(),
        }
    }
}

/// A string as handles keep it, with the NUL at its end.
pub(super) struct Text(String);

impl From<String> for Text {
    fn from(mut text: String) -> Self {
        text.reserve_exact(1);
        text.push('\0');
        Self(text)
    }
}

impl Text {
    pub(super) fn view(&self) -> Str {
        Str {
            data: self.0.as_ptr().cast(),
            len: self.0.len() - 1,
        }
    }

    pub(super) fn optional(text: Option<&Self>) -> Str {
        text.map_or(Str::NONE, Self::view)
    }
}

/// A caller's pointer that is passed back to its functions.
#[derive(Clone, Copy)]
pub(super) struct UserData(pub(super) *mut c_void);

// SAFETY: the library does not use the pointer itself; the header tells which threads may call the
// functions that it is passed to.
unsafe impl Send for UserData {}
// SAFETY: as above.
unsafe impl Sync for UserData {}

impl UserData {
    pub(super) fn pointer(self) -> *mut c_void {
        self.0
    }
}

/// A caller's string that must not be NULL.
pub(super) fn required<'a>(text: *const c_char, field: &'static str) -> Result<&'a str, Failure> {
    optional(text, field)?.ok_or(Failure::Null(field))
}

/// A caller's array of strings, none of them NULL; it may be NULL itself if it has none.
pub(super) fn array<'a>(
    texts: *const *const c_char,
    count: usize,
    field: &'static str,
    field_of_one: &'static str,
) -> Result<Vec<&'a str>, Failure> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if texts.is_null() {
        return Err(Failure::Null(field));
    }
    // SAFETY: not NULL, and the header requires so many pointers that do not change during the call.
    let texts = unsafe { slice::from_raw_parts(texts, count) };
    texts
        .iter()
        .map(|text| required(*text, field_of_one))
        .collect()
}

/// A caller's string; `None` for NULL.
///
/// It is valid during the call only: nothing keeps it longer.
pub(super) fn optional<'a>(
    text: *const c_char,
    field: &'static str,
) -> Result<Option<&'a str>, Failure> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, and the header requires a NUL at its end and that it does not change
    // during the call.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map(Some).map_err(|_| Failure::NotUtf8(field))
}
