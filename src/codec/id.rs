//! An import's id: in a path, and in an answer.

use alloc::string::{String, ToString};

use super::percent;
use crate::error::{Error, InvalidArgument};
use crate::json::Value;

/// Most characters of an id.
const MOST: usize = 1000;

/// `/bulk/imports/{id}`, with the id as one segment.
pub(super) fn path(id: &str) -> Result<String, Error> {
    let length = id.chars().count();
    if !(1..=MOST).contains(&length) {
        let limit = "must be 1 to 1000 characters";
        return Err(InvalidArgument::new("import id", limit)
            .actual(length)
            .into());
    }
    if id == "." || id == ".." {
        // Servers and proxies resolve these, however they are encoded.
        return Err(InvalidArgument::new("import id", "must not be . or ..").into());
    }
    let mut path = String::from("/bulk/imports/");
    percent::push_encoded(&mut path, id);
    Ok(path)
}

/// An id in an answer; a bare number is taken as its digits.
pub(super) fn read(value: Value<'_>) -> Option<String> {
    match value {
        Value::Text(id) if !id.is_empty() && is_short(id) => Some(id.into()),
        Value::Unsigned(id) => Some(id.to_string()),
        _ => None,
    }
}

fn is_short(id: &str) -> bool {
    id.len() <= MOST || id.chars().count() <= MOST
}
