//! The only percent-encoder: path segments and query values.

use alloc::string::String;

/// Appends `text` so that it stays one path segment or one query value.
///
/// Only the unreserved characters of RFC 3986 §2.3 go out as they are.
pub(super) fn push_encoded(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                for nibble in [byte >> 4, byte & 0xf] {
                    out.extend(HEX.get(usize::from(nibble)).copied().map(char::from));
                }
            }
        }
    }
}
