//! Text within limits, and without secrets.

use alloc::string::String;

/// Secrets shorter than this are not looked for: they would match by chance.
const SHORTEST_SECRET: usize = 8;

/// At most `most` bytes of `text`.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Bytes of others as text, and whether it is all of them: at most `most` bytes, with U+FFFD for
/// what is not UTF-8, and room for `more` bytes behind.
pub(super) fn lossy(bytes: &[u8], most: usize, more: usize) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len().min(most) + more);
    for chunk in bytes.utf8_chunks() {
        let replaced = if chunk.invalid().is_empty() {
            ""
        } else {
            "\u{fffd}"
        };
        for part in [chunk.valid(), replaced] {
            let kept = cut(part, most - text.len());
            text.push_str(kept);
            if kept.len() < part.len() {
                return (text, false);
            }
        }
    }
    (text, true)
}

/// The start of a body as text; less than the whole body can end inside a character.
pub(super) fn excerpt(start: &[u8], is_whole: bool) -> String {
    let end = match core::str::from_utf8(start) {
        Err(error) if error.error_len().is_none() && !is_whole => error.valid_up_to(),
        _ => start.len(),
    };
    lossy(start.get(..end).unwrap_or(start), start.len(), 0).0
}

/// Where `part` first stands in `whole`.
pub(super) fn find(whole: &[u8], part: &[u8]) -> Option<usize> {
    whole.windows(part.len()).position(|window| window == part)
}

/// Overwrites `secret` wherever it stands, overlapping itself or not, and a part of it that
/// `bytes` end with unless they are `complete`; a short one stays.
pub(super) fn overwrite(bytes: &mut [u8], secret: &[u8], complete: bool) {
    if secret.len() < SHORTEST_SECRET {
        return;
    }
    if may_hold(bytes, secret) {
        let (mask, mut end) = (mask(secret), 0);
        for at in 0..bytes.len() {
            if bytes.get(at..).is_some_and(|rest| rest.starts_with(secret)) {
                end = at + secret.len();
            }
            // No later occurrence begins before this byte, so it is no longer needed.
            if let Some(byte) = bytes.get_mut(at).filter(|_| at < end) {
                *byte = mask;
            }
        }
    }
    if complete {
        return;
    }
    let starts = (SHORTEST_SECRET..secret.len()).rev();
    for start in starts.filter_map(|length| secret.get(..length)) {
        let at = bytes.len().saturating_sub(start.len());
        if let Some(end) = bytes.get_mut(at..).filter(|end| **end == *start) {
            end.fill(mask(secret));
            return;
        }
    }
}

/// Whether the first four bytes of `secret` stand anywhere. Looks at all bytes, so that the
/// compiler can do many at a time: every answer comes by here.
fn may_hold(bytes: &[u8], secret: &[u8]) -> bool {
    let (&[a, b, c, d, ..], true) = (secret, bytes.len() >= secret.len()) else {
        return false;
    };
    let from = |at| bytes.get(at..).unwrap_or_default();
    let fours = bytes.iter().zip(from(1)).zip(from(2)).zip(from(3));
    fours.fold(false, |found, (((w, x), y), z)| {
        found | ((*w == a) & (*x == b) & (*y == c) & (*z == d))
    })
}

/// A byte that is not in the secret: else what it leaves could be read as the secret again.
fn mask(secret: &[u8]) -> u8 {
    let mut visible = b'*'..=b'~';
    visible.find(|byte| !secret.contains(byte)).unwrap_or(b' ')
}
