//! Strings of a document, as written.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::codec::read::{self, At, Reader, Value};
use crate::codec::scan;

/// What a string says, as written with its quotes, and whether that was cut: where it has
/// escapes, only its first `most` bytes are unescaped.
pub(super) fn unquote(quoted: &str, most: usize) -> (Cow<'_, str>, bool) {
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or("");
    if !inner.as_bytes().contains(&b'\\') {
        return (Cow::Borrowed(inner), false);
    }
    let is_cut = inner.len() > most;
    let mut start = String::new();
    if is_cut {
        start.reserve_exact(most + 2);
        start.push_str(scan::cut_string(quoted, most + 1));
        start.push('"');
    }
    let document = read::any(if is_cut { &start } else { quoted }, usize::MAX);
    let Document(text) = document.unwrap_or_default();
    (Cow::Owned(text), is_cut)
}

/// A document that is one text.
#[derive(Default)]
#[allow(
    dead_code,
    reason = "Rust 1.85 does not count a derived Default as its making"
)]
struct Document(String);

impl Reader for Document {
    fn scalar(&mut self, _: At, value: Value<'_>) {
        if let Value::Text(text) = value {
            self.0 = text.into();
        }
    }
}
