//! The `details` of a status: `google.protobuf.Any`, in each form that servers write it.

use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use miniserde::de::Visitor;

use super::{Any, Status};
use crate::codec::read::{self, Field, Object, Record, Text};
use crate::codec::scan;

/// Most details that are kept.
const MOST: usize = 8;
/// Most bytes of text kept of all details together; a multiple of base64's four.
const TEXT: usize = 2048;
/// Most bytes kept of a type URL.
const TYPE: usize = 256;

/// Reads the text of a valid `details` member into `status`.
pub(super) fn read(details: Option<&str>, status: &mut Status) {
    let mut left = TEXT;
    match details {
        Some(array) if array.starts_with('[') => {
            for item in scan::items(array) {
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
        // Not a list, but what it says is kept.
        Some(text) => {
            status.malformed |= !text.starts_with('"');
            let json = Some(keep(text, &mut left, status));
            status.details.push(Any {
                json,
                ..Any::default()
            });
        }
        None => status.malformed = true,
    }
}

fn one(item: &str, left: &mut usize, status: &mut Status) {
    let Object { record, seen, .. } = read::read::<Field<Object<Detail>>>(item)
        .unwrap_or_default()
        .0;
    let Detail {
        at_type,
        camel,
        snake,
        value,
    } = record;
    let mut any = Any::default();
    status.truncated |= at_type.0.cut || camel.0.cut || snake.0.cut;
    let packed = seen && at_type.0.value.is_none();
    let type_url = at_type.0.value.or(camel.0.value).or(snake.0.value);
    any.type_url = keep(&type_url.unwrap_or_default(), left, status);
    if packed {
        let text = value.0.value.unwrap_or_default();
        let room = text.len().min(*left) / 4 * 4;
        let whole = text.len() <= *left && !value.0.cut;
        let text = if whole {
            text.as_str()
        } else {
            read::cut(&text, room)
        };
        status.truncated |= !whole;
        match decode(text).filter(|_| !value.0.misfit) {
            Some(bytes) => {
                *left -= text.len();
                any.value = bytes;
            }
            None => {
                status.malformed = true;
                any.json = Some(keep(item, left, status));
            }
        }
    } else {
        // `@type` beside any JSON, a plain string, or something that is no detail at all.
        status.malformed |= !seen && !item.starts_with('"');
        any.json = Some(keep(item, left, status));
    }
    status.details.push(any);
}

/// What is left of the room for text, at most.
fn keep(text: &str, left: &mut usize, status: &mut Status) -> String {
    let kept = read::cut(text, *left);
    *left -= kept.len();
    status.truncated |= kept.len() < text.len();
    kept.into()
}

/// The members of a detail.
#[derive(Debug, Default)]
struct Detail {
    at_type: Field<Text<TYPE>>,
    camel: Field<Text<TYPE>>,
    snake: Field<Text<TYPE>>,
    value: Field<Text<TEXT>>,
}

impl Record for Detail {
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor> {
        match key {
            "@type" => Some(&mut self.at_type),
            "typeUrl" => Some(&mut self.camel),
            "type_url" => Some(&mut self.snake),
            "value" => Some(&mut self.value),
            _ => None,
        }
    }
}

/// Base64 as ProtoJSON allows it: either alphabet, padded or not, any trailing bits.
fn decode(text: &str) -> Option<Vec<u8>> {
    const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let alphabet = if text.contains(['-', '_']) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    GeneralPurpose::new(alphabet, CONFIG).decode(text).ok()
}
