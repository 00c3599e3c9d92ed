//! The `details` of a status: `google.protobuf.Any`, in each form that servers write it.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::name::Name;
use super::{retry_info, text};
use crate::error::{RpcDetail, RpcStatus};
use crate::json::{self, Value};

/// Most details that are kept.
const MOST: usize = 8;
/// Most bytes of text kept of all details together; a multiple of base64's four.
const TEXT: usize = 2048;
/// Most bytes kept of a type URL.
const TYPE: usize = 256;

/// The details, as far as they have been read.
#[derive(Default)]
pub(super) struct Details {
    /// A detail that is kept as JSON has an empty one until the end: the parser does not say
    /// where in the text a value stands.
    kept: Vec<RpcDetail>,
    /// The object that is being read.
    draft: Draft,
    /// Bytes of text that are kept so far.
    text: usize,
    /// The longest delay that a detail asks for.
    delay: Option<Duration>,
    malformed: bool,
    truncated: bool,
}

/// A detail that is an object, as far as it has been read.
#[derive(Default)]
struct Draft {
    at_type: Option<String>,
    camel: Option<String>,
    snake: Option<String>,
    /// The bytes of a packed detail, and the length of their base64.
    value: Option<(Vec<u8>, usize)>,
    has_value: bool,
    delay: Option<Duration>,
}

impl Details {
    /// Whether there is room for another detail.
    pub(super) fn has_room(&mut self) -> bool {
        self.truncated |= self.kept.len() == MOST;
        self.kept.len() < MOST
    }

    /// A detail that is no object, or something else in place of a list.
    pub(super) fn scalar(&mut self, value: Value<'_>) {
        if self.has_room() {
            self.malformed |= !matches!(value, Value::Text(_));
            self.keep(String::new(), None);
        }
    }

    /// A member of a detail that is an object.
    pub(super) fn member(&mut self, name: Name, value: Value<'_>) {
        let place = match name {
            Name::AtType => &mut self.draft.at_type,
            Name::TypeUrl => &mut self.draft.camel,
            Name::TypeUrlSnake => &mut self.draft.snake,
            Name::RetryDelay => {
                self.draft.delay = retry_info::duration(value);
                return;
            }
            Name::Value => {
                self.draft.has_value = !matches!(value, Value::Null);
                self.draft.value = match value {
                    Value::Text(whole) => {
                        let start = text::cut(whole, TEXT);
                        decode(start).map(|bytes| (bytes, whole.len()))
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
            self.truncated |= whole.len() > TYPE;
        }
    }

    /// The object that was read is at its end.
    pub(super) fn close(&mut self) {
        let draft = core::mem::take(&mut self.draft);
        // `@type` stands beside any JSON; else there is a packed detail, or none at all.
        let is_packed = draft.at_type.is_none();
        let url = draft.at_type.or(draft.camel).or(draft.snake);
        let mut url = url.unwrap_or_default();
        url.truncate(self.cut(&url).len());
        url.shrink_to_fit();
        if retry_info::is_type(&url) {
            let delay = match &draft.value {
                Some((bytes, _)) if is_packed => retry_info::packed(bytes),
                _ => draft.delay,
            };
            self.delay = self.delay.max(delay);
        }
        let value = match draft.value.filter(|_| is_packed) {
            Some((mut bytes, written)) => {
                let left = (TEXT - self.text) / 4 * 4;
                if written > left {
                    bytes.truncate(left / 4 * 3);
                    // The rest would stay on the heap until the whole body is read.
                    bytes.shrink_to_fit();
                    self.truncated = true;
                }
                self.text += written.min(left);
                Some(bytes)
            }
            None if is_packed && !draft.has_value => Some(Vec::new()),
            None => {
                self.malformed |= is_packed;
                None
            }
        };
        self.keep(url, value);
    }

    fn keep(&mut self, type_url: String, value: Option<Vec<u8>>) {
        let json = value.is_none().then(String::new);
        let value = value.unwrap_or_default();
        self.kept.push(RpcDetail {
            type_url,
            value,
            json,
        });
    }

    /// As much of a text as there is room for.
    fn cut<'a>(&mut self, whole: &'a str) -> &'a str {
        let kept = text::cut(whole, TEXT - self.text);
        self.text += kept.len();
        self.truncated |= kept.len() < whole.len();
        kept
    }

    /// `written` is the member, as written.
    pub(super) fn into_status(mut self, written: &str, status: &mut RpcStatus) {
        let mut kept = core::mem::take(&mut self.kept);
        let is_list = written.starts_with("[");
        let items = json::items(written).take_while(|_| is_list);
        let items = items.chain((!is_list).then_some(written));
        for (detail, item) in kept.iter_mut().zip(items) {
            if detail.json.is_some() {
                detail.json = Some(self.cut(item).into());
            }
        }
        status.details = kept;
        status.retry_delay = self.delay;
        status.malformed |= self.malformed;
        status.truncated |= self.truncated;
    }
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
    let mut out = Vec::with_capacity(digits.len().div_ceil(4) * 3);
    let mut marks = 0;
    for digits in digits.chunks(4) {
        let mut bits = 0;
        for at in 0..4 {
            let digit = digits.get(at).copied().unwrap_or(b'A');
            let value = VALUES.get(usize::from(digit)).copied().unwrap_or(NO_DIGIT);
            marks |= value;
            bits = bits << 6 | u32::from(value % 64);
        }
        let [_, bytes @ ..] = bits.to_be_bytes();
        out.extend_from_slice(&bytes);
    }
    out.truncate(out.len() - missing);
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
