//! Percent-encoding of path segments and query values.

use alloc::string::String;
use alloc::vec::Vec;

/// Appends `text` as one path segment or one query value.
///
/// Encodes all but the unreserved characters of RFC 3986 §2.3.
pub(super) fn push_encoded(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
                for byte in [b'%', digit(byte >> 4), digit(byte & 0xf)] {
                    out.push(char::from(byte));
                }
            }
        }
    }
}

/// The bytes that a server makes of `text`; what is not a `%` with two digits stays as it is.
pub(super) fn decoded(mut text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    while let [first, behind @ ..] = text {
        let escaped = match text {
            [b'%', high, low, behind @ ..] => hex(*high, *low).map(|byte| (byte, behind)),
            _ => None,
        };
        let (byte, rest) = escaped.unwrap_or((*first, behind));
        out.push(byte);
        text = rest;
    }
    out
}

/// The byte that two hexadecimal digits are.
pub(super) fn hex(high: u8, low: u8) -> Option<u8> {
    Some(digit(high)? << 4 | digit(low)?)
}

/// What a hexadecimal digit stands for.
pub(super) fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
