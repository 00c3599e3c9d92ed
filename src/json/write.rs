//! The only JSON writer: encodes request bodies into one allocation.

use alloc::vec::Vec;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The length of `text` as a JSON string, quotes included.
pub(crate) fn string_len(text: &str) -> usize {
    let escapes = |byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        0x00..=0x1f => 5,
        _ => 0,
    };
    let more = if is_plain(text) {
        0
    } else {
        text.bytes().map(escapes).sum()
    };
    2 + text.len() + more
}

/// Appends `text` as a JSON string.
///
/// Escapes only what JSON requires: the quote, the backslash and U+0000 to U+001F.
pub(crate) fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    if is_plain(text) {
        out.extend_from_slice(text.as_bytes());
    } else {
        for byte in text.bytes() {
            if needs_escape(byte) {
                push_escape(out, byte);
            } else {
                out.push(byte);
            }
        }
    }
    out.push(b'"');
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Whether no byte needs an escape, as in almost every text. Has no early exit, so that the
/// compiler can vectorise it.
fn is_plain(text: &str) -> bool {
    !text
        .bytes()
        .fold(false, |found, byte| found | needs_escape(byte))
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        0x00..=0x1f => {
            let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
            let escape = [b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 0xf)];
            return out.extend_from_slice(&escape);
        }
        _ => byte,
    };
    out.extend_from_slice(&[b'\\', short]);
}
