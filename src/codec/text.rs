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

/// Bytes as text of at most `most` bytes, and whether nothing was cut. Invalid UTF-8 becomes
/// U+FFFD; there is capacity for `more` bytes.
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

/// The start of a body as text, without a last character that was cut in two.
pub(super) fn excerpt(start: &[u8], is_whole: bool) -> String {
    let end = match core::str::from_utf8(start) {
        Err(error) if error.error_len().is_none() && !is_whole => error.valid_up_to(),
        _ => start.len(),
    };
    lossy(start.get(..end).unwrap_or(start), start.len(), 0).0
}

/// The index of the first `part` in `whole`.
pub(super) fn find(whole: &[u8], part: &[u8]) -> Option<usize> {
    whole.windows(part.len()).position(|window| window == part)
}

/// Overwrites each occurrence of `secret`, overlapping ones too, and unless `bytes` are `complete`
/// also a prefix of it at their end. Ignores short secrets.
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

/// Whether the first four bytes of `secret` occur anywhere. Called for every answer: it has no
/// early exit, so that the compiler can vectorise it.
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

/// A byte that is not in the secret, so that overwriting cannot form the secret again.
fn mask(secret: &[u8]) -> u8 {
    let mut visible = b'*'..=b'~';
    visible.find(|byte| !secret.contains(byte)).unwrap_or(b' ')
}
