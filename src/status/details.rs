//! The `details` of a status: `google.protobuf.Any`, in each form that servers write it.

use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::unquote::unquote;
use super::{Any, Status};
use crate::codec::{scan, text};

/// Most details that are kept.
const MOST: usize = 8;
/// Most bytes of text kept of all details together; a multiple of base64's four.
const TEXT: usize = 2048;
/// Most bytes kept of a type URL.
const TYPE: usize = 256;
/// Bytes of a string, as written, that are unescaped at most: beside what is kept already, the
/// parser's copy must find room.
const ESCAPED: usize = 768;

/// Reads the text of a valid `details` member into `status`.
pub(super) fn read(details: &str, status: &mut Status) {
    let mut left = TEXT;
    if !details.starts_with('[') {
        // Not a list, but what it says is kept.
        status.malformed |= !details.starts_with('"');
        let json = Some(keep(details, &mut left, status));
        status.details.push(Any {
            json,
            ..Any::default()
        });
        return;
    }
    for item in scan::items(details) {
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

fn one(item: &str, left: &mut usize, status: &mut Status) {
    let (mut at_type, mut camel, mut snake, mut value) = (None, None, None, None);
    let is_object = item.starts_with('{');
    let members = scan::items(item).filter_map(scan::member);
    for (name, member) in members.take_while(|_| is_object) {
        let text = Some(member).filter(|member| member.starts_with('"'));
        match &*unquote(name, ESCAPED).0 {
            "@type" => at_type = text,
            "typeUrl" => camel = text,
            "type_url" => snake = text,
            "value" => value = Some(member),
            _ => {}
        }
    }
    let mut any = Any::default();
    if let Some(quoted) = at_type.or(camel).or(snake) {
        let (whole, is_cut) = unquote(quoted, ESCAPED);
        let kept = text::cut(&whole, TYPE);
        status.truncated |= is_cut || kept.len() < whole.len();
        any.type_url = keep(kept, left, status);
    }
    // `@type` stands beside any JSON; else there is a plain text, or no detail at all.
    let is_packed = is_object && at_type.is_none();
    match value.filter(|value| *value != "null") {
        None if is_packed => {}
        Some(quoted) if is_packed && unpack(quoted, left, &mut any, status) => {}
        _ => {
            status.malformed |= is_packed || !(is_object || item.starts_with('"'));
            any.json = Some(keep(item, left, status));
        }
    }
    status.details.push(any);
}

/// Decodes the bytes of a packed detail; whether that is what it holds.
fn unpack(quoted: &str, left: &mut usize, any: &mut Any, status: &mut Status) -> bool {
    if !quoted.starts_with('"') {
        return false;
    }
    let (whole, is_cut) = unquote(quoted, ESCAPED);
    let kept = if is_cut || whole.len() > *left {
        text::cut(&whole, whole.len().min(*left) / 4 * 4)
    } else {
        &whole
    };
    let Some(bytes) = decode(kept) else {
        return false;
    };
    status.truncated |= is_cut || kept.len() < whole.len();
    *left -= kept.len();
    any.value = bytes;
    true
}

/// What is left of the room for text, at most.
fn keep(text: &str, left: &mut usize, status: &mut Status) -> String {
    let kept = text::cut(text, *left);
    *left -= kept.len();
    status.truncated |= kept.len() < text.len();
    kept.into()
}

/// Base64 as ProtoJSON allows it: either alphabet, padded or not, any trailing bits.
fn decode(text: &str) -> Option<Vec<u8>> {
    const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    static ENGINE: GeneralPurpose = GeneralPurpose::new(&STANDARD, CONFIG);
    let has = |byte| text.as_bytes().contains(&byte);
    if !has(b'-') && !has(b'_') {
        return ENGINE.decode(text).ok();
    }
    // One table of 256 bytes less than with an engine for each alphabet.
    let standard = |byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        b'+' | b'/' => b' ',
        other => other,
    };
    ENGINE
        .decode(Vec::from_iter(text.bytes().map(standard)))
        .ok()
}
