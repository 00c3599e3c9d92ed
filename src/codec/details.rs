//! The `details` of a status: `google.protobuf.Any`, in each form that servers write it.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::name::{At, Name};
use super::text;
use crate::error::{RpcDetail, RpcStatus};
use crate::json::{self, Reader, Value};

/// Most details that are kept.
const MOST: usize = 8;
/// Most bytes of text kept of all details together; a multiple of base64's four.
const TEXT: usize = 2048;
/// Most bytes kept of a type URL.
const TYPE: usize = 256;

/// Reads the text of a valid `details` member into `status`.
pub(super) fn read(details: &str, status: &mut RpcStatus) {
    let mut left = TEXT;
    if !details.starts_with('[') {
        // Not a list, but what it says is kept.
        status.malformed |= !details.starts_with('"');
        let json = Some(keep(details, &mut left, status));
        status.details.push(RpcDetail {
            json,
            ..RpcDetail::default()
        });
        return;
    }
    for item in json::items(details) {
        if status.details.len() == MOST {
            status.truncated = true;
            return;
        }
        if status.details.capacity() == 0 {
            status.details.reserve_exact(MOST);
        }
        one(item, &mut left, status);
    }
}

/// An object in the list, as far as it has been read.
#[derive(Default)]
struct Found {
    at_type: Option<String>,
    camel: Option<String>,
    snake: Option<String>,
    /// The bytes of a packed detail, and of their base64.
    value: Option<(Vec<u8>, usize)>,
    has_value: bool,
    is_cut: bool,
}

impl Reader<Name> for Found {
    fn scalar(&mut self, at: At, value: Value<'_>) {
        let place = match at {
            (Name::Root, Name::AtType) => &mut self.at_type,
            (Name::Root, Name::TypeUrl) => &mut self.camel,
            (Name::Root, Name::TypeUrlSnake) => &mut self.snake,
            (Name::Root, Name::Value) => {
                self.has_value = !matches!(value, Value::Null);
                self.value = match value {
                    Value::Text(whole) => {
                        decode(self.cut(whole, TEXT)).map(|bytes| (bytes, whole.len()))
                    }
                    _ => None,
                };
                return;
            }
            _ => return,
        };
        *place = None;
        if let Value::Text(whole) = value {
            *place = Some(text::cut(whole, TYPE).into());
            self.is_cut |= whole.len() > TYPE;
        }
    }
}

impl Found {
    fn cut<'a>(&mut self, whole: &'a str, most: usize) -> &'a str {
        self.is_cut |= whole.len() > most;
        text::cut(whole, most)
    }
}

fn one(item: &str, left: &mut usize, status: &mut RpcStatus) {
    let is_object = item.starts_with('{');
    let mut found = Found::default();
    if is_object {
        found = json::parse(item).unwrap_or_default();
    }
    let has_at_type = found.at_type.is_some();
    let mut detail = RpcDetail::default();
    if let Some(url) = found.at_type.or(found.camel).or(found.snake) {
        detail.type_url = keep(url, left, status);
    }
    status.truncated |= found.is_cut;
    // `@type` stands beside any JSON; else there is a plain text, or no detail at all.
    let is_packed = is_object && !has_at_type;
    match found.value.filter(|_| is_packed) {
        Some((mut bytes, written)) => {
            if written > *left {
                bytes.truncate(*left / 4 * 3);
                status.truncated = true;
            }
            *left -= written.min(*left / 4 * 4);
            detail.value = bytes;
        }
        None if is_packed && !found.has_value => {}
        None => {
            status.malformed |= is_packed || !(is_object || item.starts_with('"'));
            detail.json = Some(keep(item, left, status));
        }
    }
    status.details.push(detail);
}

/// What is left of the room for text, at most.
fn keep(text: impl Into<String> + AsRef<str>, left: &mut usize, status: &mut RpcStatus) -> String {
    let whole = text.as_ref().len();
    let kept = text::cut(text.as_ref(), *left).len();
    *left -= kept;
    if kept == whole {
        return text.into();
    }
    status.truncated = true;
    text::cut(text.as_ref(), kept).into()
}

/// Base64 as ProtoJSON allows it: either alphabet, padded or not, any trailing bits.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut digits = text.as_bytes();
    while let [before @ .., b'='] = digits {
        digits = before;
    }
    // Of four digits at a time. One digit alone holds no byte.
    let missing = digits.len().wrapping_neg() % 4;
    if missing == 3 || text.len() - digits.len() > missing {
        return None;
    }
    let mut out = vec![0; digits.len() / 4 * 3 + (3 - missing) % 3];
    let mut marks = 0;
    for (four, three) in digits.chunks(4).zip(out.chunks_mut(3)) {
        let mut bits = 0;
        for (digit, shift) in four.iter().zip([18, 12, 6, 0]) {
            let value = VALUES.get(usize::from(*digit)).copied().unwrap_or(NO_DIGIT);
            marks |= value;
            bits |= u32::from(value % 64) << shift;
        }
        let [_, bytes @ ..] = bits.to_be_bytes();
        for (byte, decoded) in three.iter_mut().zip(bytes) {
            *byte = decoded;
        }
    }
    (marks < NO_DIGIT).then_some(out)
}

/// Both marks of [`VALUES`].
const NO_DIGIT: u8 = 64 + 128;
/// What each ASCII character stands for in base64, with a mark where only one alphabet has it.
#[allow(clippy::indexing_slicing, reason = "when it is compiled")]
static VALUES: [u8; 128] = {
    let mut values = [NO_DIGIT; 128];
    let mut value = 0;
    while value < 62 {
        let digit = match value {
            0..26 => b'A' + value,
            26..52 => b'a' + value - 26,
            _ => b'0' + value - 52,
        };
        values[digit as usize] = value;
        value += 1;
    }
    (values[b'+' as usize], values[b'/' as usize]) = (64 + 62, 64 + 63);
    (values[b'-' as usize], values[b'_' as usize]) = (128 + 62, 128 + 63);
    values
};
