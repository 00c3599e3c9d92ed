//! An import's id, in a path and in an answer.

use alloc::string::String;
use alloc::vec::Vec;

use super::name::{At, Name};
use super::{percent, text};
use crate::error::Error;
use crate::json::{Reader, Value};

/// Most characters of an id.
const MOST: usize = 1000;

/// `/bulk/imports/{id}`, with the id as one segment.
pub(super) fn path(id: &str) -> Result<String, Error> {
    if let Some(length) = text::misfit(id, MOST) {
        let limit = "must be 1 to 1000 characters";
        return Err(Error::invalid("import id", limit, Some(length)));
    }
    if has_dot_segment(id) {
        let limit = "must not have a segment that is . or ..";
        return Err(Error::invalid("import id", limit, None));
    }
    let mut path = String::from("/bulk/imports/");
    percent::push_encoded(&mut path, id);
    Ok(path)
}

/// Whether a server or a proxy could resolve the id to another path than its own: nginx and
/// lighttpd do, with slashes that are percent-encoded too, and two of them in a row decode twice.
fn has_dot_segment(id: &str) -> bool {
    let mut id = Vec::from(id);
    loop {
        let mut segments = id.split(|byte| matches!(byte, b'/' | b'\\'));
        // Some servers take what follows a semicolon for a parameter of the segment.
        let names = |segment: &[u8]| {
            matches!(
                segment,
                b"." | b".." | [b'.', b';', ..] | [b'.', b'.', b';', ..]
            )
        };
        if segments.any(names) {
            return true;
        }
        let decoded = percent::decoded(&id);
        if decoded.len() == id.len() {
            return false;
        }
        id = decoded;
    }
}

/// An id in an answer; a bare number is taken as its digits.
pub(super) fn read(value: Value<'_>) -> Option<String> {
    match value {
        Value::Text(id) if text::misfit(id, MOST).is_none() => Some(id.into()),
        Value::Unsigned(number) => {
            let mut id = String::new();
            text::push_number(&mut id, number);
            Some(id)
        }
        _ => None,
    }
}

/// The id in an answer, and nothing else of it: any other text can be as long as the body.
#[derive(Default)]
#[allow(
    dead_code,
    reason = "Rust 1.85 does not count a derived Default as construction"
)]
pub(super) struct Only(pub(super) Option<String>);

impl Reader<Name> for Only {
    fn scalar(&mut self, at: At, value: Value<'_>) {
        if at.1 == Name::Id {
            self.0 = read(value);
        }
    }
}
