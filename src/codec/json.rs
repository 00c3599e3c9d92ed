//! The only JSON writer: request bodies, encoded by hand into one allocation.

use alloc::vec::Vec;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Bytes that `text` takes as a JSON string, quotes included.
pub(crate) fn string_len(text: &str) -> usize {
    2 + text.bytes().map(escaped_len).sum::<usize>()
}

fn escaped_len(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0x00..=0x1f => 6,
        _ => 1,
    }
}

/// Appends `text` as a JSON string.
///
/// Escapes what JSON demands: the quote, the backslash and U+0000 to U+001F.
/// Everything else, U+2028 and astral characters included, is legal as it is.
pub(crate) fn push_string(out: &mut Vec<u8>, text: &str) {
    let needs_escape = |byte: &u8| escaped_len(*byte) > 1;
    out.push(b'"');
    // Each run but the last ends with a byte that needs an escape; most texts are one run.
    for run in text.as_bytes().split_inclusive(needs_escape) {
        match run.split_last() {
            Some((last, plain)) if needs_escape(last) => {
                out.extend_from_slice(plain);
                push_escape(out, *last);
            }
            _ => out.extend_from_slice(run),
        }
    }
    out.push(b'"');
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        0x00..=0x1f => {
            out.extend_from_slice(b"\\u00");
            for nibble in [byte >> 4, byte & 0xf] {
                out.extend(HEX.get(usize::from(nibble)));
            }
            return;
        }
        _ => byte,
    };
    out.extend_from_slice(&[b'\\', short]);
}
