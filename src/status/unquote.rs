//! Strings of a document, as written.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::codec::read::{self, At, Reader, Value};

/// What a string says, as written with its quotes; `None` where it has escapes and takes more
/// than `escaped` bytes.
pub(super) fn unquote(quoted: &str, escaped: usize) -> Option<Cow<'_, str>> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.as_bytes().contains(&b'\\') {
        return Some(Cow::Borrowed(inner));
    }
    let Document(text) = read::any(quoted, escaped)?;
    text.map(Cow::Owned)
}

/// A document that is one text.
#[derive(Default)]
#[allow(
    dead_code,
    reason = "Rust 1.85 does not count a derived Default as its making"
)]
struct Document(Option<String>);

impl Reader for Document {
    fn scalar(&mut self, _: At, value: Value<'_>) {
        if let Value::Text(text) = value {
            self.0 = Some(text.into());
        }
    }
}
