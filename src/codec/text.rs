//! Text within limits, and without secrets.

use alloc::string::String;

/// At most `most` bytes of `text`.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// At most `most` bytes of a body as text; what is not UTF-8 becomes U+FFFD.
pub(crate) fn excerpt(body: &[u8], most: usize) -> String {
    let start = body.get(..most).unwrap_or(body);
    let text = match core::str::from_utf8(start) {
        // The cut went through a character: leave that one out.
        Err(error) if error.error_len().is_none() && start.len() < body.len() => {
            start.get(..error.valid_up_to()).unwrap_or(start)
        }
        _ => start,
    };
    let text = String::from_utf8_lossy(text);
    String::from(cut(&text, most))
}

/// Where `part` first stands in `whole`.
pub(crate) fn find(whole: &[u8], part: &[u8]) -> Option<usize> {
    whole.windows(part.len()).position(|window| window == part)
}

/// Overwrites `secret` wherever it stands, overlapping itself or not; the rest stays in place.
pub(crate) fn overwrite(bytes: &mut [u8], secret: &[u8]) {
    let mask = mask(secret);
    let mut end = 0;
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

/// Overwrites the start of `secret`, of `least` bytes or more, where `bytes` end with it.
pub(crate) fn overwrite_broken_off(bytes: &mut [u8], secret: &[u8], least: usize) {
    let starts = (least..secret.len()).rev();
    for start in starts.filter_map(|length| secret.get(..length)) {
        let at = bytes.len().saturating_sub(start.len());
        if let Some(end) = bytes.get_mut(at..).filter(|end| **end == *start) {
            end.fill(mask(secret));
            return;
        }
    }
}

/// A byte that is not in the secret: else what it leaves could be read as the secret again.
fn mask(secret: &[u8]) -> u8 {
    let mut visible = b'*'..=b'~';
    visible.find(|byte| !secret.contains(byte)).unwrap_or(b' ')
}
