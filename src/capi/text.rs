//! Texts and bytes on their way in and out.

use alloc::string::String;
use core::ffi::{CStr, c_char};
use core::ptr;

use super::failure::Failure;

/// A text that a handle owns: UTF-8, ended by a NUL that `len` does not count.
#[repr(C)]
pub(super) struct Str {
    data: *const c_char,
    len: usize,
}

impl Str {
    /// What is not known.
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

/// A text as handles keep it, with the NUL at its end.
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

/// A text of the caller's that must be there.
pub(super) fn required<'a>(text: *const c_char, field: &'static str) -> Result<&'a str, Failure> {
    optional(text, field)?.ok_or(Failure::Null(field))
}

/// A text of the caller's; NULL is none.
///
/// The lifetime is that of the call: nothing keeps a text beyond it.
pub(super) fn optional<'a>(
    text: *const c_char,
    field: &'static str,
) -> Result<Option<&'a str>, Failure> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, and the header demands a NUL at the end and that nobody changes the
    // text during the call.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map(Some).map_err(|_| Failure::NotUtf8(field))
}
